package caravel.engine.media.thumbnail;

import java.util.Optional;

/// A picture as it may be given to a decoder: its form was checked, and only the parts that hold
/// its pixels are left.
///
/// @param format as `javax.imageio` names it
/// @param bytes without comments, profiles and other parts that a decoder could unpack
/// @param turn how the pixels are turned to be looked at
@SuppressWarnings("ArrayRecordComponent") // Never compared or copied.
record EncodedPicture(String format, int width, int height, Turn turn, byte[] bytes) {
  /// Most pixels of a picture that is decoded row by row: those of the largest cameras of phones.
  static final int PIXELS_MAX = 50_000_000;

  /// Largest width or height.
  static final int SIDE_MAX = 65_000;

  /// Checks a file and removes what a decoder does not need.
  ///
  /// @param type the sniffed media type
  /// @return empty = it is no picture that is decoded here, or it is damaged, moving or too large
  static Optional<EncodedPicture> parse(String type, byte[] file) {
    try {
      return switch (type) {
        case "image/png" -> PngChunks.parse(file);
        case "image/jpeg" -> JpegSegments.parse(file);
        default -> Optional.empty();
      };
    } catch (IndexOutOfBoundsException _) {
      return Optional.empty(); // It ends too early.
    }
  }

  static boolean hasSaneSize(long width, long height) {
    return width > 0
        && height > 0
        && width <= SIDE_MAX
        && height <= SIDE_MAX
        && width * height <= PIXELS_MAX;
  }

  int longestSide() {
    return Math.max(width, height);
  }

  /// How a camera was held (tag 0x112 of Exif).
  ///
  /// @param mirrored whether left and right are exchanged, before the turn
  /// @param quarters turns clockwise by 90 degrees
  record Turn(boolean mirrored, int quarters) {
    static final Turn NONE = new Turn(false, 0);

    /// @param orientation 1 to 8; others are as 1
    static Turn of(int orientation) {
      return switch (orientation) {
        case 2 -> new Turn(true, 0);
        case 3 -> new Turn(false, 2);
        case 4 -> new Turn(true, 2);
        case 5 -> new Turn(true, 3);
        case 6 -> new Turn(false, 1);
        case 7 -> new Turn(true, 1);
        case 8 -> new Turn(false, 3);
        default -> NONE;
      };
    }
  }
}
