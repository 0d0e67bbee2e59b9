package caravel.engine.session;

import caravel.engine.policy.Rules.Admission;
import caravel.engine.policy.Rules.Verdict;
import caravel.engine.store.EventStore.Change;
import caravel.engine.store.EventStore.StoreException;
import caravel.nostr.EventBytes;
import java.util.List;
import java.util.concurrent.CompletionException;

/// Stores an event that did not come over a WebSocket. Its signature proves its author, so the
/// author counts as authenticated. Waits for the commit.
final class Submission {
  private final LiveRelay relay;

  Submission(LiveRelay relay) {
    this.relay = relay;
  }

  /// @param event with a valid id and signature
  Verdict submit(EventBytes event) {
    return switch (admission(event)) {
      case Admission.Refused(var why) -> why;
      case Admission.Stored _ -> store(event);
      default -> new Verdict.Refused("invalid: this event must be sent over a WebSocket");
    };
  }

  private Admission admission(EventBytes event) {
    var author = event.event().pubkey();
    return relay.rules().admit(event.event(), author, relay.rooms().state());
  }

  private Verdict store(EventBytes event) {
    if (relay.store().find(event.id()).isPresent()) {
      return new Verdict.Allowed();
    }
    var full = relay.fullBecause();
    if (full != null) {
      return new Verdict.Refused(full);
    }
    var delivery = relay.delivery();
    delivery.expect(event);
    try {
      relay.store().write(List.of(new Change.Save(event))).join();
    } catch (CompletionException | StoreException failed) {
      delivery.unexpect(event);
      throw failed instanceof StoreException broken
          ? broken
          : new StoreException("the event could not be stored", failed);
    }
    relay.traffic().countStored();
    delivery.inTurn(event);
    if (admission(event) instanceof Admission.Refused) {
      // Its author was banned, or its room deleted, while it was written.
      var _ = relay.store().write(List.of(new Change.Remove(event.id())));
    }
    return new Verdict.Allowed();
  }
}
