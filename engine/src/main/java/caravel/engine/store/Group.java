package caravel.engine.store;

import caravel.engine.store.EventStore.Saved;
import caravel.engine.store.WindowRows.Lookup;
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

/// Jobs that are committed together. Each job is decided in order, against the jobs before it, the
/// changes that are not in the file yet, the window, and the file. A decision reads the file only
/// if the others do not have the answer. Changes nothing outside itself.
///
/// The window has the durable rows only. So a decision reads the changes that are not in the file
/// first, and ignores a row of the window that one of them has removed.
final class Group {
  /// Approximate index rows that a commit inserts and deletes; beyond it no job is added. Bounds
  /// the time to write a commit of events with many tags.
  static final int INDEX_ROWS_MAX = 16_384;

  private static final int NO_LIMIT = Integer.MAX_VALUE;
  private static final int ANY_KIND = -1;

  /// The identity of a replaceable or addressable event, which has one version at a time.
  private record Slot(String author, int kind, String identifier) {}

  private record Added(Event event, EventRow row) {}

  private final RelayFile file;
  private final IndexKeys keys;
  private final Window window;
  private final UnwrittenChanges unwritten;
  private final long seq;
  private final Map<EventId, Added> added = new HashMap<>();
  private final Map<Long, Added> addedByRank = new HashMap<>();
  private final Map<Slot, Added> current = new HashMap<>();
  private final Set<PublicKey> erasing = new LinkedHashSet<>();
  private final Set<PublicKey> erased = new LinkedHashSet<>();

  /// Removed rows of the file and of the changes that are not in it yet.
  private final Set<Long> gone = new LinkedHashSet<>();

  private EventSum change = EventSum.EMPTY;
  private int indexRows;

  /// @param unwritten the changes of all earlier commits that the file does not have
  /// @param seq number of the commit
  Group(RelayFile file, Window window, UnwrittenChanges unwritten, long seq) {
    this.file = file;
    this.keys = file.keys();
    this.window = window;
    this.unwritten = unwritten;
    this.seq = seq;
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

  /// Removes a slice of the expired events.
  WriteJob.Slice sweep(long now) throws SQLException {
    return take(ranks(IndexKeys.EXPIRING, Long.MIN_VALUE, now, EventStore.SLICE_EVENTS_MAX));
  }

  /// Removes the next slice of an author whose removal has begun. Does nothing for other authors.
  WriteJob.Slice erase(PublicKey author) throws SQLException {
    if (!isErasing(author)) {
      return new WriteJob.Slice(0, false);
    }
    var slice = takeSome(author);
    if (!slice.more()) {
      erasing.remove(author);
      erased.add(author);
    }
    return slice;
  }

  private boolean isErasing(PublicKey author) throws SQLException {
    if (erasing.contains(author) || erased.contains(author)) {
      return erasing.contains(author);
    }
    var known = unwritten.isErasing(author);
    return known != null ? known : new RelayTables(file.lookups()).isErasing(author);
  }

  private Saved save(Event event, String body) throws SQLException {
    long rank = EventOrder.of(event);
    if (isKnown(event.id(), rank)) {
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
    var older = versions(h, slot.kind());
    for (long rank : older) {
      if (EventOrder.createdAt(rank) > createdAt) {
        return false;
      }
    }
    for (long rank : older) {
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
    long h = keys.id(id.hex());
    for (long rank : single(unwritten.index().find(h), window.find(id), h, ANY_KIND)) {
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
      erased.remove(author);
      erasing.add(author);
    }
  }

  private WriteJob.Slice takeSome(PublicKey author) throws SQLException {
    long h = keys.author(author.hex());
    return take(ranks(h, Long.MIN_VALUE, Long.MAX_VALUE, EventStore.SLICE_EVENTS_MAX));
  }

  /// Removes a slice of events. The slice ends early when they have many index rows.
  private WriteJob.Slice take(List<Long> ranks) throws SQLException {
    int before = indexRows;
    int removed = 0;
    while (removed < ranks.size() && indexRows - before < INDEX_ROWS_MAX) {
      take(ranks.get(removed));
      removed++;
    }
    return new WriteJob.Slice(
        removed, removed < ranks.size() || removed == EventStore.SLICE_EVENTS_MAX);
  }

  private void take(long rank) throws SQLException {
    var row = unwritten.index().rows().find(rank);
    if (row == null && window.atRank(rank) instanceof Lookup.Found(var durable)) {
      row = durable;
    }
    if (row != null) {
      remove(rank, row.event(), row.hashes().length);
      return;
    }
    var body = new RelayTables(file.lookups()).body(rank);
    if (body != null) {
      remove(rank, new StoredEvent(body), keys.of(EventJson.parseStored(body)).size());
    }
  }

  private void remove(long rank, StoredEvent event, int rows) {
    gone.add(rank);
    indexRows += rows;
    change = change.minus(event.id());
  }

  private Added put(Event event, String body, long rank) {
    var row = EventRow.of(rank, event, body, keys, seq);
    var put = new Added(event, row);
    added.put(event.id(), put);
    addedByRank.put(rank, put);
    indexRows += row.hashes().length;
    return put;
  }

  private void forget(Added row) {
    added.remove(row.event().id());
    addedByRank.remove(row.row().r());
    current.values().remove(row);
  }

  /// The ranks of an index key outside the group, as far as they are not removed.
  ///
  /// @param to the last `k`, inclusive
  private List<Long> ranks(long h, long from, long to, int max) throws SQLException {
    var found = new ArrayList<Long>();
    var rows = unwritten.index().withHash(h);
    for (int i = 0; i < rows.size(); i++) {
      long k = rows.get(i).k(h);
      if (k >= from && k <= to && !gone.contains(rows.get(i).r())) {
        found.add(rows.get(i).r());
      }
    }
    found.addAll(ranksInFile(h, from, to, max));
    return found.size() > max ? found.subList(0, max) : found;
  }

  private List<Long> ranksInFile(long h, long from, long to, int max) throws SQLException {
    // The file still has the removed rows.
    long limit = (long) max + unwritten.goneSize() + gone.size();
    var found = new ArrayList<Long>();
    for (long rank :
        file.lookups()
            .numbers("SELECT r FROM ix WHERE h=? AND k>=? AND k<=? LIMIT ?", h, from, to, limit)) {
      if (!isGone(rank)) {
        found.add(rank);
      }
    }
    return found;
  }

  private boolean isGone(long rank) {
    return gone.contains(rank) || unwritten.isGone(rank);
  }

  /// The stored versions of a replaceable or addressable event outside the group.
  ///
  /// @param h the key of its author or of its address
  private List<Long> versions(long h, int kind) throws SQLException {
    long slot = EventRow.slot(h, kind);
    return single(unwritten.index().inSlot(slot), window.inSlot(slot), h, kind);
  }

  /// The ranks of an index key that one row has at most, outside the group.
  ///
  /// @param row among the changes that are not in the file
  /// @param kind of the row, or [#ANY_KIND]
  private List<Long> single(@Nullable EventRow row, Lookup inWindow, long h, int kind)
      throws SQLException {
    if (row != null && !gone.contains(row.r())) {
      return List.of(row.r());
    }
    return switch (inWindow) {
      case Lookup.Found(var durable) -> isGone(durable.r()) ? List.of() : List.of(durable.r());
      case Lookup.Absent _ -> List.of();
      case Lookup.Unknown _ ->
          kind == ANY_KIND
              ? ranksInFile(h, Long.MIN_VALUE, Long.MAX_VALUE, NO_LIMIT)
              : ranksInFile(h, kind, kind, NO_LIMIT);
    };
  }

  private boolean isKnown(EventId id, long rank) throws SQLException {
    if (added.containsKey(id)) {
      return true;
    }
    long h = keys.id(id.hex());
    var row = unwritten.index().find(h);
    if (row != null) {
      return !gone.contains(row.r());
    }
    return switch (window.find(id, rank)) {
      case Lookup.Found(var durable) -> !isGone(durable.r());
      case Lookup.Absent _ -> false;
      case Lookup.Unknown _ ->
          mayBeInFile(rank) && !ranksInFile(h, Long.MIN_VALUE, Long.MAX_VALUE, NO_LIMIT).isEmpty();
    };
  }

  /// Compares by second, because an event gets a lower rank when its own is taken.
  private boolean mayBeInFile(long rank) {
    return EventOrder.createdAt(rank) <= EventOrder.createdAt(file.highestRank());
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
    if (addedByRank.containsKey(rank)) {
      return true;
    }
    if (gone.contains(rank)) {
      return false;
    }
    if (unwritten.index().rows().find(rank) != null) {
      return true;
    }
    if (unwritten.isGone(rank)) {
      return false;
    }
    return switch (window.atRank(rank)) {
      case Lookup.Found _ -> true;
      case Lookup.Absent _ -> false;
      case Lookup.Unknown _ ->
          mayBeInFile(rank) && file.lookups().exists("SELECT 1 FROM event WHERE r=?", rank);
    };
  }

  /// The rows to add.
  List<EventRow> rows() {
    return added.values().stream().map(Added::row).toList();
  }

  /// The commit of all decisions.
  ///
  /// @return null if nothing has changed
  @Nullable Commit commit(CommitCounter counter) {
    if (added.isEmpty() && gone.isEmpty() && erasing.isEmpty() && erased.isEmpty()) {
      return null;
    }
    var sum = change;
    var rows = new ArrayList<Commit.Row>(added.size());
    for (var put : added.values()) {
      sum = sum.plus(put.event().id().hex());
      rows.add(put.row().toRow());
    }
    return counter.next(sum, rows, List.copyOf(gone), List.copyOf(erasing), List.copyOf(erased));
  }
}
