package caravel.control.payment.nwc;

import caravel.nostr.nwc.WalletAnswer;
import java.util.regex.Pattern;

/// Cleans texts of wallets and relays for display: one line, limited in length, without possible
/// secrets and without control characters for text direction.
final class WalletText {
  /// Longest sentence for display.
  static final int SENTENCE_CHARACTERS_MAX = 200;

  private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]+");
  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final Pattern SECRET_LIKE =
      Pattern.compile(
          "(?i)(nostr\\+?walletconnect:\\S+|nsec1\\w+|ln(bc|tb|bcrt|tbs)\\w{20,}|[0-9a-f]{32,})");

  private WalletText() {}

  static String clean(String text, int charactersMax) {
    var plain = INVISIBLE.matcher(text).replaceAll(" ");
    var line = SPACES.matcher(SECRET_LIKE.matcher(plain).replaceAll("…")).replaceAll(" ").strip();
    if (line.codePointCount(0, line.length()) <= charactersMax) {
      return line;
    }
    return line.substring(0, line.offsetByCodePoints(0, charactersMax)).strip() + "…";
  }

  /// The wallet's refusal without a full stop, because it is quoted.
  static String sentence(WalletAnswer.Refused refused) {
    var words = clean(refused.text(), SENTENCE_CHARACTERS_MAX).replaceAll("\\.$", "");
    return words.isEmpty() ? meaning(refused.code()) : words;
  }

  /// For the operator.
  static String said(WalletAnswer.Refused refused) {
    return "the wallet says " + refused.code() + ": " + sentence(refused);
  }

  private static String meaning(WalletAnswer.Code code) {
    return switch (code) {
      case RATE_LIMITED -> "Too many requests";
      case NOT_IMPLEMENTED -> "This wallet can’t do that";
      case INSUFFICIENT_BALANCE -> "There isn’t enough money in the wallet";
      case QUOTA_EXCEEDED -> "The budget of this connection is used up";
      case RESTRICTED -> "This connection isn’t allowed to do that";
      case UNAUTHORIZED -> "The wallet doesn’t know this connection";
      case INTERNAL -> "The wallet had an internal error";
      case UNSUPPORTED_ENCRYPTION -> "The wallet doesn’t support this encryption";
      case PAYMENT_FAILED -> "The payment failed";
      case NOT_FOUND -> "The wallet doesn’t know this payment";
      case OTHER -> "The wallet gave no reason";
    };
  }
}
