package caravel.verify.attack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/// Files that harm a program which draws, measures or shows them.
final class PictureBombs {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  /// As wide and high as a server may still be willing to draw: 49 megapixels.
  private static final int LARGE_SIDE = 7_000;

  private static final int LARGE_BYTES = LARGE_SIDE * (4 * LARGE_SIDE + 1);

  /// Some hundred kilobytes that become 196 MB.
  private static final byte[] BOMB = deflated(LARGE_BYTES);

  private static final int BLOCK_BYTES = 64 * 1024;

  private PictureBombs() {}

  /// @param number makes the files different from those of other numbers
  static List<byte[]> all(int number) {
    return List.of(
        png(LARGE_SIDE, LARGE_SIDE, BOMB, number),
        png(800, 800, BOMB, number),
        png(Integer.MAX_VALUE, Integer.MAX_VALUE, new byte[] {0}, number),
        png(65_535, 65_535, BOMB, number),
        png(0, 0, new byte[0], number),
        text("GIF89a\u00ff\u00ff\u00ff\u00ff\u0000\u0000\u0000", number),
        text("RIFF\u00ff\u00ff\u00ff\u007fWEBPVP8 \u00ff\u00ff\u00ff\u007f", number),
        text("\u00ff\u00d8\u00ff\u00c0\u0000\u0011\b\u00ff\u00ff\u00ff\u00ff", number),
        text("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", number),
        text("<!doctype html><script>alert(1)</script>", number),
        text("GIF89a/*<script>*/=1;alert(1)//", number),
        text("<!DOCTYPE a [<!ENTITY b 'c'><!ENTITY d '&b;&b;&b;&b;'>]><svg>&d;</svg>", number));
  }

  /// A picture whose header claims these dimensions.
  private static byte[] png(int width, int height, byte[] data, int number) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(PNG);
    var header = ByteBuffer.allocate(13).putInt(width).putInt(height).putInt(0x08060000);
    chunk(out, "IHDR", header.array());
    chunk(out, "tEXt", text("n\u0000", number));
    chunk(out, "zTXt", bombOfText());
    chunk(out, "IDAT", data);
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
    var named = ByteBuffer.allocate(4 + data.length);
    named.put(type.getBytes(StandardCharsets.ISO_8859_1)).put(data);
    var sum = new CRC32();
    sum.update(named.array());
    out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    out.writeBytes(named.array());
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
  }

  /// A compressed comment, which a decoder may unpack.
  private static byte[] bombOfText() {
    return ByteBuffer.allocate(BOMB.length + 3).put(new byte[] {'n', 0, 0}).put(BOMB).array();
  }

  private static byte[] deflated(int zeros) {
    var out = new ByteArrayOutputStream();
    try (var deflater = new DeflaterOutputStream(out)) {
      var block = new byte[BLOCK_BYTES];
      for (var written = 0; written < zeros; written += BLOCK_BYTES) {
        deflater.write(block);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  private static byte[] text(String text, int number) {
    return (text + " " + number).getBytes(StandardCharsets.ISO_8859_1);
  }
}
