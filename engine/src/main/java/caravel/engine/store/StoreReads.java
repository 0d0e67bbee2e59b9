package caravel.engine.store;

import caravel.engine.store.Search.Unwritten;
import caravel.engine.store.WindowRows.Lookup;
import caravel.nostr.Event;
import caravel.nostr.EventBytes;
import caravel.nostr.EventId;
import caravel.nostr.Filter;
import caravel.nostr.PublicKey;
import caravel.nostr.SearchTerms;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The reads of one relay's store. The window answers on the thread of the caller, if it can.
/// Otherwise a thread of the [QueryScheduler] reads the file and the durable changes that it does
/// not have yet.
final class StoreReads {
  private final FileReads reads;
  private final SharedRelayFile file;
  private final Tail tail;
  private final Window window;
  private final WindowMemory windows;

  StoreReads(
      FileReads reads, SharedRelayFile file, Tail tail, Window window, WindowMemory windows) {
    this.reads = reads;
    this.file = file;
    this.tail = tail;
    this.window = window;
    this.windows = windows;
  }

  private interface Read<T> {
    /// Reads within one transaction of the file.
    ///
    /// @param unwritten what the file did not have when the transaction began
    T run(Sql sql, IndexKeys keys, Unwritten unwritten) throws SQLException;
  }

  List<StoredEvent> query(Filter filter, int max, ReadScope scope) {
    var limit = filter.limit();
    int most = limit == null ? max : Math.min(max, limit);
    var known = queryWindow(filter, most, scope);
    windows.count(known != null);
    if (known != null) {
      return known;
    }
    var events = new ArrayList<StoredEvent>();
    search(filter, most, scope, Search.Bounds.USUAL, events::add);
    return events;
  }

  /// @return null if the window cannot answer
  private @Nullable List<StoredEvent> queryWindow(Filter filter, int max, ReadScope scope) {
    if (!RowSearch.isNarrow(filter)) {
      return null;
    }
    var keys = window.keysForSearch();
    if (keys == null) {
      return null;
    }
    long start = System.nanoTime();
    var search = new RowSearch(filter, keys, scope);
    var candidates = window.candidates(search);
    @Nullable List<StoredEvent> answer = null;
    if (candidates != null) {
      var rows = search.select(candidates.lists(), max, EventStore.ANSWER_CHARACTERS_MAX);
      if (candidates.isComplete() || rows.size() >= max || isCut(rows)) {
        answer = rows.stream().map(EventRow::event).toList();
        file.touch();
      }
    }
    scope.budget().charge(System.nanoTime() - start);
    return answer;
  }

  private static boolean isCut(List<EventRow> rows) {
    long characters = rows.stream().mapToLong(row -> row.json().length()).sum();
    return characters >= EventStore.ANSWER_CHARACTERS_MAX;
  }

  void scan(Filter filter, long now, Consumer<StoredEvent> sink) {
    search(filter, Integer.MAX_VALUE, ReadScope.all(now), Search.Bounds.NONE, sink);
  }

  private void search(
      Filter filter, int max, ReadScope scope, Search.Bounds bounds, Consumer<StoredEvent> sink) {
    boolean isIndexIncomplete =
        reads.run(
            scope.budget(),
            (sql, keys) -> {
              var rows = new RowSearch(filter, keys, scope);
              var found =
                  tail.snapshot(
                      sql,
                      changes -> new Selectable(rows.candidates(changes.index()), changes.gone()));
              var unwritten =
                  new Unwritten(
                      rows.select(found.candidates(), max, bounds.characters()), found.gone());
              var search = new Search(sql, keys, filter, max, scope, bounds, unwritten);
              search.run(sink);
              return search.isIndexIncomplete();
            });
    if (isIndexIncomplete) {
      reads.growSearch();
    }
  }

  /// Rows among which are all that a filter selects, and removed ranks of the file.
  private record Selectable(List<EventRow[]> candidates, Set<Long> gone) {}

  private static Unwritten unwritten(UnwrittenChanges changes) {
    return new Unwritten(changes.rows(), changes.gone());
  }

  /// See [EventStore#list].
  List<StoredEvent> list(EventCursor after, int max, long now) {
    return read(
        StoreReads::unwritten,
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

  Optional<StoredEvent> find(EventId id) {
    return answer(window.find(id), () -> findInTailOrFile(id));
  }

  /// See [EventStore#find(EventBytes)].
  Optional<StoredEvent> find(EventBytes event) {
    if (event.createdAt() < 0 || event.createdAt() > EventStore.CREATED_AT_MAX) {
      return Optional.empty();
    }
    var id = event.id();
    long wanted = EventOrder.of(event.createdAt(), id.hex());
    return answer(window.find(id, wanted), () -> findInTailOrFile(id));
  }

  private Optional<StoredEvent> answer(Lookup inWindow, Supplier<Optional<StoredEvent>> otherwise) {
    if (inWindow instanceof Lookup.Unknown) {
      return otherwise.get();
    }
    file.touch();
    return inWindow instanceof Lookup.Found(var row) ? Optional.of(row.event()) : Optional.empty();
  }

  /// An event that is not in the file yet is found without reading the file.
  private Optional<StoredEvent> findInTailOrFile(EventId id) {
    var row = tail.find(id);
    if (row != null) {
      return Optional.of(row.event());
    }
    var byId =
        new Filter(
            Set.of(id.hex()),
            Set.of(),
            Set.of(),
            Map.of(),
            0,
            Long.MAX_VALUE,
            null,
            SearchTerms.NONE);
    var found = new ArrayList<StoredEvent>();
    search(byId, 1, ReadScope.all(Long.MIN_VALUE), Search.Bounds.USUAL, found::add);
    return found.stream().findFirst();
  }

  Optional<Event> findAddressable(int kind, PublicKey author, String identifier) {
    return answer(
            window.findAddressable(kind, author, identifier),
            () -> findAddressableInFile(kind, author, identifier))
        .map(StoredEvent::event);
  }

  private Optional<StoredEvent> findAddressableInFile(
      int kind, PublicKey author, String identifier) {
    return reads.run(
        QueryBudget.unlimited(),
        (sql, keys) -> {
          long h = keys.address(author.hex(), identifier);
          var current =
              tail.snapshot(
                  sql,
                  changes -> {
                    var row = changes.index().inSlot(EventRow.slot(h, kind));
                    return new Unwritten(row == null ? List.of() : List.of(row), changes.gone());
                  });
          return current.rows().isEmpty()
              ? Search.addressable(sql, h, kind, current.gone())
              : Optional.of(current.rows().getFirst().event());
        });
  }

  long count() {
    long inWindow = window.count();
    if (inWindow >= 0) {
      return inWindow;
    }
    return read(
        StoreReads::unwritten,
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
    return reads.run(
        QueryBudget.unlimited(), (sql, keys) -> read.run(sql, keys, tail.snapshot(sql, look)));
  }
}
