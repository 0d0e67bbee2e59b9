package caravel.control.billing;

/// Cursor of a paged scan ordered by time. A scan that goes on after the cursor passes failed rows,
/// and starts over at the end.
///
/// @param at unix seconds
/// @param id tells apart rows with the same time
record ScanCursor(long at, String id) {
  static final ScanCursor START = new ScanCursor(Long.MIN_VALUE, "");
}
