package caravel.engine.store;

import caravel.engine.store.EventStore.Change;
import caravel.engine.store.EventStore.Saved;
import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.Filter;
import caravel.nostr.Kinds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A naive reference implementation of the store: a map, a loop and [Filter#matches].
final class Judge {
  /// The order of NIP-01.
  static final Comparator<Event> ORDER =
      Comparator.comparingLong(Event::createdAt)
          .reversed()
          .thenComparing(event -> event.id().hex());

  private final Map<EventId, Event> events = new LinkedHashMap<>();

  Judge copy() {
    var copy = new Judge();
    copy.events.putAll(events);
    return copy;
  }

  List<Saved> write(List<Change> changes) {
    var results = new ArrayList<Saved>();
    for (var change : changes) {
      switch (change) {
        case Change.Save(var event) -> results.add(save(event.event()));
        case Change.Remove(var id) -> events.remove(id);
        case Change.RemoveAuthor(var author) ->
            events.values().removeIf(event -> event.pubkey().equals(author));
      }
    }
    return results;
  }

  private Saved save(Event event) {
    if (events.containsKey(event.id())) {
      return Saved.DUPLICATE;
    }
    if (events.values().stream()
        .anyMatch(other -> sameSlot(event, other) && other.createdAt() > event.createdAt())) {
      return Saved.SUPERSEDED;
    }
    events.values().removeIf(other -> sameSlot(event, other));
    events.put(event.id(), event);
    return Saved.STORED;
  }

  private static boolean sameSlot(Event a, Event b) {
    return a.kind() == b.kind()
        && a.pubkey().equals(b.pubkey())
        && (Kinds.isReplaceable(a.kind())
            || (Kinds.isAddressable(a.kind())
                && a.tagValue("d").orElse("").equals(b.tagValue("d").orElse(""))));
  }

  int removeExpired(long now) {
    int before = events.size();
    events.values().removeIf(event -> isExpired(event, now));
    return before - events.size();
  }

  /// All events that a filter selects, in order, without its limit.
  List<Event> matching(Filter filter, long now) {
    return events.values().stream()
        .filter(event -> filter.matches(event) && !isExpired(event, now))
        .sorted(ORDER)
        .toList();
  }

  List<Event> all() {
    return List.copyOf(events.values());
  }

  private static boolean isExpired(Event event, long now) {
    return event.tagValue("expiration").filter(value -> value.matches("\\d+")).stream()
        .anyMatch(value -> Long.parseLong(value) <= now);
  }
}
