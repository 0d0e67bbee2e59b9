package caravel.engine.policy;

import caravel.nostr.EventId;
import caravel.nostr.PublicKey;
import java.util.Set;

/// The members, bans and invite codes of a relay, derived from the relay's own events.
///
/// @param claims every invite code ever created; codes do not expire
public record Roster(
    Set<PublicKey> members,
    Set<PublicKey> bannedPubkeys,
    Set<EventId> bannedEvents,
    Set<String> claims) {
  public static final Roster EMPTY = new Roster(Set.of(), Set.of(), Set.of(), Set.of());

  public Roster {
    members = Set.copyOf(members);
    bannedPubkeys = Set.copyOf(bannedPubkeys);
    bannedEvents = Set.copyOf(bannedEvents);
    claims = Set.copyOf(claims);
  }
}
