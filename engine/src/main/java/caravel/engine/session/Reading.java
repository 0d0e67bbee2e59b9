package caravel.engine.session;

import caravel.engine.policy.CommunityKinds;
import caravel.engine.policy.Rules.Verdict;
import caravel.engine.store.QueryBudget;
import caravel.engine.store.QueryCost;
import caravel.engine.store.ReadScope;
import caravel.engine.store.StoredEvent;
import caravel.nostr.EventJson;
import caravel.nostr.Filter;
import caravel.nostr.RelayMessage;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/// The subscriptions of one socket.
final class Reading {
  /// Most stored events for one filter.
  static final int STORED_EVENTS_MAX = 1_000;

  static final int SUBSCRIPTIONS_MAX = 300;
  static final int FILTERS_MAX = 100;
  static final int SUBSCRIPTION_ID_CHARACTERS_MAX = 256;

  /// Ids, authors, kinds and tag values of all open filters of one socket.
  static final int VALUES_MAX = 50_000;

  /// Index ranges (values times kinds) that all open filters of one socket select.
  static final int RANGES_MAX = 250_000;

  /// Query time of one REQ, over all its filters.
  static final Duration REQUEST_TIME_MAX = Duration.ofSeconds(2);

  /// Stored events that are sent before the thread yields.
  private static final int SENT_AT_ONCE = 100;

  /// Cost of reading one filter value and sending one stored event, besides the query.
  private static final long VALUE_NANOS = 200;

  private static final long SENT_EVENT_NANOS = 10_000;

  private final LiveRelay relay;
  private final Session session;
  private final Map<String, Subscription> open = new ConcurrentHashMap<>();
  private final QueryRateLimiter limiter;

  /// The sum of the costs of the open subscriptions.
  private final AtomicReference<QueryCost> openCost = new AtomicReference<>(QueryCost.NONE);

  /// @param limiter of the socket
  Reading(LiveRelay relay, Session session, QueryRateLimiter limiter) {
    this.relay = relay;
    this.session = session;
    this.limiter = limiter;
  }

  /// Answers a REQ. Replaces an open subscription with this name.
  void open(String name, List<Filter> filters) {
    if (name.length() > SUBSCRIPTION_ID_CHARACTERS_MAX) {
      session.send(
          new RelayMessage.Notice(
                  "a subscription id has at most " + SUBSCRIPTION_ID_CHARACTERS_MAX + " characters")
              .write());
      return;
    }
    end(name);
    limiter.await(relay::isClosed);
    var cost = QueryCost.of(filters);
    limiter.charge(cost.values() * VALUE_NANOS);
    if (relay.rules().read(session.current()) instanceof Verdict.Refused why) {
      refuse(name, why);
      return;
    }
    var tooMuch = tooMuch(filters, cost);
    if (!tooMuch.isEmpty()) {
      refuse(name, tooMuch);
      return;
    }
    var subscription = new Subscription(session, name, filters, relay.delivery().lastTurn());
    open.put(name, subscription);
    openCost.accumulateAndGet(cost, QueryCost::plus);
    boolean isAnswered = false;
    try {
      relay.delivery().subscriptions().add(subscription);
      // Checked again, because a revocation before this line did not find the subscription.
      if (relay.rules().read(session.current()) instanceof Verdict.Refused why) {
        refuse(name, why);
        return;
      }
      answer(subscription, filters);
      isAnswered = true;
    } finally {
      if (!isAnswered) {
        end(name);
      }
      if (subscription.isEnded()) {
        // Another thread may have ended it before it was in the index.
        relay.delivery().subscriptions().remove(subscription);
      }
    }
  }

  /// Sends the stored events, then makes the subscription live.
  private void answer(Subscription subscription, List<Filter> filters) {
    var name = subscription.name();
    long startNanos = System.nanoTime();
    var budget = QueryBudget.of(REQUEST_TIME_MAX);
    var sent = new HashSet<String>();
    try {
      for (var filter : filters) {
        if (subscription.isEnded()) {
          return;
        }
        if (budget.isExhausted()) {
          refuseIfOpen(name, "error: this REQ takes too long to answer; send fewer filters in one");
          return;
        }
        if (!sendPages(subscription, filter, budget, sent)) {
          return;
        }
      }
    } finally {
      limiter.charge(budget.usedNanos() + sent.size() * SENT_EVENT_NANOS);
    }
    if (subscription.goLive(sent, relay.delivery().underway())) {
      relay.timers().req().record(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS);
    } else {
      refuseIfOpen(name, "error: too much happened while stored events were read; ask again");
    }
  }

  private String tooMuch(List<Filter> filters, QueryCost cost) {
    if (open.size() >= SUBSCRIPTIONS_MAX) {
      return "error: at most " + SUBSCRIPTIONS_MAX + " subscriptions are open at a time";
    }
    if (filters.size() > FILTERS_MAX) {
      return "error: a REQ has at most " + FILTERS_MAX + " filters";
    }
    var sum = openCost.get().plus(cost);
    if (sum.values() > VALUES_MAX) {
      return "error: the open filters have more than " + VALUES_MAX + " values together";
    }
    return sum.ranges() > RANGES_MAX
        ? "error: the open filters combine values and kinds in more than " + RANGES_MAX + " ways"
        : "";
  }

  /// Sends the stored events of all filters, each event once.
  ///
  /// @param sent receives the ids of sent events
  /// @param visible asked before each event
  /// @return false if the subscription ended
  private boolean sendStored(
      Subscription subscription,
      List<StoredEvent> rows,
      Set<String> sent,
      Predicate<StoredEvent> visible) {
    var signed = session.seesSignatures();
    int sentHere = 0;
    for (var row : rows) {
      if (sent.add(row.id())) {
        session.awaitRoom();
        if (!visible.test(row)) {
          continue;
        }
        if (!subscription.queueStored(signed ? row.json() : row.jsonWithoutSignature())) {
          return false;
        }
        if (++sentHere % SENT_AT_ONCE == 0) {
          CarrierThread.yieldToOthers();
        }
      }
    }
    return true;
  }

  /// Sends stored events page by page, holding one page at a time.
  ///
  /// @param sent receives the ids of sent events
  /// @return false if the subscription ended
  private boolean sendPages(
      Subscription subscription, Filter filter, QueryBudget budget, Set<String> sent) {
    var pages = new StoredPages(filter, STORED_EVENTS_MAX);
    var scope = new ReadScope(relay.now(), relay.visibleTo(session.current()), budget);
    if (pages.hasNext()
        && !sendHeld(subscription, invite(relay, session, filter), sent, _ -> true)) {
      return false;
    }
    while (pages.hasNext()) {
      var rows = pages.next(relay.store(), scope);
      // Asked again for each event: the reader may have been removed from its room.
      if (!sendHeld(
          subscription, rows, sent, row -> relay.visibleTo(session.current()).test(row))) {
        return false;
      }
      if (budget.isExhausted()) {
        return true;
      }
    }
    return true;
  }

  private boolean sendHeld(
      Subscription subscription,
      List<StoredEvent> rows,
      Set<String> sent,
      Predicate<StoredEvent> visible) {
    long bytes = rows.stream().mapToLong(row -> row.json().length()).sum();
    session.memory().hold(bytes);
    try {
      return sendStored(subscription, rows, sent, visible);
    } finally {
      session.memory().release(bytes);
    }
  }

  /// The caller's own invite, if the filter selects it.
  static List<StoredEvent> invite(LiveRelay relay, Session session, Filter filter) {
    var caller = session.current();
    if (caller != null
        && filter.kinds().contains(CommunityKinds.INVITE)
        && relay.rules().mayInvite(caller)) {
      var invite = relay.community().invite(caller, filter);
      if (invite != null) {
        return List.of(new StoredEvent(EventJson.write(invite)));
      }
    }
    return List.of();
  }

  /// Answers a CLOSE. An unknown name is ignored.
  ///
  /// @return whether the subscription was open
  boolean end(String name) {
    var subscription = open.remove(name);
    if (subscription != null) {
      openCost.accumulateAndGet(subscription.cost(), QueryCost::minus);
      relay.delivery().subscriptions().remove(subscription);
      subscription.end();
    }
    return subscription != null;
  }

  void endAll() {
    List.copyOf(open.keySet()).forEach(this::end);
  }

  void refuse(String name, Verdict.Refused why) {
    if (why.asksToAuthenticate()) {
      session.challenge();
    }
    refuse(name, why.text());
  }

  void refuse(String name, String text) {
    end(name);
    session.send(new RelayMessage.Closed(name, text).write());
  }

  private void refuseIfOpen(String name, String text) {
    if (end(name)) {
      session.send(new RelayMessage.Closed(name, text).write());
    }
  }

  void refuseAll(Verdict.Refused why) {
    for (var name : List.copyOf(open.keySet())) {
      refuse(name, why);
    }
  }
}
