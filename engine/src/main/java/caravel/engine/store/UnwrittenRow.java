package caravel.engine.store;

import caravel.nostr.EventJson;
import java.util.List;

/// An event that is not in its relay's file yet.
///
/// @param r its rank, see [EventOrder]
/// @param keys its rows of the index
/// @param seq number of the commit that added it
record UnwrittenRow(long r, StoredEvent event, List<IndexKeys.Key> keys, long seq) {
  private static final int ROW_BYTES = 500;
  private static final int KEY_BYTES = 200;

  /// Bytes of an index row in a file, with the free space of its page.
  private static final int FILE_KEY_BYTES = 48;

  /// Free space of a file's pages beside long bodies.
  private static final int FILE_ROW_BYTES = 512;

  static UnwrittenRow of(Commit.Row row, IndexKeys keys, long seq) {
    var event = EventJson.parseStored(row.body());
    return new UnwrittenRow(row.r(), new StoredEvent(row.body()), List.copyOf(keys.of(event)), seq);
  }

  Commit.Row toRow() {
    return new Commit.Row(r, event.json());
  }

  /// Approximate bytes in memory.
  long bytes() {
    return ROW_BYTES + 2L * event.json().length() + (long) KEY_BYTES * keys.size();
  }

  /// The most bytes that it takes up in a file.
  long fileBytes() {
    return FILE_ROW_BYTES + event.json().length() * 5L / 4 + (long) FILE_KEY_BYTES * keys.size();
  }
}
