package caravel.nostr;

import java.util.HexFormat;
import java.util.Locale;

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

  /// The text itself where it is lower-case hex of this length already, else its lower-case form;
  /// whether that is hex is for the caller to ask.
  static String lowerCase(String text, int digits) {
    return isLowerCase(text, digits) ? text : text.toLowerCase(Locale.ROOT);
  }
}
