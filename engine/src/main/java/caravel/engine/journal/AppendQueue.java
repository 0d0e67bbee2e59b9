package caravel.engine.journal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The records that wait to be written, in order per relay. The relays take turns, so that a busy
/// one delays others by one record a turn.
///
/// Not safe for use by many threads: the journal's lock guards it.
final class AppendQueue {
  private final Map<String, ArrayDeque<PendingRecord>> byRelay = new HashMap<>();
  private final ArrayDeque<ArrayDeque<PendingRecord>> turns = new ArrayDeque<>();
  private long bytes;

  void add(PendingRecord record) {
    var relay = byRelay.computeIfAbsent(record.schema(), _ -> new ArrayDeque<>());
    if (relay.isEmpty()) {
      turns.addLast(relay);
    }
    relay.addLast(record);
    bytes += record.bytes();
  }

  /// Removes one record of each relay in turn, until the group is full.
  ///
  /// @param bytesMax a single larger record is returned alone
  List<PendingRecord> takeGroup(long bytesMax) {
    var group = new ArrayList<PendingRecord>();
    long sum = 0;
    for (var relay = turns.poll(); relay != null; relay = turns.poll()) {
      var next = relay.element();
      if (!group.isEmpty() && sum + next.bytes() > bytesMax) {
        turns.addFirst(relay);
        break;
      }
      group.add(relay.remove());
      sum += next.bytes();
      if (relay.isEmpty()) {
        byRelay.remove(next.schema());
      } else {
        turns.addLast(relay);
      }
    }
    bytes -= sum;
    return group;
  }

  boolean isEmpty() {
    return turns.isEmpty();
  }

  /// Bytes of all records.
  long bytes() {
    return bytes;
  }

  /// [System#nanoTime()] of the oldest record.
  ///
  /// @param none returned when nothing waits
  long oldestNanos(long none) {
    long oldest = none;
    for (var relay : turns) {
      long since = relay.element().sinceNanos();
      if (since - oldest < 0) {
        oldest = since;
      }
    }
    return oldest;
  }
}
