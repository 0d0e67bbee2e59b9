package caravel.engine.policy;

import caravel.nostr.EventId;
import caravel.nostr.PublicKey;
import java.util.Set;

/// Who is in, who is out, and by which codes one gets in: what the relay's own events say, folded.
///
/// @param claims every invite code that was ever made; they do not expire
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
