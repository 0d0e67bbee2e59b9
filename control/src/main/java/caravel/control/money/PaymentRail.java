package caravel.control.money;

/// The way of a payment attempt's money.
public enum PaymentRail {
  /// A BOLT 11 invoice of the platform's wallet.
  LIGHTNING,
  /// A checkout page of the card processor.
  CHECKOUT,
  /// A charge of the saved card.
  CARD
}
