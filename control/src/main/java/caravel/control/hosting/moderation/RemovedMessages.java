package caravel.control.hosting.moderation;

import caravel.control.db.Db;
import caravel.control.db.SecretBox;
import caravel.control.hosting.EventArchive;
import caravel.control.hosting.EventArchive.ImportResult;
import caravel.control.hosting.RelayAccess;
import caravel.control.hosting.RelayAccess.Target;
import caravel.control.problem.Problem;
import caravel.control.relay.Relay;
import caravel.nostr.Event;
import caravel.nostr.EventId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Keeps copies of removed messages and restores them: a relay stores nothing of a banned event.
public final class RemovedMessages {
  private final Db db;
  private final RemovedMessageStore store;
  private final Map<String, EventArchive> archives;

  /// @param archives by the parent domain of their relays
  public RemovedMessages(Db db, SecretBox box, Map<String, EventArchive> archives) {
    this.db = db;
    this.store = new RemovedMessageStore(box);
    this.archives = Map.copyOf(archives);
  }

  void keep(Relay relay, Event message) {
    db.inTx(tx -> {
      store.save(tx, relay.id(), message);
      return true;
    });
  }

  boolean isKept(Relay relay, EventId event) {
    return copy(relay, event).isPresent();
  }

  Set<String> kept(Relay relay) {
    return db.read(tx -> store.kept(tx, relay.id()));
  }

  /// Publishes the copy of a message, if one is kept, and deletes the copy.
  ///
  /// @return whether the message is on the relay again; false also where the relay refuses it now
  boolean restore(Target target, EventId event) {
    var relay = target.relay();
    var copy = copy(relay, event);
    var archive = archives.get(relay.address().zooidDomain());
    if (copy.isEmpty() || archive == null) {
      return false;
    }
    var restored = restore(target, archive, copy.get());
    db.inTx(tx -> {
      store.delete(tx, relay.id(), event);
      return true;
    });
    return restored;
  }

  private static boolean restore(Target target, EventArchive archive, String json) {
    var lines = new ByteArrayInputStream((json + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      return switch (archive.importEvents(target.spec(), lines)) {
        case ImportResult.Complete done -> done.imported() + done.known() > 0;
        case ImportResult.Refused(var sentence) ->
            throw new Problem.Conflict("conflict", sentence).asException();
        case ImportResult.Unknown(var why) -> throw RelayAccess.unreachable(target, why);
      };
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private Optional<String> copy(Relay relay, EventId event) {
    return db.<Optional<String>>read(tx -> store.find(tx, relay.id(), event));
  }
}
