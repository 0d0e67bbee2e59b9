package caravel.engine.store;

import caravel.nostr.Event;

/// The rank of an event in its file: `created_at << 28 | ~(first 28 bits of the id)`. Descending
/// ranks are the order of NIP-01: newest first, and the lowest id first among equals.
final class EventOrder {
  private static final int ID_BITS = 28;
  private static final int ID_DIGITS = ID_BITS / 4;
  private static final long ID_MASK = (1L << ID_BITS) - 1;

  private EventOrder() {}

  static long of(Event event) {
    return of(event.createdAt(), event.id().hex());
  }

  /// @param createdAt from 0 to [EventStore#CREATED_AT_MAX]
  /// @param id 64 hex digits
  static long of(long createdAt, String id) {
    long prefix = Long.parseLong(id, 0, ID_DIGITS, 16);
    return createdAt << ID_BITS | (~prefix & ID_MASK);
  }

  static long createdAt(long rank) {
    return rank >> ID_BITS;
  }

  /// The lowest rank of a second. For seconds after the storable range, a rank above all events.
  static long floor(long createdAt) {
    return createdAt > EventStore.CREATED_AT_MAX
        ? Long.MAX_VALUE
        : Math.max(0, createdAt) << ID_BITS;
  }

  /// The highest rank of a second. For seconds before the storable range, a rank below all events.
  static long ceiling(long createdAt) {
    if (createdAt < 0) {
      return -1;
    }
    return Math.min(createdAt, EventStore.CREATED_AT_MAX) << ID_BITS | ID_MASK;
  }
}
