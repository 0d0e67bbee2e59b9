package caravel.engine.session;

import caravel.engine.failure.FailureHandler;
import caravel.engine.policy.CommunityKinds;
import caravel.engine.store.Expiry;
import caravel.nostr.EventBytes;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Delivers events to the open subscriptions of one relay, in commit order. Runs on its own thread,
/// not on a session's or a writer's.
final class Delivery {
  /// Subscriptions that are offered an event before the thread yields.
  static final int OFFERS_AT_ONCE = 128;

  private final InstantSource clock;
  private final SubscriptionIndex subscriptions = new SubscriptionIndex();
  private final SerialExecutor turns;
  private final SerialExecutor answers;

  /// Ids of events that are committed or being committed, and not yet delivered to all.
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

  /// Ids of events that may already be visible in the store and will still be delivered live.
  Set<String> underway() {
    return underway;
  }

  /// Called before the commit.
  void expect(EventBytes event) {
    underway.add(event.id().hex());
  }

  /// Called when the commit failed.
  void unexpect(EventBytes event) {
    underway.remove(event.id().hex());
  }

  /// The number of the last committed event. A new subscription finds all events up to it in the
  /// store and receives only later ones live.
  long lastTurn() {
    return lastTurn.get();
  }

  void inTurn(EventBytes event) {
    inTurn(event, () -> {});
  }

  /// Delivers an event in commit order. Called after the commit and before its OK.
  ///
  /// @param delivered runs when the event was offered to all subscriptions
  void inTurn(EventBytes event, Runnable delivered) {
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

  /// Runs a short task soon, off the writing thread.
  void soon(Runnable answer) {
    answers.submit(answer);
  }

  /// Delivers at once, for events that are not stored.
  void now(EventBytes event) {
    deliver(event, Long.MAX_VALUE);
  }

  private void deliver(EventBytes bytes, long turn) {
    var event = bytes.event();
    if (CommunityKinds.isNeverServed(event)
        || Expiry.hasPassed(event, clock.instant().getEpochSecond())) {
      return;
    }
    var candidates = subscriptions.candidates(event);
    if (candidates.isEmpty()) {
      return;
    }
    for (var subscription : candidates) {
      if (subscription.matches(event)) {
        subscription.deliver(bytes, turn);
      }
      if (offers.incrementAndGet() % OFFERS_AT_ONCE == 0) {
        CarrierThread.yieldToOthers();
      }
    }
  }
}
