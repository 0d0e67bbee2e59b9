package caravel.control.payment.stripe;

/// What a person is told about a card that was not charged. A bank's suspicion is not passed on:
/// for a card that is lost, stolen or suspected the sentence is the one for no reason at all.
final class DeclineSentences {
  /// The bank wants its customer, who is away.
  static final String ACTION =
      "Your bank wants you to confirm this payment yourself. Pay the invoice by card, and confirm it"
          + " there.";

  static final String CARD_GONE = "The saved card is no longer there. Please add it again.";

  private static final String NO_REASON =
      "Your bank declined the card and does not tell us why. It will tell you; or use another card.";

  private DeclineSentences() {}

  /// @param code Stripe's `decline_code` where there is one, else its `code`
  static String of(String code) {
    return switch (code) {
      case "authentication_required", "offline_pin_required", "online_or_offline_pin_required" ->
          ACTION;
      case "insufficient_funds" -> "There is not enough money on your card.";
      case "expired_card", "invalid_expiry_month", "invalid_expiry_year" ->
          "Your card has expired. Please add a new one.";
      case "incorrect_cvc", "invalid_cvc" ->
          "The security code of your card is wrong. Please add the card again.";
      case "incorrect_number",
          "invalid_number",
          "invalid_account",
          "new_account_information_available" ->
          "The number of your card is not valid any more. Please add the card again.";
      case "incorrect_zip", "incorrect_address", "incorrect_postal_code" ->
          "The address that belongs to your card is wrong. Please add the card again.";
      case "card_velocity_exceeded",
          "withdrawal_count_limit_exceeded",
          "card_decline_rate_limit_exceeded" ->
          "Your card has reached its limit for now.";
      case "card_not_supported", "transaction_not_allowed", "service_not_allowed" ->
          "Your card cannot be used for this kind of payment. Please use another one.";
      case "currency_not_supported" ->
          "Your card cannot pay in US dollars. Please use another one.";
      case "processing_error",
          "issuer_not_available",
          "try_again_later",
          "reenter_transaction",
          "approve_with_id" ->
          "Your bank could not process the payment just now.";
      case "revocation_of_authorization",
          "revocation_of_all_authorizations",
          "stop_payment_order" ->
          "Your bank does not let us charge this card any more. Please use another one.";
      case "testmode_decline", "live_mode_test_card" ->
          "This is a test card, and payments are real here. Please use another one.";
      case "resource_missing", "payment_method_unactivated" -> CARD_GONE;
      // generic_decline, do_not_honor, fraudulent, lost_card, stolen_card and whatever is new
      default -> NO_REASON;
    };
  }
}
