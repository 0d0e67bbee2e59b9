package caravel.engine.session;

import caravel.engine.store.EventStore;
import caravel.engine.store.StoreException;
import caravel.engine.store.StoredEvent;
import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.EventJson;
import caravel.nostr.Filter;
import caravel.nostr.Kinds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// A store that forgets: every rule written the naive way, each write answered on a thread of its
/// own. It can be told to fail.
final class MemoryStore implements EventStore {
  private final List<Event> events = new ArrayList<>();
  private volatile boolean refusing;

  void refuseWrites(boolean refuse) {
    refusing = refuse;
  }

  @Override
  public CompletableFuture<List<Saved>> write(List<Change> changes) {
    return CompletableFuture.supplyAsync(() -> {
      if (refusing) {
        throw new StoreException("full", new IllegalStateException("disk is full"));
      }
      return apply(changes);
    });
  }

  private synchronized List<Saved> apply(List<Change> changes) {
    var results = new ArrayList<Saved>();
    for (var change : changes) {
      switch (change) {
        case Change.Save(var event) -> results.add(save(event));
        case Change.Remove(var id) -> events.removeIf(event -> event.id().equals(id));
        case Change.RemoveAuthor(var author) ->
            events.removeIf(event -> event.pubkey().equals(author));
      }
    }
    return results;
  }

  private Saved save(Event event) {
    if (events.stream().anyMatch(stored -> stored.id().equals(event.id()))) {
      return Saved.DUPLICATE;
    }
    var rivals = events.stream().filter(stored -> replaces(event, stored)).toList();
    if (rivals.stream().anyMatch(stored -> stored.createdAt() > event.createdAt())) {
      return Saved.SUPERSEDED;
    }
    events.removeAll(rivals);
    events.add(event);
    return Saved.STORED;
  }

  private static boolean replaces(Event event, Event stored) {
    return event.kind() == stored.kind()
        && event.pubkey().equals(stored.pubkey())
        && (Kinds.isReplaceable(event.kind())
            || (Kinds.isAddressable(event.kind())
                && event.tagValue("d").orElse("").equals(stored.tagValue("d").orElse(""))));
  }

  @Override
  public synchronized List<StoredEvent> query(Filter filter, int max, long now) {
    var limit = filter.limit();
    return events.stream()
        .filter(filter::matches)
        .filter(event -> !Expiration.isExpired(event, now))
        .sorted(
            Comparator.comparingLong(Event::createdAt)
                .reversed()
                .thenComparing(event -> event.id().hex()))
        .limit(limit == null ? max : Math.min(limit, max))
        .map(event -> new StoredEvent(EventJson.write(event)))
        .toList();
  }

  @Override
  public synchronized Optional<Event> find(EventId id) {
    return events.stream().filter(event -> event.id().equals(id)).findFirst();
  }

  @Override
  public synchronized CompletableFuture<Integer> removeExpired(long now) {
    var before = events.size();
    events.removeIf(event -> Expiration.isExpired(event, now));
    return CompletableFuture.completedFuture(before - events.size());
  }

  @Override
  public synchronized long count() {
    return events.size();
  }

  synchronized int size() {
    return events.size();
  }

  @Override
  public void close() {}
}
