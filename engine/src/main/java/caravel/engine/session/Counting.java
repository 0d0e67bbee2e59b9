package caravel.engine.session;

import caravel.engine.store.QueryBudget;
import caravel.engine.store.QueryCost;
import caravel.engine.store.ReadScope;
import caravel.nostr.Filter;
import caravel.nostr.Json;
import caravel.nostr.RelayMessage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Counts stored events for a client (NIP-45): those that a REQ with the same filters could show,
/// each once. A filter's limit does not count.
final class Counting {
  /// Most events that are counted exactly. From there on the answer is approximate.
  static final int EXACT_MAX = 100_000;

  private static final int PAGE_EVENTS_MAX = 1_000;

  /// Estimated heap of one id that was counted.
  private static final long ID_HEAP_BYTES = 160;

  private final LiveRelay relay;
  private final Session session;
  private final QueryRateLimiter limiter;

  /// @param limiter of the socket
  Counting(LiveRelay relay, Session session, QueryRateLimiter limiter) {
    this.relay = relay;
    this.session = session;
    this.limiter = limiter;
  }

  /// Answers a COUNT within the time of a REQ. When the time is used up, or there are more than
  /// [#EXACT_MAX] events, the number so far is sent as approximate.
  ///
  /// @throws caravel.engine.store.EventStore.StoreException when the events cannot be read
  void answer(String name, List<Filter> filters) {
    if (!new QueryAccess(relay, session, limiter).isGranted(name, this::refuse)) {
      return;
    }
    var cost = QueryCost.of(filters);
    if (filters.size() > Reading.FILTERS_MAX
        || cost.values() > Reading.VALUES_MAX
        || cost.ranges() > Reading.RANGES_MAX) {
      refuse(name, "error: this COUNT has too many filters or values");
      return;
    }
    var counted = new HashSet<String>();
    var budget = QueryBudget.of(Reading.REQUEST_TIME_MAX);
    boolean isExact;
    try {
      isExact = count(filters, budget, counted);
    } finally {
      limiter.charge(budget.usedNanos());
      session.memory().release(counted.size() * ID_HEAP_BYTES);
    }
    send(name, counted.size(), isExact);
  }

  /// @param counted receives the ids, whose memory is held
  /// @return whether all were counted
  private boolean count(List<Filter> filters, QueryBudget budget, Set<String> counted) {
    var scope = new ReadScope(relay.now(), relay.visibleTo(session.current()), budget);
    for (var filter : filters) {
      var pages = new StoredPages(filter.withLimit(null), EXACT_MAX + 1, PAGE_EVENTS_MAX);
      while (pages.hasNext()) {
        for (var row : pages.next(relay.store(), scope)) {
          if (counted.add(row.id())) {
            session.memory().hold(ID_HEAP_BYTES);
          }
        }
        if (budget.isExhausted() || counted.size() > EXACT_MAX || relay.isClosed()) {
          return false;
        }
        CarrierThread.yieldToOthers();
      }
    }
    return true;
  }

  private void send(String name, int count, boolean isExact) {
    var result = Json.mapper().createObjectNode().put("count", count);
    if (!isExact) {
      result.put("approximate", true);
    }
    var message = Json.mapper().createArrayNode().add("COUNT").add(name).add(result);
    session.send(new RelayMessage.Other(message).write());
  }

  void refuse(String name, String text) {
    session.send(new RelayMessage.Closed(name, text).write());
  }
}
