package caravel.verify.simulate;

/// A payment method of the platform.
enum Rail {
  /// The platform's own Lightning wallet.
  LIGHTNING,
  /// The card processor.
  CARD
}
