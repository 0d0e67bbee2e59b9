package caravel.nostr;

import java.util.HexFormat;

/// Lower-case hexadecimal.
public final class Hex {
  private static final HexFormat FORMAT = HexFormat.of();

  private Hex() {}

  public static String encode(byte[] bytes) {
    return FORMAT.formatHex(bytes);
  }

  /// Accepts either letter case.
  ///
  /// @throws IllegalArgumentException when the text is not pairs of hex digits
  public static byte[] decode(String hex) {
    return FORMAT.parseHex(hex);
  }
}
