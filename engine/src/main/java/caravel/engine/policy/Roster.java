package caravel.engine.policy;

import caravel.nostr.EventId;
import caravel.nostr.PublicKey;
import java.util.Set;
import org.pcollections.PSet;
import org.pcollections.TreePSet;

/// The members, bans and invite codes of a relay, derived from the relay's own events.
///
/// @param claims every invite code ever created; codes do not expire
public record Roster(
    PSet<PublicKey> members,
    Set<PublicKey> bannedPubkeys,
    Set<EventId> bannedEvents,
    PSet<String> claims) {
  public static final Roster EMPTY =
      new Roster(TreePSet.empty(), Set.of(), Set.of(), TreePSet.empty());

  public Roster {
    bannedPubkeys = Set.copyOf(bannedPubkeys);
    bannedEvents = Set.copyOf(bannedEvents);
  }
}
