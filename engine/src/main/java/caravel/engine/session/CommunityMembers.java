package caravel.engine.session;

import caravel.nostr.Event;
import caravel.nostr.PublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.pcollections.PSortedSet;
import org.pcollections.TreePMap;

/// The members of a relay (NIP-43): those of its newest list, and those that were added after it.
/// Immutable. A change copies no member, because the trees share their nodes.
///
/// @param tags each member's whole tag. Role names may follow the pubkey
/// @param listedAt time of the list, in unix seconds; 0 = there is none
/// @param addedAt time of the last addition that the list does not contain; 0 = there is none
record CommunityMembers(TreePMap<PublicKey, List<String>> tags, long listedAt, long addedAt) {
  static final CommunityMembers EMPTY = new CommunityMembers(TreePMap.empty(), 0, 0);

  static final String TAG = "member";

  /// Reads a list. Malformed tags are left out.
  static CommunityMembers of(Event list) {
    var tags = new TreeMap<PublicKey, List<String>>();
    RelayTags.forEach(list, TAG, tag -> tags.put(new PublicKey(tag.get(1)), tag));
    return new CommunityMembers(TreePMap.fromSortedMap(tags), list.createdAt(), 0);
  }

  /// The members after an announced addition, if it is not older than the list. A list is always
  /// newer than the additions before it, except those of its own second, which it contains.
  ///
  /// @param added an event of kind 8000
  CommunityMembers plus(Event added) {
    if (added.createdAt() < listedAt) {
      return this;
    }
    var missing = new ArrayList<PublicKey>();
    RelayTags.forEach(added, "p", tag -> missing.add(new PublicKey(tag.get(1))));
    missing.removeIf(this::contains);
    return missing.isEmpty() ? this : changed(missing, List.of()).unlisted(added.createdAt());
  }

  /// The members after a change that is not announced yet.
  CommunityMembers changed(Collection<PublicKey> more, Collection<PublicKey> fewer) {
    var next = tags.minusAll(fewer);
    for (var who : more) {
      next = next.plus(who, List.of(TAG, who.hex()));
    }
    return new CommunityMembers(next, listedAt, addedAt);
  }

  /// The same members; this one has one more role.
  CommunityMembers withRole(PublicKey who, String role) {
    var tag = new ArrayList<>(tags.getOrDefault(who, List.of(TAG, who.hex())));
    if (!tag.subList(2, tag.size()).contains(role)) {
      tag.add(role);
    }
    return new CommunityMembers(tags.plus(who, List.copyOf(tag)), listedAt, addedAt);
  }

  /// The same members; this one lacks the role.
  CommunityMembers withoutRole(PublicKey who, String role) {
    var tag = tags.get(who);
    if (tag == null || !tag.subList(2, tag.size()).contains(role)) {
      return this;
    }
    var next = new ArrayList<>(tag.subList(0, 2));
    tag.stream().skip(2).filter(name -> !name.equals(role)).forEach(next::add);
    return new CommunityMembers(tags.plus(who, List.copyOf(next)), listedAt, addedAt);
  }

  /// The names of a member's roles.
  List<String> roles(PublicKey who) {
    var tag = tags.get(who);
    return tag == null ? List.of() : tag.subList(2, tag.size());
  }

  /// The same members, in a list of this time.
  CommunityMembers listed(long at) {
    return new CommunityMembers(tags, at, 0);
  }

  /// The same members, the last of them added at this time and not in the list.
  CommunityMembers unlisted(long at) {
    return new CommunityMembers(tags, listedAt, Math.max(at, addedAt));
  }

  /// Whether there is a newer list to write.
  boolean isBehind() {
    return addedAt > 0;
  }

  int size() {
    return tags.size();
  }

  boolean contains(PublicKey who) {
    return tags.containsKey(who);
  }

  PSortedSet<PublicKey> pubkeys() {
    return tags.keySet();
  }
}
