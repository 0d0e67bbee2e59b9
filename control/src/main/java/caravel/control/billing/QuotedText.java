package caravel.control.billing;

import java.util.regex.Pattern;

/// Cleans quoted text from another system: one line, short, and without anything that could be a
/// key.
final class QuotedText {
  static final int CHARACTERS_MAX = 300;

  private static final String HIDDEN = "…";

  /// Wallet connections, secret keys, session keys of card processors, and every long hex number.
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)(nostr\\+?walletconnect:\\S*|nsec1\\w+|ncryptsec1\\w+|bunker:\\S*"
              + "|\\b[srp]k_(live|test)_\\w+|\\bwhsec_\\w+|\\b[0-9a-f]{32,}\\b)");

  private static final Pattern BLANK = Pattern.compile("[\\s\\p{Cc}\\p{Cf}]+");

  private QuotedText() {}

  static String of(String words) {
    var line = BLANK.matcher(words).replaceAll(" ").strip();
    var plain = SECRET.matcher(line).replaceAll(HIDDEN);
    if (plain.codePointCount(0, plain.length()) <= CHARACTERS_MAX) {
      return plain;
    }
    return plain.substring(0, plain.offsetByCodePoints(0, CHARACTERS_MAX)).strip() + HIDDEN;
  }

  /// Cleans the text and ends it like a sentence.
  static String sentence(String words) {
    var plain = of(words);
    return plain.isEmpty() || plain.matches(".*[.!?…]") ? plain : plain + ".";
  }
}
