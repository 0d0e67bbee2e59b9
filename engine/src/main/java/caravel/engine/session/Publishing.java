package caravel.engine.session;

import caravel.engine.policy.Deletion;
import caravel.engine.store.EventStore.Change;
import caravel.engine.store.EventStore.Saved;
import caravel.engine.store.Expiry;
import caravel.nostr.Event;
import caravel.nostr.EventBytes;
import caravel.nostr.Kinds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Stores the events of one socket: many at a time, each answered after its commit.
final class Publishing {
  /// Events of one socket that wait for their commit or delivery. Beyond it reading waits too.
  static final int UNANSWERED_MAX = 256;

  /// Heap bytes that count as one event; a larger event counts several times.
  private static final int BYTES_EACH = 16_384;

  /// Heap of an event besides its text.
  private static final int EVENT_HEAP_BYTES = 1_024;

  /// Heap of one tag, and of one element of a tag, besides its text.
  private static final int TAG_HEAP_BYTES = 48;

  /// Most targets of one deletion request.
  static final int DELETION_TARGETS_MAX = 1_000;

  private final LiveRelay relay;
  private final Session session;
  private final Semaphore room = new Semaphore(UNANSWERED_MAX);

  Publishing(LiveRelay relay, Session session) {
    this.relay = relay;
    this.session = session;
  }

  /// The reason why an event's signature is trusted.
  enum Proof {
    /// The signature was verified.
    TRUE,
    /// The identical event is stored, so its signature was verified before.
    STORED,
    FALSE
  }

  /// @param event with a valid id
  Proof prove(EventBytes event) {
    if (!Kinds.isEphemeral(event.kind()) && isStored(event)) {
      return Proof.STORED;
    }
    return event.hasValidSignature() ? Proof.TRUE : Proof.FALSE;
  }

  private boolean isStored(EventBytes event) {
    return relay.store().find(event).filter(row -> row.json().equals(event.text())).isPresent();
  }

  /// @param readNanos when the event was read, by [System#nanoTime()]
  void store(EventBytes event, Proof proof, long readNanos) {
    if (proof == Proof.STORED) {
      // As in zooid a duplicate is delivered again: a subscriber may have missed it.
      if (relay.rates().mayRedeliver()) {
        relay.delivery().now(event);
      }
      session.answer(event.id(), true, "");
      return;
    }
    var full = relay.fullBecause();
    if (full != null) {
      session.answer(event.id(), false, full);
    } else {
      commit(event, List.of(new Change.Save(event)), readNanos);
    }
  }

  /// Handles a deletion request: deletes all targets, or refuses the request. Waits for this
  /// socket's earlier events, which may be targets.
  ///
  /// @param readNanos when the event was read, by [System#nanoTime()]
  void delete(EventBytes event, long readNanos) {
    awaitCommits();
    switch (Deletion.decide(event.event(), targets(relay, event.event()))) {
      case Deletion.Outcome.Refused(var text) -> session.answer(event.id(), false, text);
      case Deletion.Outcome.Delete(var targets) -> {
        var changes = new ArrayList<Change>();
        changes.add(new Change.Save(event));
        targets.forEach(target -> changes.add(new Change.Remove(target)));
        commit(event, changes, readNanos);
      }
    }
  }

  /// Removes an event that was queued for writing before.
  void erase(EventBytes event) {
    var _ = relay.store().write(List.of(new Change.Remove(event.id())));
  }

  /// Waits until every event of this socket is stored or refused.
  void awaitCommits() {
    room.acquireUninterruptibly(UNANSWERED_MAX);
    room.release(UNANSWERED_MAX);
  }

  /// The stored events that a deletion request names.
  static List<Event> targets(LiveRelay relay, Event event) {
    var deletion = Deletion.of(event);
    var found = new LinkedHashMap<String, Event>();
    deletion.ids().stream()
        .distinct()
        .limit(DELETION_TARGETS_MAX)
        .flatMap(id -> relay.store().find(id).stream())
        .forEach(target -> found.put(target.id(), target.event()));
    deletion.addresses().stream()
        .distinct()
        .limit(DELETION_TARGETS_MAX)
        .flatMap(address -> find(relay, address, event.createdAt()).stream())
        .forEach(target -> found.put(target.id().hex(), target));
    var rooms = relay.rooms().rules();
    return found.values().stream()
        .filter(target -> rooms.mayDelete(target, event.pubkey()))
        .toList();
  }

  /// Finds the target, unless it is newer than the deletion.
  private static Optional<Event> find(LiveRelay relay, Deletion.Address address, long until) {
    if (!Kinds.isAddressable(address.kind())) {
      return Optional.empty();
    }
    return relay
        .store()
        .findAddressable(address.kind(), address.author(), address.identifier())
        .filter(found -> found.createdAt() <= until)
        .filter(found -> !Expiry.hasPassed(found, relay.now()))
        .filter(address::names);
  }

  private void commit(EventBytes event, List<Change> changes, long readNanos) {
    long bytes = heapBytes(event.event());
    int weight = (int) (1 + Math.min(bytes / BYTES_EACH, UNANSWERED_MAX / 2));
    room.acquireUninterruptibly(weight);
    var relayShare = relay.writeShare().acquire(bytes);
    var memory = session.memory().holdWrite(bytes);
    Runnable done =
        () -> {
          memory.run();
          relayShare.run();
          room.release(weight);
        };
    var delivery = relay.delivery();
    delivery.expect(event);
    try {
      var _ =
          relay
              .store()
              .write(changes)
              .whenComplete((saved, failure) -> {
                if (failure == null) {
                  if (saved.getFirst() == Saved.STORED) {
                    relay.traffic().countStored();
                  }
                  delivery.inTurn(event, done);
                  delivery.answer(
                      session,
                      () -> {
                        session.queueAnswer(event.id(), true, "");
                        relay
                            .timers()
                            .ok()
                            .record(System.nanoTime() - readNanos, TimeUnit.NANOSECONDS);
                      });
                } else {
                  delivery.unexpect(event);
                  done.run();
                  delivery.answer(session, () -> session.queueBrokenAnswer(event.id(), failure));
                }
              });
    } catch (RuntimeException refused) {
      done.run();
      delivery.unexpect(event);
      throw refused;
    }
  }

  /// Estimated bytes of an event, its JSON (as bytes and as text) and its queue entries until it is
  /// delivered.
  private static long heapBytes(Event event) {
    long bytes = EVENT_HEAP_BYTES + 3L * event.content().length();
    for (var tag : event.tags()) {
      bytes += TAG_HEAP_BYTES;
      for (var element : tag) {
        bytes += TAG_HEAP_BYTES + 3L * element.length();
      }
    }
    return bytes;
  }
}
