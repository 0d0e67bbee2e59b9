package caravel.verify.simulate;

/// A way in which the platform is paid.
enum Rail {
  /// The platform's own Lightning wallet.
  LIGHTNING,
  /// The card processor.
  CARD
}
