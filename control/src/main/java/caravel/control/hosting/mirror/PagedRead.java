package caravel.control.hosting.mirror;

import caravel.backup.BackupException;
import caravel.control.hosting.mirror.RelayFeed.EventSink;
import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.Filter;
import java.util.HashSet;
import java.util.Set;

/// Reads all events that match a filter, newest first, page by page. Events of the oldest second of
/// a page come again on the next one, and are left out there. Used by one thread.
final class PagedRead {
  /// Events of one request. zooid returns at most 1,000.
  static final int PAGE_EVENTS = 500;

  /// Events that zooid returns at most, and that are read of one second.
  static final int SECOND_EVENTS_MAX = 1_000;

  /// Events that one reading takes. A relay that invents more is given up.
  static final long EVENTS_MAX = 20_000_000;

  private final RelayFeed feed;
  private final Filter filter;
  private final EventSink sink;
  private final Set<EventId> takenOfSecond = new HashSet<>();
  private long until;
  private long taken;
  private long matched;
  private long fullSecond = -1;

  /// @param until `created_at` of the first page, inclusive; [Long#MAX_VALUE] = the newest
  PagedRead(RelayFeed feed, Filter filter, long until, EventSink sink) {
    this.feed = feed;
    this.filter = filter;
    this.until = until;
    this.sink = sink;
  }

  /// Reads a page. A page may be short because the relay keeps rows to itself, so only one without
  /// any new event is the last.
  ///
  /// @return whether there may be more
  boolean next() throws FeedException, BackupException, InterruptedException {
    long before = taken;
    matched = 0;
    int events = feed.page(bounded(filter, until), PAGE_EVENTS, taking(until));
    if (events > 0 && matched == 0) {
      throw new FeedException("the relay shows events that it is not asked for");
    }
    if (taken > EVENTS_MAX) {
      throw new FeedException("the relay shows more than " + EVENTS_MAX + " events");
    }
    if (taken > before && takenOfSecond.size() <= SECOND_EVENTS_MAX) {
      return true;
    }
    return (events >= PAGE_EVENTS || takenOfSecond.size() > SECOND_EVENTS_MAX) && passSecond();
  }

  /// A second with more events than a relay returns; -1 = none.
  long fullSecond() {
    return fullSecond;
  }

  /// Reads the events of a second that fills a whole page, and goes on before it.
  private boolean passSecond() throws FeedException, BackupException, InterruptedException {
    long second = until;
    var whole = filter.withSince(second).withUntil(second);
    if (feed.page(whole, SECOND_EVENTS_MAX, taking(second)) >= SECOND_EVENTS_MAX) {
      fullSecond = second;
    }
    until = second - 1;
    takenOfSecond.clear();
    return until >= filter.since();
  }

  private static Filter bounded(Filter filter, long until) {
    return until == Long.MAX_VALUE ? filter : filter.withUntil(until);
  }

  /// @param latest events after it were not asked for
  private EventSink taking(long latest) {
    return event -> {
      if (event.createdAt() <= latest && event.createdAt() >= filter.since()) {
        matched++;
        take(event);
      }
    };
  }

  private void take(Event event) throws BackupException {
    if (event.createdAt() < until) {
      until = event.createdAt();
      takenOfSecond.clear();
    }
    if (event.createdAt() > until || takenOfSecond.add(event.id())) {
      taken++;
      sink.take(event);
    }
  }
}
