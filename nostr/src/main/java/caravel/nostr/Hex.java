package caravel.nostr;

import java.util.HexFormat;
import java.util.Locale;

/// Encodes and decodes lower-case hexadecimal.
public final class Hex {
  private static final HexFormat FORMAT = HexFormat.of();

  private Hex() {}

  public static String encode(byte[] bytes) {
    return FORMAT.formatHex(bytes);
  }

  /// Decodes hex in either letter case.
  ///
  /// @throws IllegalArgumentException when the text is not pairs of hex digits
  public static byte[] decode(String hex) {
    return FORMAT.parseHex(hex);
  }

  /// Whether the text is exactly `digits` lower-case hex digits.
  public static boolean isLowerCase(String text, int digits) {
    if (text.length() != digits) {
      return false;
    }
    for (int i = 0; i < digits; i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  /// Returns the text if it is already lower-case hex of this length, otherwise its lower-case
  /// form. The caller must check that this is hex.
  static String lowerCase(String text, int digits) {
    return isLowerCase(text, digits) ? text : text.toLowerCase(Locale.ROOT);
  }
}
