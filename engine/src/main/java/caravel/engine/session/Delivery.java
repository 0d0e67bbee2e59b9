package caravel.engine.session;

import caravel.engine.failure.FailureHandler;
import caravel.engine.policy.CommunityKinds;
import caravel.engine.policy.RoomKinds;
import caravel.engine.store.Expiry;
import caravel.nostr.EventBytes;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Delivers events to the open subscriptions of one relay, in commit order. Runs on its own thread,
/// not on a session's or a writer's.
final class Delivery {
  /// Subscriptions that are offered an event, or sockets that are written, before the thread
  /// yields.
  static final int STEPS_AT_ONCE = 128;

  /// Messages that are queued before the sockets are written. It bounds the delay of the first one.
  private static final int QUEUED_MESSAGES_MAX = 16_384;

  private final InstantSource clock;
  private final Consumer<EventBytes> push;
  private final SubscriptionIndex subscriptions = new SubscriptionIndex();
  private final SerialExecutor turns;

  /// Separate from the deliveries, so that no OK waits for the many subscribers of another event.
  private final SerialExecutor answers;

  /// Ids of events that are committed or being committed, and not yet delivered to all.
  private final Set<String> underway = ConcurrentHashMap.newKeySet();

  private final AtomicLong lastTurn = new AtomicLong();
  private final Outgoing delivered = new Outgoing();
  private final Outgoing answered = new Outgoing();

  /// @param push receives each event of [#inTurn] after the subscriptions
  Delivery(InstantSource clock, FailureHandler failures, Consumer<EventBytes> push) {
    this.clock = clock;
    this.push = push;
    this.turns = new SerialExecutor(failures, delivered::flush);
    this.answers = new SerialExecutor(failures, answered::flush);
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
  /// @param afterwards runs when the event was offered to all subscriptions
  void inTurn(EventBytes event, Runnable afterwards) {
    long turn = lastTurn.incrementAndGet();
    turns.submit(() -> {
      try {
        deliver(event, turn, delivered);
        push.accept(event);
      } finally {
        unexpect(event);
        afterwards.run();
      }
    });
  }

  /// Waits until all events before were offered to all subscriptions.
  void awaitTurns() {
    var reached = new CompletableFuture<@Nullable Void>();
    turns.submit(() -> reached.complete(null));
    reached.join();
  }

  /// Runs a short task that queues an answer to a session, soon and off the writing thread. One
  /// write sends all answers of a batch.
  void answer(Session session, Runnable answer) {
    answers.submit(() -> {
      answer.run();
      answered.add(session);
    });
  }

  /// Delivers at once, for events that are not stored.
  void now(EventBytes event) {
    var outgoing = new Outgoing();
    deliver(event, Long.MAX_VALUE, outgoing);
    outgoing.flush();
  }

  private void deliver(EventBytes bytes, long turn, Outgoing outgoing) {
    var event = bytes.event();
    if (CommunityKinds.isNeverServed(event)
        || Expiry.hasPassed(event, clock.instant().getEpochSecond())) {
      return;
    }
    var room = RoomKinds.roomOf(event);
    for (var subscription : subscriptions.candidates(event)) {
      if (subscription.matches(event)
          && (room == null || subscription.session().maySee(room, event.kind()))
          && subscription.deliver(bytes, turn)) {
        outgoing.add(subscription.session());
      }
      outgoing.yieldSometimes();
    }
  }

  /// Sessions whose messages are queued and not written yet. Each is written once, with all its
  /// messages.
  ///
  /// Not safe for use by several threads.
  private static final class Outgoing {
    private Set<Session> sessions = Set.of();
    private int messages;
    private int steps;

    void add(Session session) {
      if (messages == 0) {
        sessions = new HashSet<>();
      }
      sessions.add(session);
      if (++messages == QUEUED_MESSAGES_MAX) {
        flush();
      }
    }

    void flush() {
      for (var session : sessions) {
        session.flush();
        yieldSometimes();
      }
      sessions = Set.of();
      messages = 0;
    }

    /// Lets other virtual threads run, because the scheduler never preempts a long loop.
    void yieldSometimes() {
      if (++steps % STEPS_AT_ONCE == 0) {
        CarrierThread.yieldToOthers();
      }
    }
  }
}
