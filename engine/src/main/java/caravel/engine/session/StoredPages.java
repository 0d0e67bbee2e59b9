package caravel.engine.session;

import caravel.engine.store.EventStore;
import caravel.engine.store.ReadScope;
import caravel.engine.store.StoredEvent;
import caravel.nostr.Filter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads the stored events of one filter in pages, newest first, so that a slow client never makes
/// the relay hold a whole answer in memory.
final class StoredPages {
  static final int PAGE_EVENTS_MAX = 100;

  private final Filter filter;

  /// The oldest second that was read, and its events that were read. The next page begins with this
  /// second and skips those events.
  private long until;

  private final Set<String> readOfSecond = new HashSet<>();
  private int remaining;
  private boolean finished;

  private final int pageEventsMax;

  /// @param eventsMax of all pages together, if the filter's own limit is not lower
  StoredPages(Filter filter, int eventsMax) {
    this(filter, eventsMax, PAGE_EVENTS_MAX);
  }

  /// @param eventsMax of all pages together, if the filter's own limit is not lower
  /// @param pageEventsMax of one page
  StoredPages(Filter filter, int eventsMax, int pageEventsMax) {
    this.filter = filter;
    this.pageEventsMax = pageEventsMax;
    this.until = filter.until();
    var limit = filter.limit();
    this.remaining = limit == null ? eventsMax : Math.min(limit, eventsMax);
  }

  boolean hasNext() {
    return !finished && remaining > 0;
  }

  /// Returns the next page. It may be empty even when there are more.
  List<StoredEvent> next(EventStore store, ReadScope scope) {
    int wanted = Math.min(pageEventsMax, remaining) + readOfSecond.size();
    var rows = store.query(filter.withUntil(until), wanted, scope);
    long characters = rows.stream().mapToLong(row -> row.json().length()).sum();
    var page = rows.stream().filter(row -> !readOfSecond.contains(row.id())).toList();
    finished =
        page.isEmpty() || (rows.size() < wanted && characters < EventStore.ANSWER_CHARACTERS_MAX);
    remaining -= page.size();
    if (hasNext()) {
      remember(page);
    }
    return page;
  }

  private void remember(List<StoredEvent> page) {
    long last = page.getLast().createdAt();
    if (last != until) {
      readOfSecond.clear();
      until = last;
    }
    for (var row : page.reversed()) {
      if (row.createdAt() != last) {
        return;
      }
      readOfSecond.add(row.id());
    }
  }
}
