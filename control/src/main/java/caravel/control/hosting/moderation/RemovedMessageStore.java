package caravel.control.hosting.moderation;

import caravel.control.db.SecretBox;
import caravel.control.db.SecretPlace;
import caravel.control.db.Tx;
import caravel.control.relay.RelayId;
import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.EventJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// The copies of removed messages. They are encrypted, because they may come from private rooms. A
/// copy is kept for [#KEPT], or until its message is restored.
final class RemovedMessageStore {
  static final Duration KEPT = Duration.ofDays(30);

  /// Most copies of one relay; the oldest are deleted.
  static final int PER_RELAY_MAX = 500;

  /// Largest message that is kept, in bytes of its JSON.
  static final int EVENT_BYTES_MAX = 64 * 1024;

  private final SecretBox box;

  RemovedMessageStore(SecretBox box) {
    this.box = box;
  }

  /// Keeps a copy of a message. Does nothing for a message that could not be published again: one
  /// without a valid signature, or a too large one.
  void save(Tx tx, RelayId relay, Event message) {
    var json = EventJson.write(message);
    if (json.getBytes(StandardCharsets.UTF_8).length > EVENT_BYTES_MAX
        || message.check() != Event.Check.GENUINE) {
      return;
    }
    var id = key(relay, message.id());
    deleteOld(tx, relay);
    tx.handle()
        .createUpdate(
            """
            INSERT INTO removed_messages (id, relay_id, event_id, event, removed_at)
            VALUES (:id, :relay, :event_id, :event, :now)
            ON CONFLICT (id) DO UPDATE SET event = excluded.event, removed_at = excluded.removed_at
            """)
        .bind("id", id)
        .bind("relay", relay.value())
        .bind("event_id", message.id().hex())
        .bind("event", box.seal(json, place(id)))
        .bind("now", tx.seconds())
        .execute();
  }

  /// The JSON of a kept message.
  Optional<String> find(Tx tx, RelayId relay, EventId event) {
    var id = key(relay, event);
    return tx.handle()
        .select(
            "SELECT event FROM removed_messages WHERE id = ? AND removed_at > ?", id, oldest(tx))
        .mapTo(String.class)
        .findOne()
        .map(sealed -> box.open(sealed, place(id)));
  }

  /// The ids of the messages of a relay that are kept, as hex.
  Set<String> kept(Tx tx, RelayId relay) {
    return new HashSet<>(
        tx.handle()
            .select(
                "SELECT event_id FROM removed_messages WHERE relay_id = ? AND removed_at > ?",
                relay.value(),
                oldest(tx))
            .mapTo(String.class)
            .list());
  }

  void delete(Tx tx, RelayId relay, EventId event) {
    tx.handle().execute("DELETE FROM removed_messages WHERE id = ?", key(relay, event));
  }

  private static void deleteOld(Tx tx, RelayId relay) {
    tx.handle().execute("DELETE FROM removed_messages WHERE removed_at <= ?", oldest(tx));
    tx.handle()
        .execute(
            """
            DELETE FROM removed_messages WHERE id IN (
              SELECT id FROM removed_messages WHERE relay_id = ?
               ORDER BY removed_at DESC, id LIMIT 10000 OFFSET ?)
            """,
            relay.value(),
            PER_RELAY_MAX - 1);
  }

  private static long oldest(Tx tx) {
    return tx.seconds() - KEPT.toSeconds();
  }

  private static String key(RelayId relay, EventId event) {
    return relay.value() + ":" + event.hex();
  }

  private static SecretPlace place(String id) {
    return new SecretPlace("removed_messages.event", id);
  }
}
