package caravel.control.payment.stripe;

/// The sentences for a person whose card was not charged. A bank's suspicion is not disclosed: a
/// lost, stolen or suspected card has the sentence for an unknown reason.
final class DeclineSentences {
  /// The bank requires an action of the card's owner, who is absent.
  static final String ACTION =
      "Your bank wants you to confirm this payment. Pay the invoice by card and confirm it there.";

  static final String CARD_GONE = "Your saved card is no longer available. Add it again.";

  private static final String NO_REASON =
      "Your bank declined the card without telling us why. Ask your bank, or use another card.";

  private DeclineSentences() {}

  /// @param code Stripe's `decline_code`, or its `code` if there is none
  static String of(String code) {
    return switch (code) {
      case "authentication_required", "offline_pin_required", "online_or_offline_pin_required" ->
          ACTION;
      case "insufficient_funds" -> "There isn’t enough money on your card.";
      case "expired_card", "invalid_expiry_month", "invalid_expiry_year" ->
          "Your card has expired. Add a new one.";
      case "incorrect_cvc", "invalid_cvc" ->
          "Your card’s security code is wrong. Add the card again.";
      case "incorrect_number",
          "invalid_number",
          "invalid_account",
          "new_account_information_available" ->
          "Your card number is no longer valid. Add the card again.";
      case "incorrect_zip", "incorrect_address", "incorrect_postal_code" ->
          "Your card’s billing address is wrong. Add the card again.";
      case "card_velocity_exceeded",
          "withdrawal_count_limit_exceeded",
          "card_decline_rate_limit_exceeded" ->
          "Your card has reached its limit for now.";
      case "card_not_supported", "transaction_not_allowed", "service_not_allowed" ->
          "Your card can’t be used for this kind of payment. Use another card.";
      case "currency_not_supported" -> "Your card can’t pay in US dollars. Use another card.";
      case "processing_error",
          "issuer_not_available",
          "try_again_later",
          "reenter_transaction",
          "approve_with_id" ->
          "Your bank couldn’t process the payment right now.";
      case "revocation_of_authorization",
          "revocation_of_all_authorizations",
          "stop_payment_order" ->
          "Your bank no longer lets us charge this card. Use another card.";
      case "testmode_decline", "live_mode_test_card" ->
          "This is a test card, but payments are real here. Use another card.";
      case "resource_missing", "payment_method_unactivated" -> CARD_GONE;
      // generic_decline, do_not_honor, fraudulent, lost_card, stolen_card and any new code
      default -> NO_REASON;
    };
  }
}
