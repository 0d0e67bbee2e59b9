package caravel.engine.store;

import caravel.engine.store.EventStore.StoreException;
import caravel.engine.store.Search.Unwritten;
import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.Filter;
import caravel.nostr.PublicKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The reads of one relay's store: the file, and the durable changes that it does not have yet.
/// Each runs on a thread of the [QueryScheduler].
final class StoreReads {
  private final FileStore store;
  private final SharedRelayFile file;
  private final Tail tail;
  private final QueryScheduler scheduler;

  StoreReads(FileStore store, SharedRelayFile file, Tail tail, QueryScheduler scheduler) {
    this.store = store;
    this.file = file;
    this.tail = tail;
    this.scheduler = scheduler;
  }

  private interface Read<T> {
    /// Reads within one transaction of the file.
    ///
    /// @param unwritten what the file did not have when the transaction began
    T run(Sql sql, IndexKeys keys, Unwritten unwritten) throws SQLException;
  }

  List<StoredEvent> query(Filter filter, int max, long now, QueryBudget budget) {
    var limit = filter.limit();
    int most = limit == null ? max : Math.min(max, limit);
    var events = new ArrayList<StoredEvent>();
    search(filter, most, now, budget, Search.Bounds.USUAL, events::add);
    return events;
  }

  void scan(Filter filter, long now, Consumer<StoredEvent> sink) {
    var budget = QueryBudget.unlimited();
    search(filter, Integer.MAX_VALUE, now, budget, Search.Bounds.NONE, sink);
  }

  private void search(
      Filter filter,
      int max,
      long now,
      QueryBudget budget,
      Search.Bounds bounds,
      Consumer<StoredEvent> sink) {
    var _ =
        scheduled(
            budget,
            (sql, keys) -> {
              var search = new UnwrittenSearch(filter, keys, now);
              var found =
                  tail.snapshot(sql, changes -> unwritten(search.candidates(changes), changes));
              var unwritten = new Unwritten(search.select(found.rows()), found.gone());
              new Search(sql, keys, filter, max, now, bounds, unwritten).run(sink);
              return true;
            });
  }

  private static Unwritten unwritten(List<UnwrittenRow> rows, UnwrittenChanges changes) {
    return new Unwritten(rows, changes.gone());
  }

  /// See [EventStore#list].
  List<StoredEvent> list(EventCursor after, int max, long now) {
    return read(
        changes -> unwritten(List.copyOf(changes.rows()), changes),
        (sql, keys, unwritten) -> {
          long from = rank(after, sql, keys, unwritten);
          var newer = unwritten.rows().stream().filter(row -> row.r() > from).toList();
          var events = new OldestFirst(max, now);
          int next = 0;
          var select = sql.prepare("SELECT r, body FROM event WHERE r>? ORDER BY r", from);
          try (var rows = select.executeQuery()) {
            while (events.hasRoom() && rows.next()) {
              long r = rows.getLong(1);
              for (; next < newer.size() && newer.get(next).r() < r; next++) {
                events.add(newer.get(next).event());
              }
              if (!unwritten.gone().contains(r)) {
                events.add(new StoredEvent(rows.getString(2)));
              }
            }
          }
          for (; next < newer.size(); next++) {
            events.add(newer.get(next).event());
          }
          return events.listed;
        });
  }

  /// The events of one [EventStore#list].
  private static final class OldestFirst {
    private final int max;
    private final long now;
    private final List<StoredEvent> listed = new ArrayList<>();
    private long characters;

    OldestFirst(int max, long now) {
      this.max = max;
      this.now = now;
    }

    boolean hasRoom() {
      return listed.size() < max && characters < EventStore.ANSWER_CHARACTERS_MAX;
    }

    void add(StoredEvent event) {
      if (hasRoom() && !Expiry.hasPassed(event, now)) {
        listed.add(event);
        characters += event.json().length();
      }
    }
  }

  /// The rank of the cursor's event; without the event, the rank before its second.
  private static long rank(EventCursor cursor, Sql sql, IndexKeys keys, Unwritten unwritten)
      throws SQLException {
    for (var row : unwritten.rows()) {
      if (row.event().id().equals(cursor.id())) {
        return row.r();
      }
    }
    for (long rank : sql.numbers("SELECT r FROM ix WHERE h=?", keys.id(cursor.id()))) {
      if (!unwritten.gone().contains(rank)) {
        return rank;
      }
    }
    return EventOrder.floor(cursor.createdAt()) - 1;
  }

  /// An event that is not in the file yet is found without reading the file.
  Optional<StoredEvent> find(EventId id) {
    var row = tail.look(changes -> Optional.ofNullable(changes.find(id.hex())));
    if (row.isPresent()) {
      return row.map(UnwrittenRow::event);
    }
    var byId =
        new Filter(Set.of(id.hex()), Set.of(), Set.of(), Map.of(), 0, Long.MAX_VALUE, null, "");
    return query(byId, 1, Long.MIN_VALUE, QueryBudget.unlimited()).stream().findFirst();
  }

  Optional<Event> findAddressable(int kind, PublicKey author, String identifier) {
    return scheduled(
            QueryBudget.unlimited(),
            (sql, keys) -> {
              long h = keys.address(author.hex(), identifier);
              var unwritten =
                  tail.snapshot(
                      sql,
                      changes -> unwritten(List.copyOf(changes.withKey(h, kind, kind)), changes));
              var newest = unwritten.rows().stream().max(Comparator.comparingLong(UnwrittenRow::r));
              return newest.isPresent()
                  ? newest.map(UnwrittenRow::event)
                  : Search.addressable(sql, h, kind, unwritten.gone());
            })
        .map(StoredEvent::event);
  }

  long count() {
    return read(
        changes -> unwritten(List.copyOf(changes.rows()), changes),
        (sql, _, unwritten) -> {
          long inFile = sql.numbers("SELECT count(*) FROM ix WHERE h=?", IndexKeys.EVERY)[0];
          return inFile - count(sql, unwritten.gone()) + unwritten.rows().size();
        });
  }

  /// Counts the ranks that the file has.
  private static long count(Sql sql, Set<Long> ranks) throws SQLException {
    if (ranks.isEmpty()) {
      return 0;
    }
    var select =
        sql.prepare("SELECT count(*) FROM json_each(?) AS a CROSS JOIN event ON event.r=a.value");
    select.setString(
        1, ranks.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]")));
    try (var rows = select.executeQuery()) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  private <T> T read(Function<UnwrittenChanges, Unwritten> look, Read<T> read) {
    return scheduled(
        QueryBudget.unlimited(), (sql, keys) -> read.run(sql, keys, tail.snapshot(sql, look)));
  }

  private interface Scheduled<T> {
    /// Begins a transaction by [Tail#snapshot], which is ended afterwards.
    T run(Sql sql, IndexKeys keys) throws SQLException;
  }

  private <T> T scheduled(QueryBudget budget, Scheduled<T> read) {
    return scheduler.run(
        store,
        budget,
        mayContinue -> {
          var open = file.lease();
          try {
            return open.read(sql -> {
              sql.allow(Long.MAX_VALUE);
              sql.pauseWith(mayContinue);
              var answer = read.run(sql, open.keys());
              sql.finishWithin(Long.MAX_VALUE);
              sql.run("COMMIT");
              return answer;
            });
          } catch (SQLException failed) {
            throw new StoreException("cannot read " + file.path(), failed);
          } finally {
            file.release(true);
          }
        });
  }
}
