package caravel.engine.media.thumbnail;

import caravel.engine.media.thumbnail.EncodedPicture.Turn;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The segments of a JPEG file. Only those that define the pixels are kept, and the number of scans
/// is bounded, because each scan may visit all pixels with a few bytes.
final class JpegSegments {
  static final int SCANS_MAX = 32;

  /// Most pixels of a picture with several scans. A decoder holds all its coefficients, 6 bytes a
  /// pixel, outside of the heap.
  static final int SEVERAL_SCANS_PIXELS_MAX = 12_000_000;

  private static final int START_OF_IMAGE = 0xd8;
  private static final int END_OF_IMAGE = 0xd9;
  private static final int START_OF_SCAN = 0xda;
  private static final int EXIF = 0xe1;
  private static final int ORIENTATION = 0x112;
  private static final int EXIF_ENTRY_BYTES = 12;

  private final byte[] file;
  private final ByteBuffer in;
  private final ByteArrayOutputStream kept;
  private int width;
  private int height;
  private int frames;
  private int scans;
  private Turn turn = Turn.NONE;

  private JpegSegments(byte[] file) {
    this.file = file;
    this.in = ByteBuffer.wrap(file);
    this.kept = new ByteArrayOutputStream(file.length);
  }

  /// @return empty when it is damaged, too large, or of a form that is not decoded
  /// @throws IndexOutOfBoundsException when it ends too early
  static Optional<EncodedPicture> parse(byte[] file) {
    return new JpegSegments(file).parse();
  }

  private Optional<EncodedPicture> parse() {
    if (unsigned(0) != 0xff || unsigned(1) != START_OF_IMAGE) {
      return Optional.empty();
    }
    kept.write(file, 0, 2);
    int at = 2;
    while (true) {
      if (unsigned(at) != 0xff) {
        return Optional.empty();
      }
      int marker = unsigned(at + 1);
      if (marker == 0xff) {
        at++; // A fill byte.
        continue;
      }
      if (marker == END_OF_IMAGE) {
        kept.write(file, at, 2);
        return picture();
      }
      int length = in.getShort(at + 2) & 0xffff;
      if (length < 2 || at + 2 + length > file.length || !take(marker, at, length)) {
        return Optional.empty();
      }
      int next = at + 2 + length;
      if (marker == START_OF_SCAN) {
        next = endOfScan(next);
        kept.write(file, at + 2 + length, next - at - 2 - length);
      }
      at = next;
    }
  }

  private Optional<EncodedPicture> picture() {
    var pixels = (long) width * height;
    return frames == 1 && scans > 0 && (scans == 1 || pixels <= SEVERAL_SCANS_PIXELS_MAX)
        ? Optional.of(new EncodedPicture("jpeg", width, height, turn, kept.toByteArray()))
        : Optional.empty();
  }

  /// Takes a segment.
  ///
  /// @return false = the picture is not decoded
  private boolean take(int marker, int at, int length) {
    var isTaken =
        switch (marker) {
          case 0xc0, 0xc1, 0xc2 -> takeFrame(at);
          case START_OF_SCAN -> frames == 1 && ++scans <= SCANS_MAX;
          // Tables, the interval of restarts, and the marks of JFIF and Adobe about colours.
          case 0xc4, 0xdb, 0xdd, 0xe0, 0xee -> true;
          case EXIF -> {
            turn = turn(at + 4, length - 2);
            yield true;
          }
          default -> marker >= 0xe0; // Other data of applications, and comments.
        };
    var isNeeded = marker < 0xe0 || marker == 0xe0 || marker == 0xee;
    if (isTaken && isNeeded) {
      kept.write(file, at, 2 + length);
    }
    return isTaken;
  }

  private boolean takeFrame(int at) {
    height = in.getShort(at + 5) & 0xffff;
    width = in.getShort(at + 7) & 0xffff;
    int components = unsigned(at + 9);
    return ++frames == 1
        && (components == 1 || components == 3)
        && EncodedPicture.hasSaneSize(width, height);
  }

  /// Finds the first marker behind a scan's data that is no restart.
  private int endOfScan(int from) {
    int at = from;
    while (true) {
      if (unsigned(at) == 0xff) {
        int next = unsigned(at + 1);
        var isData = next == 0 || next == 0xff || (next >= 0xd0 && next <= 0xd7);
        if (!isData) {
          return at;
        }
      }
      at++;
    }
  }

  /// Reads how the camera was held. A damaged table says nothing.
  private Turn turn(int at, int length) {
    if (length < 14 || !text(at, 6).equals("Exif\0\0")) {
      return turn;
    }
    int start = at + 6;
    var exif = ByteBuffer.wrap(file, start, length - 6).slice();
    exif.order(text(start, 2).equals("II") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    try {
      int table = exif.getInt(4);
      int entries = exif.getShort(table) & 0xffff;
      for (int i = 0; i < entries; i++) {
        int entry = table + 2 + i * EXIF_ENTRY_BYTES;
        if ((exif.getShort(entry) & 0xffff) == ORIENTATION) {
          return Turn.of(exif.getShort(entry + 8));
        }
      }
    } catch (IndexOutOfBoundsException _) {
      return Turn.NONE;
    }
    return Turn.NONE;
  }

  private String text(int at, int length) {
    return new String(file, at, length, StandardCharsets.ISO_8859_1);
  }

  private int unsigned(int at) {
    return file[at] & 0xff;
  }
}
