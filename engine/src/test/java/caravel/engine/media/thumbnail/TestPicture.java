package caravel.engine.media.thumbnail;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/// Pictures of tests: ordinary and hostile ones.
public final class TestPicture {
  private TestPicture() {}

  /// A noisy picture, red in its left half and blue in its right half.
  public static BufferedImage image(int width, int height, int type) {
    var image = new BufferedImage(width, height, type);
    var random = new Random(7);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int noise = random.nextInt(60);
        image.setRGB(x, y, 0xff000000 | (x < width / 2 ? (195 + noise) << 16 : 195 + noise));
      }
    }
    return image;
  }

  /// Encodes a picture.
  ///
  /// @param format `png` or `jpeg`
  public static byte[] encode(BufferedImage image, String format) throws IOException {
    return encode(image, format, false);
  }

  static byte[] encode(BufferedImage image, String format, boolean progressive) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var writer = ImageIO.getImageWritersByFormatName(format).next();
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      var how = writer.getDefaultWriteParam();
      if (progressive) {
        how.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      }
      writer.write(null, new IIOImage(image, null, null), how);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  public static byte[] jpeg(int width, int height) throws IOException {
    return encode(image(width, height, BufferedImage.TYPE_INT_RGB), "jpeg");
  }

  public static byte[] png(int width, int height) throws IOException {
    return encode(image(width, height, BufferedImage.TYPE_INT_RGB), "png");
  }

  /// A PNG with this size in its header, and rows of zeros that are packed very small.
  ///
  /// @param colours the colour type: 0 = grey, 2 = colours, 3 = palette
  /// @param more chunks behind the header
  public static byte[] hostilePng(int width, int height, int colours, int rows, byte[]... more)
      throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    var header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    header.put((byte) 8).put((byte) colours);
    bytes.write(chunk("IHDR", header.array()));
    for (var chunk : more) {
      bytes.write(chunk);
    }
    bytes.write(chunk("IDAT", zeros((long) rows * (1 + (long) width * (colours == 2 ? 3 : 1)))));
    bytes.write(chunk("IEND", new byte[0]));
    return bytes.toByteArray();
  }

  /// A chunk of a PNG.
  public static byte[] chunk(String name, byte[] data) {
    var named = ByteBuffer.allocate(4 + data.length);
    named.put(name.getBytes(StandardCharsets.ISO_8859_1)).put(data);
    var crc = new CRC32();
    crc.update(named.array());
    return ByteBuffer.allocate(12 + data.length)
        .putInt(data.length)
        .put(named.array())
        .putInt((int) crc.getValue())
        .array();
  }

  /// So many zeros, deflated.
  static byte[] zeros(long count) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var piece = new byte[1 << 20];
    try (var out = new DeflaterOutputStream(bytes, new Deflater(1))) {
      for (long left = count; left > 0; left -= piece.length) {
        out.write(piece, 0, (int) Math.min(left, piece.length));
      }
    }
    return bytes.toByteArray();
  }

  /// The bytes of a file with others inserted.
  static byte[] insert(byte[] file, int at, byte[] more) {
    return ByteBuffer.allocate(file.length + more.length)
        .put(file, 0, at)
        .put(more)
        .put(file, at, file.length - at)
        .array();
  }

  /// The same bytes followed by zeros, so that the file is large enough for a copy.
  public static byte[] padded(byte[] file) {
    return Arrays.copyOf(file, Math.max(file.length, Thumbnails.PICTURE_BYTES_MIN));
  }
}
