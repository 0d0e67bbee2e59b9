package caravel.engine.store;

import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Kinds;
import java.util.Arrays;
import java.util.Collection;

/// A row of a relay's file in memory: an event with its rank and its index keys. Immutable, and
/// shared by the tail and the window.
final class EventRow {
  /// Measured bytes of a row with its string, without its text and its keys, and its place in one
  /// [RowIndex].
  private static final int ROW_BYTES = 150;

  /// Bytes of an index row in a file, with the free space of its page.
  private static final int FILE_KEY_BYTES = 48;

  /// Free space of a file's pages beside long bodies.
  private static final int FILE_ROW_BYTES = 512;

  private static final long NEVER = Long.MAX_VALUE;

  private final long r;
  private final long seq;
  private final long slot;
  private final long expiresAt;
  private final String json;
  private final int kind;

  /// The `h` of the index rows, ascending.
  private final long[] hashes;

  private EventRow(long r, Event event, String json, IndexKeys keys, long seq) {
    this.r = r;
    this.seq = seq;
    this.slot = slot(event, keys);
    this.expiresAt = Expiry.of(event).orElse(NEVER);
    this.json = json;
    this.kind = event.kind();
    this.hashes = keys.of(event).stream().mapToLong(IndexKeys.Key::h).sorted().toArray();
  }

  /// @param r its rank, see [EventOrder]
  /// @param json as [EventJson#write] wrote it
  /// @param seq number of the commit that added it; 0 when it was read from the file
  static EventRow of(long r, Event event, String json, IndexKeys keys, long seq) {
    return new EventRow(r, event, json, keys, seq);
  }

  static EventRow of(Commit.Row row, IndexKeys keys, long seq) {
    return new EventRow(row.r(), EventJson.parseStored(row.body()), row.body(), keys, seq);
  }

  private static long slot(Event event, IndexKeys keys) {
    if (Kinds.isAddressable(event.kind())) {
      return slot(keys.address(event.pubkey().hex(), IndexKeys.identifier(event)), event.kind());
    }
    return Kinds.isReplaceable(event.kind())
        ? slot(keys.author(event.pubkey().hex()), event.kind())
        : 0;
  }

  /// The key of a replaceable or addressable event, which has one version at a time.
  ///
  /// @param h the key of its author or of its address
  static long slot(long h, int kind) {
    long mixed = (h ^ kind) * 0x9E3779B97F4A7C15L;
    return mixed == 0 ? 1 : mixed;
  }

  long r() {
    return r;
  }

  /// The rank that it would have if no other event had it.
  long wantedRank() {
    return EventOrder.of(EventOrder.createdAt(r), event().id());
  }

  /// Number of the commit that added it.
  long seq() {
    return seq;
  }

  /// See [#slot(long, int)]; 0 = the event is never replaced.
  long slot() {
    return slot;
  }

  int kind() {
    return kind;
  }

  String json() {
    return json;
  }

  /// A new object for each call, because it keeps the event that it parses.
  StoredEvent event() {
    return new StoredEvent(json);
  }

  /// The hashes of its index keys, ascending. The caller must not change them.
  long[] hashes() {
    return hashes;
  }

  boolean hasHash(long h) {
    return Arrays.binarySearch(hashes, h) >= 0;
  }

  boolean hasExpired(long now) {
    return expiresAt <= now;
  }

  /// The second part of the index key with this hash.
  long k(long h) {
    return h == IndexKeys.EXPIRING ? expiresAt : kind;
  }

  Commit.Row toRow() {
    return new Commit.Row(r, json);
  }

  /// Adds its rows of the file's index.
  void addIndexRows(Collection<RelayTables.IndexRow> rows) {
    for (long h : hashes) {
      rows.add(new RelayTables.IndexRow(h, k(h), r));
    }
  }

  /// Approximate bytes in memory, with two bytes a character, without the lists of its keys in a
  /// [RowIndex].
  long bytes() {
    return ROW_BYTES + 2L * json.length() + (long) Long.BYTES * hashes.length;
  }

  /// The most bytes that it takes up in a file.
  long fileBytes() {
    return FILE_ROW_BYTES + json.length() * 5L / 4 + (long) FILE_KEY_BYTES * hashes.length;
  }
}
