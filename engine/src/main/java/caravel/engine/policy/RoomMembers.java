package caravel.engine.policy;

import caravel.nostr.Event;
import caravel.nostr.PublicKey;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.pcollections.PSet;
import org.pcollections.TreePSet;

/// The members of one room: those of its newest list, and those that were added after it.
/// Immutable. A change copies no member, because the trees share their nodes.
///
/// @param listedAt time of the list (kind 39002), in unix seconds; 0 = there is none
/// @param addedAt time of the last addition that the list does not contain; 0 = there is none
public record RoomMembers(PSet<PublicKey> pubkeys, long listedAt, long addedAt) {
  public static final RoomMembers EMPTY = new RoomMembers(TreePSet.empty(), 0, 0);

  /// Reads a list. Malformed tags are left out.
  public static RoomMembers of(Event list) {
    return new RoomMembers(TreePSet.from(new TreeSet<>(pubkeys(list))), list.createdAt(), 0);
  }

  /// The valid pubkeys of an event's `p` tags.
  public static List<PublicKey> pubkeys(Event event) {
    return event.tagValues("p").stream()
        .map(Rules::pubkey)
        .flatMap(Optional::stream)
        .distinct()
        .toList();
  }

  public RoomMembers plus(Collection<PublicKey> more) {
    return new RoomMembers(pubkeys.plusAll(more), listedAt, addedAt);
  }

  public RoomMembers minus(Collection<PublicKey> fewer) {
    return new RoomMembers(pubkeys.minusAll(fewer), listedAt, addedAt);
  }

  /// The same members, in a list of this time.
  public RoomMembers listed(long at) {
    return new RoomMembers(pubkeys, at, 0);
  }

  /// The same members, the last of them added at this time and not in the list.
  public RoomMembers unlisted(long at) {
    return new RoomMembers(pubkeys, listedAt, Math.max(at, addedAt));
  }

  /// Whether there is a newer list to write.
  public boolean isBehind() {
    return addedAt > 0;
  }

  public boolean contains(PublicKey who) {
    return pubkeys.contains(who);
  }

  public int size() {
    return pubkeys.size();
  }
}
