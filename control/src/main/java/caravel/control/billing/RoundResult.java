package caravel.control.billing;

/// What a round of collecting has found.
enum RoundResult {
  /// All there was.
  ALL,
  /// There may be more at once.
  MORE,
  /// Something that cannot be worked on; it is tried again.
  FAULT
}
