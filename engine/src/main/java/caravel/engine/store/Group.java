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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Jobs that are committed together. It decides each in order against the file and what the ones
/// before it changed, and touches the tables only at the end, in sorted multi-row statements.
final class Group {
  /// Expired events that one job removes.
  static final int SWEPT_MAX = 1_000;

  /// A version of a replaceable or addressable event: there is one at a time.
  private record Slot(String author, int kind, String identifier) {}

  private record Added(Event event, String body, long rank) {}

  private final Sql sql;
  private final Keys keys;
  private final long highestInFile;
  private final Map<EventId, Added> added = new HashMap<>();
  private final Map<Long, Added> addedByRank = new HashMap<>();
  private final Map<Slot, Added> current = new HashMap<>();
  private final Set<Long> gone = new HashSet<>();

  Group(Sql sql, Keys keys, long highestInFile) {
    this.sql = sql;
    this.keys = keys;
    this.highestInFile = highestInFile;
  }

  /// One result for each event of the batch.
  List<Saved> decide(List<Job.Step> steps) throws SQLException {
    var results = new ArrayList<Saved>(steps.size());
    for (var step : steps) {
      switch (step) {
        case Job.Step.Put(var event, var body) -> results.add(save(event, body));
        case Job.Step.Take(var id) -> remove(id);
        case Job.Step.TakeAuthor(var author) -> removeAuthor(author);
      }
    }
    return results;
  }

  /// How many of the file's expired events go; [#SWEPT_MAX] when there may be more.
  int sweep(long now) throws SQLException {
    var expired =
        sql.numbers("SELECT r FROM ix WHERE h=? AND k<=? LIMIT ?", Keys.EXPIRING, now, SWEPT_MAX);
    int before = gone.size();
    for (long rank : expired) {
      gone.add(rank);
    }
    // Some of them may be gone for another reason; then "more" must still be told.
    return expired.length == SWEPT_MAX ? SWEPT_MAX : gone.size() - before;
  }

  /// Of what [#write] will insert; below every rank when nothing.
  long highestRank() {
    return addedByRank.keySet().stream().mapToLong(Long::longValue).max().orElse(-1);
  }

  private Saved save(Event event, String body) throws SQLException {
    long rank = Rank.of(event);
    if (added.containsKey(event.id()) || (mayBeInFile(rank) && idInFile(event.id()))) {
      return Saved.DUPLICATE;
    }
    boolean addressable = Kinds.isAddressable(event.kind());
    if (addressable || Kinds.isReplaceable(event.kind())) {
      var author = event.pubkey().hex();
      var identifier = addressable ? Keys.identifier(event) : "";
      var slot = new Slot(author, event.kind(), identifier);
      long h = addressable ? keys.address(author, identifier) : keys.author(author);
      if (!replace(slot, h, event.createdAt())) {
        return Saved.SUPERSEDED;
      }
      var row = new Added(event, body, free(rank));
      put(row);
      current.put(slot, row);
    } else {
      put(new Added(event, body, free(rank)));
    }
    return Saved.STORED;
  }

  /// Takes away the versions that one of `createdAt` replaces, or says that a newer one stands.
  private boolean replace(Slot slot, long h, long createdAt) throws SQLException {
    var inGroup = current.get(slot);
    if (inGroup != null && inGroup.event().createdAt() > createdAt) {
      return false;
    }
    var inFile = sql.numbers("SELECT r FROM ix WHERE h=? AND k=?", h, slot.kind());
    for (long rank : inFile) {
      if (!gone.contains(rank) && Rank.createdAt(rank) > createdAt) {
        return false;
      }
    }
    for (long rank : inFile) {
      gone.add(rank);
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
      gone.add(rank);
    }
  }

  private void removeAuthor(PublicKey author) throws SQLException {
    for (var row : List.copyOf(added.values())) {
      if (row.event().pubkey().equals(author)) {
        forget(row);
      }
    }
    for (long rank : sql.numbers("SELECT r FROM ix WHERE h=?", keys.author(author.hex()))) {
      gone.add(rank);
    }
  }

  private void put(Added row) {
    added.put(row.event().id(), row);
    addedByRank.put(row.rank(), row);
  }

  private void forget(Added row) {
    added.remove(row.event().id());
    addedByRank.remove(row.rank());
    current.values().remove(row);
  }

  private boolean mayBeInFile(long rank) {
    return rank <= highestInFile;
  }

  private boolean idInFile(EventId id) throws SQLException {
    for (long rank : sql.numbers("SELECT r FROM ix WHERE h=?", keys.id(id.hex()))) {
      if (!gone.contains(rank)) {
        return true;
      }
    }
    return false;
  }

  /// The wanted rank, or the nearest free one of the same second: lower ones first.
  private long free(long wanted) throws SQLException {
    long floor = Rank.floor(Rank.createdAt(wanted));
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
        || (mayBeInFile(rank)
            && !gone.contains(rank)
            && sql.exists("SELECT 1 FROM event WHERE r=?", rank));
  }

  /// Brings the tables to what was decided.
  void write() throws SQLException {
    var tables = new Tables(sql);
    for (long rank : gone) {
      var body = tables.body(rank);
      if (body != null) {
        tables.delete(rank, keys.of(EventJson.parse(body)));
      }
    }
    if (!added.isEmpty()) {
      var bodies = new ArrayList<Tables.Body>(added.size());
      var index = new ArrayList<Tables.IndexRow>(added.size() * 8);
      for (var row : added.values()) {
        bodies.add(new Tables.Body(row.rank(), row.body()));
        for (var key : keys.of(row.event())) {
          index.add(new Tables.IndexRow(key.h(), key.k(), row.rank()));
        }
      }
      tables.insert(bodies, index);
    }
  }
}
