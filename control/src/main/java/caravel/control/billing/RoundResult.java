package caravel.control.billing;

/// The result of a round of collecting.
enum RoundResult {
  /// All due work was begun.
  ALL,
  /// More work may be due at once.
  MORE,
  /// Something failed and is tried again.
  FAULT
}
