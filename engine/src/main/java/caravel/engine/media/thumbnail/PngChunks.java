package caravel.engine.media.thumbnail;

import caravel.engine.media.thumbnail.EncodedPicture.Turn;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The chunks of a PNG file. Compressed texts and profiles are left out: a decoder would unpack
/// them without a bound.
final class PngChunks {
  private static final int SIGNATURE_BYTES = 8;

  /// Length, name and checksum of a chunk.
  private static final int FRAME_BYTES = 12;

  private static final int HEADER_BYTES = 13;
  private static final int PALETTE_BYTES_MAX = 768;

  private PngChunks() {}

  /// @return empty when it is damaged, animated or too large
  /// @throws IndexOutOfBoundsException when it ends too early
  static Optional<EncodedPicture> parse(byte[] file) {
    var in = ByteBuffer.wrap(file);
    var kept = new ByteArrayOutputStream(file.length);
    kept.write(file, 0, SIGNATURE_BYTES);
    int at = SIGNATURE_BYTES;
    int width = 0;
    int height = 0;
    while (true) {
      int length = in.getInt(at);
      if (length < 0 || length > file.length - at - FRAME_BYTES) {
        return Optional.empty();
      }
      var name = new String(file, at + 4, 4, StandardCharsets.ISO_8859_1);
      if (name.equals("IHDR") != (at == SIGNATURE_BYTES)) {
        return Optional.empty();
      }
      switch (name) {
        case "IHDR" -> {
          width = in.getInt(at + 8);
          height = in.getInt(at + 12);
          if (length != HEADER_BYTES || !EncodedPicture.hasSaneSize(width, height)) {
            return Optional.empty();
          }
          kept.write(file, at, length + FRAME_BYTES);
        }
        case "PLTE", "tRNS" -> {
          if (length > PALETTE_BYTES_MAX) {
            return Optional.empty();
          }
          kept.write(file, at, length + FRAME_BYTES);
        }
        case "IDAT" -> kept.write(file, at, length + FRAME_BYTES);
        case "IEND" -> {
          kept.write(file, at, length + FRAME_BYTES);
          return Optional.of(
              new EncodedPicture("png", width, height, Turn.NONE, kept.toByteArray()));
        }
        case "acTL" -> {
          return Optional.empty(); // It moves.
        }
        default -> {} // Not needed for the pixels.
      }
      at += length + FRAME_BYTES;
    }
  }
}
