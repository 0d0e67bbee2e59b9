package caravel.engine.session;

import caravel.engine.policy.Deletion;
import caravel.engine.store.EventStore.Change;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.nostr.Kinds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;

/// Brings a socket's events into the store: many at a time, each answered after its commit.
final class Publishing {
  /// Events of one socket that wait for their commit; then its reading waits too.
  static final int UNANSWERED_MAX = 256;

  /// Targets that are looked up for one deletion.
  static final int DELETION_TARGETS_MAX = 1_000;

  private final LiveRelay relay;
  private final Session session;
  private final Semaphore room = new Semaphore(UNANSWERED_MAX);

  Publishing(LiveRelay relay, Session session) {
    this.relay = relay;
    this.session = session;
  }

  /// Whether the signature is true. What is stored with the very same one needs no second proof.
  boolean isGenuine(Event event) {
    if (!Kinds.isEphemeral(event.kind())) {
      var stored = relay.store().find(event.id());
      if (stored.filter(event::equals).isPresent()) {
        return true;
      }
    }
    return event.hasValidSignature();
  }

  void store(Event event) {
    commit(event, List.of(new Change.Save(event)));
  }

  /// Nothing is deleted, and the request not kept, unless all of it may be.
  void delete(Event event) {
    switch (Deletion.decide(event, targets(event))) {
      case Deletion.Outcome.Refused(var text) -> session.answer(event, false, text);
      case Deletion.Outcome.Delete(var targets) -> {
        var changes = new ArrayList<Change>();
        changes.add(new Change.Save(event));
        targets.forEach(target -> changes.add(new Change.Remove(target)));
        commit(event, changes);
      }
    }
  }

  private List<Event> targets(Event event) {
    var deletion = Deletion.of(event);
    var found = new LinkedHashMap<String, Event>();
    deletion.ids().stream()
        .limit(DELETION_TARGETS_MAX)
        .flatMap(id -> relay.store().find(id).stream())
        .forEach(target -> found.put(target.id().hex(), target));
    deletion.addresses().stream()
        .limit(DELETION_TARGETS_MAX)
        .flatMap(address -> find(address, event.createdAt()).stream())
        .forEach(target -> found.put(target.id().hex(), target));
    return List.copyOf(found.values());
  }

  /// Spares what is newer than the deletion.
  private List<Event> find(Deletion.Address address, long until) {
    if (!Kinds.isAddressable(address.kind()) || until <= 0) {
      return List.of();
    }
    var all = Filter.all().withAuthors(Set.of(address.author())).withKinds(address.kind());
    var filter =
        address.identifier().isEmpty() ? all : all.withTag("d", Set.of(address.identifier()));
    return relay.store().query(filter.withUntil(until), DELETION_TARGETS_MAX, relay.now()).stream()
        .map(row -> row.event())
        .filter(address::names)
        .toList();
  }

  private void commit(Event event, List<Change> changes) {
    room.acquireUninterruptibly();
    relay.delivery().expect(event);
    try {
      var _ =
          relay
              .store()
              .write(changes)
              .whenComplete((_, failure) -> {
                room.release();
                if (failure == null) {
                  relay.delivery().inTurn(event);
                  relay.delivery().soon(() -> session.answer(event, true, ""));
                } else {
                  relay.delivery().unexpect(event);
                  relay.delivery().soon(() -> session.answerBroken(event, failure));
                }
              });
    } catch (RuntimeException refused) {
      room.release();
      relay.delivery().unexpect(event);
      throw refused;
    }
  }
}
