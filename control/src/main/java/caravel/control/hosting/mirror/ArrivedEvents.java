package caravel.control.hosting.mirror;

import caravel.nostr.EventId;
import java.util.LinkedHashSet;
import java.util.SequencedSet;

/// The events that arrived last, so that another reading of the same minutes stores nothing twice.
/// It holds the first 64 bits of their ids. Used by one thread.
final class ArrivedEvents {
  static final int EVENTS_MAX = 1_000;

  private static final int PREFIX_DIGITS = 16;
  private static final int HEX = 16;

  private final SequencedSet<Long> ids = new LinkedHashSet<>();

  /// Adds an event, and forgets the oldest one if there are too many.
  ///
  /// @return whether it was not among them
  boolean add(EventId id) {
    var isNew = ids.add(Long.parseUnsignedLong(id.hex(), 0, PREFIX_DIGITS, HEX));
    if (ids.size() > EVENTS_MAX) {
      var _ = ids.removeFirst();
    }
    return isNew;
  }

  void clear() {
    ids.clear();
  }
}
