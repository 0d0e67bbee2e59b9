package caravel.engine.policy;

import caravel.nostr.EventId;
import caravel.nostr.PublicKey;
import java.util.Set;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PSortedSet;
import org.pcollections.TreePSet;

/// The members, bans and invite codes of a relay, derived from the relay's own events.
///
/// @param claims every invite code, with its limits
/// @param kinds the kinds that the relay accepts
/// @param blockedAddresses groups of client addresses whose sockets are closed
public record Roster(
    PSortedSet<PublicKey> members,
    Set<PublicKey> bannedPubkeys,
    Set<EventId> bannedEvents,
    PMap<String, Claim> claims,
    KindRules kinds,
    Set<String> blockedAddresses) {
  public static final Roster EMPTY =
      new Roster(
          TreePSet.empty(), Set.of(), Set.of(), HashTreePMap.empty(), KindRules.ALL, Set.of());

  public Roster {
    bannedPubkeys = Set.copyOf(bannedPubkeys);
    bannedEvents = Set.copyOf(bannedEvents);
    blockedAddresses = Set.copyOf(blockedAddresses);
  }

  /// The same roster with other members.
  Roster withMembers(PSortedSet<PublicKey> next) {
    return new Roster(next, bannedPubkeys, bannedEvents, claims, kinds, blockedAddresses);
  }

  /// The same roster with other invite codes.
  public Roster withClaims(PMap<String, Claim> next) {
    return new Roster(members, bannedPubkeys, bannedEvents, next, kinds, blockedAddresses);
  }

  /// Whether this invite code admits one more member at `now` (unix seconds).
  boolean hasClaim(String code, long now) {
    var claim = claims.get(code);
    return claim != null && claim.isValid(now);
  }
}
