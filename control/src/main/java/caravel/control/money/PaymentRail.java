package caravel.control.money;

/// How the money of a payment attempt travels.
public enum PaymentRail {
  /// A BOLT11 of the platform's wallet.
  LIGHTNING,
  /// A checkout page of the card processor.
  CHECKOUT,
  /// A charge of the saved card.
  CARD
}
