package caravel.control.payment.stripe;

/// A bank's answer to a charge while the card's owner is away.
public enum Bank {
  PAYS("", ""),
  HAS_NO_FUNDS("card_declined", "insufficient_funds"),
  STOLEN("card_declined", "stolen_card"),
  EXPIRED("expired_card", ""),
  /// Declines, and would pay if its customer were there.
  WANTS_OWNER("authentication_required", "authentication_required"),
  /// Does not decline, and waits for its customer.
  WAITS_FOR_OWNER("", ""),
  /// Says what it does later.
  TAKES_TIME("", "");

  private final String code;
  private final String declineCode;

  Bank(String code, String declineCode) {
    this.code = code;
    this.declineCode = declineCode;
  }

  boolean declines() {
    return !code.isEmpty();
  }

  String code() {
    return code;
  }

  String declineCode() {
    return declineCode;
  }
}
