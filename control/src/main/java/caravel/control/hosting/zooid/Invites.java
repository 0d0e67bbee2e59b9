package caravel.control.hosting.zooid;

import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.RelaySpec;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.nostr.PublicKey;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Requests the invite of a relay's own key (kind 28935, NIP-43). The first request creates it, and
/// later ones return the same.
final class Invites {
  static final int CLAIM_CHARACTERS_MAX = 200;

  private static final int INVITE_KIND = 28_935;

  /// Managers of a relay receive all members' invites beside their own.
  private static final int EVENTS_MAX = 50;

  private final RelayTalk talk;

  Invites(RelayTalk talk) {
    this.talk = talk;
  }

  RelayReply<String> read(RelaySpec spec) {
    var self = spec.identity().secret().publicKey();
    // No `p` filter: an old zooid answers with any member's invite, which works as well.
    var question = Filter.all().withKinds(INVITE_KIND).withLimit(EVENTS_MAX);
    return switch (talk.ask(spec, question)) {
      case RelayTalk.Heard.Nothing(var why) -> new RelayReply.Unknown<>(why);
      case RelayTalk.Heard.Events(var events) ->
          claim(events, self)
              .<RelayReply<String>>map(RelayReply.Answered::new)
              .orElseGet(() -> new RelayReply.Refused<>("The relay didn’t return an invite."));
    };
  }

  /// Prefers its own invite, then the newer one.
  static Optional<String> claim(List<Event> events, PublicKey self) {
    return events.stream()
        .filter(event -> event.kind() == INVITE_KIND && event.pubkey().equals(self))
        .filter(event -> event.tagValue("claim").filter(Invites::isUsable).isPresent())
        .max(
            Comparator.comparingInt((Event event) -> isOf(event, self) ? 1 : 0)
                .thenComparingLong(Event::createdAt))
        .flatMap(event -> event.tagValue("claim"));
  }

  private static boolean isOf(Event invite, PublicKey inviter) {
    return invite.tagValues("p").contains(inviter.hex());
  }

  private static boolean isUsable(String claim) {
    return !claim.isBlank()
        && claim.length() <= CLAIM_CHARACTERS_MAX
        && claim.chars().noneMatch(Character::isISOControl);
  }
}
