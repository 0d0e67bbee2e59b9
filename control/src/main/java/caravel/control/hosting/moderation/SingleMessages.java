package caravel.control.hosting.moderation;

import caravel.control.auth.Caller;
import caravel.control.hosting.RelayAccess;
import caravel.control.problem.Problem;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayProgress;
import caravel.nostr.EventId;
import caravel.nostr.PublicKey;
import java.util.Optional;

/// Reads and removes single messages of online relays, for the operator. Refusals are thrown as
/// [Problem]s.
public final class SingleMessages {
  private static final int TEXT_CHARACTERS_MAX = 2_000;

  private static final Problem NOT_STORED =
      new Problem.Conflict("conflict", "This relay doesn’t have the message, or not any more.");

  private final RelayModeration moderation;

  public SingleMessages(RelayProgress relays, RelayAccess access, RemovedMessages removed) {
    this.moderation = new RelayModeration(relays, access, removed);
  }

  /// A stored message.
  ///
  /// @param text safe to show; `""` for kinds that people do not write as texts
  public record MessageExcerpt(PublicKey author, int kind, long createdAt, String text) {}

  /// Reads a message with the relay's own key; empty = the relay does not have it.
  public Optional<MessageExcerpt> find(Relay relay, EventId id) {
    return moderation
        .message(relay, id)
        .map(event ->
            new MessageExcerpt(
                event.pubkey(),
                event.kind(),
                event.createdAt(),
                MessagePage.hasText(event)
                    ? MessageText.text(event.content(), TEXT_CHARACTERS_MAX)
                    : ""));
  }

  /// Removes a message as a moderator of the relay does, and keeps a copy for 30 days. May be
  /// repeated. A message that is neither stored nor removed is a [Problem.Conflict].
  public void remove(Relay relay, EventId id, String reason, Caller operator) {
    if (moderation.message(relay, id).isEmpty() && !moderation.isBanned(relay, id)) {
      throw NOT_STORED.asException();
    }
    var line = MessageText.line(reason, BannedEvent.REASON_CHARACTERS_MAX - 1);
    moderation.ban(relay, id, line, operator);
  }
}
