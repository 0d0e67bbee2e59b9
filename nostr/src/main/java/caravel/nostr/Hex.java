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

  /// Decodes ASCII digits that were checked before.
  static byte[] decode(byte[] ascii, int from, int digits) {
    var bytes = new byte[digits / 2];
    for (int i = 0; i < bytes.length; i++) {
      int at = from + 2 * i;
      bytes[i] =
          (byte) (HexFormat.fromHexDigit(ascii[at]) << 4 | HexFormat.fromHexDigit(ascii[at + 1]));
    }
    return bytes;
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
