package caravel.engine.store;

import caravel.engine.store.EventStore.Saved;
import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.EventJson;
import caravel.nostr.Kinds;
import caravel.nostr.PublicKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Jobs that are committed together. Each job is decided in order, against the file and the changes
/// of the jobs before it. Rows are removed at once; new rows are written at the end, in sorted
/// multi-row statements.
final class Group {
  /// Approximate index rows that a commit inserts and deletes; beyond it no job is added. Bounds
  /// the duration of a commit of events with many tags.
  static final int INDEX_ROWS_MAX = 16_384;

  /// The identity of a replaceable or addressable event, which has one version at a time.
  private record Slot(String author, int kind, String identifier) {}

  private record Added(Event event, String body, long rank, Set<IndexKeys.Key> keys) {}

  private final Sql sql;
  private final IndexKeys keys;
  private final long highestInFile;
  private final Map<EventId, Added> added = new HashMap<>();
  private final Map<Long, Added> addedByRank = new HashMap<>();
  private final Map<Slot, Added> current = new HashMap<>();
  private final Set<PublicKey> erasing = new LinkedHashSet<>();
  private final RelayTables tables;
  private final List<Long> gone = new ArrayList<>();
  private final List<PublicKey> erased = new ArrayList<>();
  private EventSum change = EventSum.EMPTY;
  private int indexRows;

  Group(Sql sql, IndexKeys keys, long highestInFile) {
    this.sql = sql;
    this.keys = keys;
    this.highestInFile = highestInFile;
    this.tables = new RelayTables(sql);
  }

  /// Whether the group is so large that the next job must wait for another one.
  boolean isFull() {
    return indexRows >= INDEX_ROWS_MAX;
  }

  /// Authors with more events to remove by [WriteJob.Erasure].
  Set<PublicKey> erasing() {
    return erasing;
  }

  /// Decides a batch: one result for each event.
  List<Saved> decide(List<WriteJob.Step> steps) throws SQLException {
    var results = new ArrayList<Saved>(steps.size());
    for (var step : steps) {
      switch (step) {
        case WriteJob.Step.Put(var event, var body) -> results.add(save(event, body));
        case WriteJob.Step.Take(var id) -> remove(id);
        case WriteJob.Step.TakeAuthor(var author) -> removeAuthor(author);
      }
    }
    return results;
  }

  /// Removes a slice of the file's expired events.
  WriteJob.Slice sweep(long now) throws SQLException {
    int max = EventStore.SLICE_EVENTS_MAX;
    return take(
        sql.numbers("SELECT r FROM ix WHERE h=? AND k<=? LIMIT ?", IndexKeys.EXPIRING, now, max));
  }

  /// Removes the next slice of an author whose removal has begun. Does nothing for other authors.
  WriteJob.Slice erase(PublicKey author) throws SQLException {
    if (!tables.isErasing(author)) {
      return new WriteJob.Slice(0, false);
    }
    var slice = takeSome(author);
    if (!slice.more()) {
      tables.unmarkErasing(author);
      erased.add(author);
    }
    return slice;
  }

  /// The highest rank that [#write] will insert; below every rank when there is none.
  long highestRank() {
    return addedByRank.keySet().stream().mapToLong(Long::longValue).max().orElse(-1);
  }

  private Saved save(Event event, String body) throws SQLException {
    long rank = EventOrder.of(event);
    if (added.containsKey(event.id()) || (mayBeInFile(rank) && idInFile(event.id()))) {
      return Saved.DUPLICATE;
    }
    boolean addressable = Kinds.isAddressable(event.kind());
    if (addressable || Kinds.isReplaceable(event.kind())) {
      var author = event.pubkey().hex();
      var identifier = addressable ? IndexKeys.identifier(event) : "";
      var slot = new Slot(author, event.kind(), identifier);
      long h = addressable ? keys.address(author, identifier) : keys.author(author);
      if (!replace(slot, h, event.createdAt())) {
        return Saved.SUPERSEDED;
      }
      current.put(slot, put(event, body, free(rank)));
    } else {
      put(event, body, free(rank));
    }
    return Saved.STORED;
  }

  /// Removes the versions that an event of `createdAt` replaces; false = a newer one is stored.
  private boolean replace(Slot slot, long h, long createdAt) throws SQLException {
    var inGroup = current.get(slot);
    if (inGroup != null && inGroup.event().createdAt() > createdAt) {
      return false;
    }
    var inFile = sql.numbers("SELECT r FROM ix WHERE h=? AND k=?", h, slot.kind());
    for (long rank : inFile) {
      if (EventOrder.createdAt(rank) > createdAt) {
        return false;
      }
    }
    for (long rank : inFile) {
      take(rank);
    }
    if (inGroup != null) {
      forget(inGroup);
    }
    return true;
  }

  private void remove(EventId id) throws SQLException {
    var row = added.get(id);
    if (row != null) {
      forget(row);
      return;
    }
    for (long rank : sql.numbers("SELECT r FROM ix WHERE h=?", keys.id(id.hex()))) {
      take(rank);
    }
  }

  private void removeAuthor(PublicKey author) throws SQLException {
    for (var row : List.copyOf(added.values())) {
      if (row.event().pubkey().equals(author)) {
        forget(row);
      }
    }
    if (takeSome(author).more()) {
      tables.markErasing(author);
      erasing.add(author);
    }
  }

  private WriteJob.Slice takeSome(PublicKey author) throws SQLException {
    int max = EventStore.SLICE_EVENTS_MAX;
    return take(sql.numbers("SELECT r FROM ix WHERE h=? LIMIT ?", keys.author(author.hex()), max));
  }

  /// Removes a slice of events. The slice ends early when they have many index rows.
  private WriteJob.Slice take(long[] ranks) throws SQLException {
    int before = indexRows;
    int removed = 0;
    while (removed < ranks.length && indexRows - before < INDEX_ROWS_MAX) {
      take(ranks[removed]);
      removed++;
    }
    return new WriteJob.Slice(
        removed, removed < ranks.length || removed == EventStore.SLICE_EVENTS_MAX);
  }

  private void take(long rank) throws SQLException {
    var body = tables.body(rank);
    if (body != null) {
      var event = EventJson.parseStored(body);
      var rowKeys = keys.of(event);
      tables.delete(rank, rowKeys);
      indexRows += rowKeys.size();
      gone.add(rank);
      change = change.minus(event.id().hex());
    }
  }

  private Added put(Event event, String body, long rank) {
    var row = new Added(event, body, rank, keys.of(event));
    added.put(event.id(), row);
    addedByRank.put(rank, row);
    indexRows += row.keys().size();
    return row;
  }

  private void forget(Added row) {
    added.remove(row.event().id());
    addedByRank.remove(row.rank());
    current.values().remove(row);
  }

  /// Compares by second, because an event gets a lower rank when its own is taken.
  private boolean mayBeInFile(long rank) {
    return EventOrder.createdAt(rank) <= EventOrder.createdAt(highestInFile);
  }

  private boolean idInFile(EventId id) throws SQLException {
    return sql.exists("SELECT 1 FROM ix WHERE h=?", keys.id(id.hex()));
  }

  /// Returns the wanted rank, or the nearest free one of the same second, lower ranks first.
  private long free(long wanted) throws SQLException {
    long floor = EventOrder.floor(EventOrder.createdAt(wanted));
    for (long rank = wanted; rank >= floor; rank--) {
      if (!isTaken(rank)) {
        return rank;
      }
    }
    long rank = wanted + 1;
    while (isTaken(rank)) {
      rank++;
    }
    return rank;
  }

  private boolean isTaken(long rank) throws SQLException {
    return addedByRank.containsKey(rank)
        || (mayBeInFile(rank) && sql.exists("SELECT 1 FROM event WHERE r=?", rank));
  }

  /// Inserts the new rows, and stores the position of the file if a backup counts its commits.
  ///
  /// @param counted null = no backup
  /// @return null if nothing has changed, or without a backup
  @Nullable Commit write(@Nullable CommitCounter counted) throws SQLException {
    var rows = insert();
    if (counted == null
        || (rows.isEmpty() && gone.isEmpty() && erasing.isEmpty() && erased.isEmpty())) {
      return null;
    }
    for (var row : added.values()) {
      change = change.plus(row.event().id().hex());
    }
    return counted.count(tables, change, rows, gone, List.copyOf(erasing), erased);
  }

  private List<Commit.Row> insert() throws SQLException {
    if (added.isEmpty()) {
      return List.of();
    }
    var bodies = new ArrayList<Commit.Row>(added.size());
    var index = new ArrayList<RelayTables.IndexRow>(added.size() * 8);
    for (var row : added.values()) {
      bodies.add(new Commit.Row(row.rank(), row.body()));
      for (var key : row.keys()) {
        index.add(new RelayTables.IndexRow(key.h(), key.k(), row.rank()));
      }
    }
    tables.insert(bodies, index);
    return bodies;
  }
}
