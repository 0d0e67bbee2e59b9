package caravel.engine.session;

import caravel.engine.failure.FailureHandler;
import caravel.engine.policy.CommunityKinds;
import caravel.engine.store.Expiry;
import caravel.nostr.Event;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Brings events to the open subscriptions of one relay, in the order of their commits, on no
/// session's and no writer's thread.
final class Delivery {
  /// Subscriptions that are offered an event before other threads have their turn.
  static final int OFFERS_AT_ONCE = 128;

  private final InstantSource clock;
  private final SubscriptionIndex subscriptions = new SubscriptionIndex();
  private final SerialExecutor turns;
  private final SerialExecutor answers;

  /// Events that are committed or about to be, and not yet delivered to all.
  private final Set<String> underway = ConcurrentHashMap.newKeySet();

  private final AtomicLong lastTurn = new AtomicLong();
  private final AtomicInteger offers = new AtomicInteger();

  Delivery(InstantSource clock, FailureHandler failures) {
    this.clock = clock;
    this.turns = new SerialExecutor(failures);
    this.answers = new SerialExecutor(failures);
  }

  SubscriptionIndex subscriptions() {
    return subscriptions;
  }

  /// A reader of stored events may have seen these already, and they will still come live.
  Set<String> underway() {
    return underway;
  }

  /// Comes before the commit.
  void expect(Event event) {
    underway.add(event.id().hex());
  }

  /// There was no commit.
  void unexpect(Event event) {
    underway.remove(event.id().hex());
  }

  /// The number of what was committed last. A subscription that is opened now finds all up to it
  /// stored, and is given only what comes later.
  long lastTurn() {
    return lastTurn.get();
  }

  void inTurn(Event event) {
    inTurn(event, () -> {});
  }

  /// Comes after the commit and before its answer: delivers after everything that was committed
  /// before.
  ///
  /// @param delivered is run when all have been given it
  void inTurn(Event event, Runnable delivered) {
    long turn = lastTurn.incrementAndGet();
    turns.submit(() -> {
      try {
        deliver(event, turn);
      } finally {
        unexpect(event);
        delivered.run();
      }
    });
  }

  /// Does something short soon, so that the writing thread need not.
  void soon(Runnable answer) {
    answers.submit(answer);
  }

  /// Delivers at once, for what is not stored.
  void now(Event event) {
    deliver(event, Long.MAX_VALUE);
  }

  private void deliver(Event event, long turn) {
    if (CommunityKinds.isNeverServed(event)
        || Expiry.hasPassed(event, clock.instant().getEpochSecond())) {
      return;
    }
    var candidates = subscriptions.candidates(event);
    if (candidates.isEmpty()) {
      return;
    }
    var live = new LiveEvent(event);
    for (var subscription : candidates) {
      if (subscription.matches(event)) {
        subscription.deliver(live, turn);
      }
      if (offers.incrementAndGet() % OFFERS_AT_ONCE == 0) {
        CarrierThread.yieldToOthers();
      }
    }
  }
}
