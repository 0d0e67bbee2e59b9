package caravel.nostr.negentropy;

/// The end of a range: a time and the start of an id. Excluded from the range.
final class Bound {
  static final long FOREVER = Long.MAX_VALUE;

  static final Bound END = new Bound(FOREVER, new byte[0]);

  private final long createdAt;
  private final byte[] prefix;

  /// @param createdAt unix seconds; [#FOREVER] = the end of all events
  /// @param prefix at most 32 bytes; must not change
  Bound(long createdAt, byte[] prefix) {
    this.createdAt = createdAt;
    this.prefix = prefix;
  }

  long createdAt() {
    return createdAt;
  }

  byte[] prefix() {
    return prefix;
  }
}
