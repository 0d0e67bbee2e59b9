package caravel.control.billing;

/// How far going through rows in the order of their time has come. Whoever goes on after it passes
/// by what could not be handled, and comes back to that when there is nothing after it.
///
/// @param at unix seconds
/// @param id tells apart what has the same time
record ScanCursor(long at, String id) {
  static final ScanCursor START = new ScanCursor(Long.MIN_VALUE, "");
}
