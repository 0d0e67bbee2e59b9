package caravel.engine.store;

import caravel.engine.store.EventStore.StoreException;
import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.Filter;
import caravel.nostr.PublicKey;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The reads of one relay's store. Each runs on a thread of the [QueryScheduler].
final class StoreReads {
  private final FileStore store;
  private final Path path;
  private final QueryScheduler scheduler;

  StoreReads(FileStore store, Path path, QueryScheduler scheduler) {
    this.store = store;
    this.path = path;
    this.scheduler = scheduler;
  }

  private interface Read<T> {
    T run(Sql sql, IndexKeys keys) throws SQLException;
  }

  List<StoredEvent> query(Filter filter, int max, long now, QueryBudget budget) {
    var limit = filter.limit();
    int most = limit == null ? max : Math.min(max, limit);
    return read(budget, (sql, keys) -> new Search(sql, keys, filter, most, now).run());
  }

  void scan(Filter filter, long now, Consumer<StoredEvent> sink) {
    var _ =
        read(
            QueryBudget.unlimited(),
            (sql, keys) -> {
              new Search(sql, keys, filter, Integer.MAX_VALUE, now, Search.Bounds.NONE).run(sink);
              return true;
            });
  }

  /// See [EventStore#list].
  List<StoredEvent> list(EventCursor after, int max, long now) {
    return read(
        QueryBudget.unlimited(),
        (sql, keys) -> {
          sql.allow(Long.MAX_VALUE);
          var events = new ArrayList<StoredEvent>();
          long characters = 0;
          var select =
              sql.prepare("SELECT body FROM event WHERE r>? ORDER BY r", rank(after, sql, keys));
          try (var rows = select.executeQuery()) {
            while (events.size() < max
                && characters < EventStore.ANSWER_CHARACTERS_MAX
                && rows.next()) {
              var event = new StoredEvent(rows.getString(1));
              if (!Expiry.hasPassed(event, now)) {
                events.add(event);
                characters += event.json().length();
              }
            }
          }
          return events;
        });
  }

  /// The rank of the cursor's event; without the event, the rank before its second.
  private static long rank(EventCursor cursor, Sql sql, IndexKeys keys) throws SQLException {
    var ranks = sql.numbers("SELECT r FROM ix WHERE h=?", keys.id(cursor.id()));
    return ranks.length > 0 ? ranks[0] : EventOrder.floor(cursor.createdAt()) - 1;
  }

  Optional<StoredEvent> find(EventId id) {
    var byId =
        new Filter(Set.of(id.hex()), Set.of(), Set.of(), Map.of(), 0, Long.MAX_VALUE, null, "");
    return query(byId, 1, Long.MIN_VALUE, QueryBudget.unlimited()).stream().findFirst();
  }

  Optional<Event> findAddressable(int kind, PublicKey author, String identifier) {
    return read(
            QueryBudget.unlimited(),
            (sql, keys) -> Search.addressable(sql, keys.address(author.hex(), identifier), kind))
        .map(StoredEvent::event);
  }

  long count() {
    return read(
        QueryBudget.unlimited(),
        (sql, _) -> {
          sql.allow(Long.MAX_VALUE);
          return sql.numbers("SELECT count(*) FROM ix WHERE h=?", IndexKeys.EVERY)[0];
        });
  }

  /// See [EventStore#bytes()].
  long usedBytes() {
    return read(QueryBudget.unlimited(), (sql, _) -> RelayFile.usedBytes(sql));
  }

  /// See [EventStores#position].
  Optional<FilePosition> position() {
    return read(
        QueryBudget.unlimited(),
        (sql, _) -> {
          sql.allow(Long.MAX_VALUE);
          return Optional.ofNullable(new RelayTables(sql).position());
        });
  }

  private <T> T read(QueryBudget budget, Read<T> read) {
    return scheduler.run(
        store,
        budget,
        mayContinue -> {
          var file = store.lease();
          try {
            return file.read(sql -> {
              sql.pauseWith(mayContinue);
              return read.run(sql, file.keys());
            });
          } catch (SQLException failed) {
            throw new StoreException("cannot read " + path, failed);
          } finally {
            store.release(true);
          }
        });
  }
}
