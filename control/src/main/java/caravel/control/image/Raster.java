package caravel.control.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// The picture formats that are passed on: pixels only. Detected by the first bytes, never by the
/// server's header. SVG is excluded because it may contain scripts.
enum Raster {
  PNG("image/png"),
  JPEG("image/jpeg"),
  GIF("image/gif"),
  WEBP("image/webp"),
  AVIF("image/avif");

  private static final int BRANDS_MAX = 16;
  private static final int BRAND_BYTES = 4;

  private final String type;

  Raster(String type) {
    this.type = type;
  }

  String type() {
    return type;
  }

  static Optional<Raster> of(byte[] bytes) {
    if (starts(bytes, 0, "\u0089PNG\r\n\u001a\n")) {
      return Optional.of(PNG);
    }
    if (starts(bytes, 0, "\u00ff\u00d8\u00ff")) {
      return Optional.of(JPEG);
    }
    if (starts(bytes, 0, "GIF87a") || starts(bytes, 0, "GIF89a")) {
      return Optional.of(GIF);
    }
    if (starts(bytes, 0, "RIFF") && starts(bytes, 8, "WEBP")) {
      return Optional.of(WEBP);
    }
    return starts(bytes, 4, "ftyp") && isAvif(bytes) ? Optional.of(AVIF) : Optional.empty();
  }

  /// Parses the `ftyp` box: length, name, main brand, version, compatible brands.
  private static boolean isAvif(byte[] bytes) {
    var end = Math.min(bytes.length, BRAND_BYTES * BRANDS_MAX);
    for (var at = 8; at + BRAND_BYTES <= Math.min(end, length(bytes)); at += BRAND_BYTES) {
      if (starts(bytes, at, "avif") || starts(bytes, at, "avis")) {
        return true;
      }
    }
    return false;
  }

  private static int length(byte[] box) {
    return (box[0] & 0xff) << 24 | (box[1] & 0xff) << 16 | (box[2] & 0xff) << 8 | (box[3] & 0xff);
  }

  private static boolean starts(byte[] bytes, int at, String with) {
    var wanted = with.getBytes(StandardCharsets.ISO_8859_1);
    return bytes.length >= at + wanted.length
        && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length);
  }
}
