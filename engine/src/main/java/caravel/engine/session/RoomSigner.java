package caravel.engine.session;

import caravel.engine.policy.Room;
import caravel.engine.policy.RoomKinds;
import caravel.engine.policy.RoomMembers;
import caravel.nostr.Event;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Creates the relay's own events about rooms (NIP-29), signed with its key.
record RoomSigner(SecretKey secret, InstantSource clock) {
  private static final List<String> PROTECTED = List.of("-");

  /// Creates the metadata from a manager's event, with its time and all its tags. Of the tags that
  /// would give it another address or an end, none is taken over.
  Event metadata(String id, Event source) {
    var tags = new ArrayList<List<String>>();
    var isNamed = false;
    for (var tag : source.tags()) {
      var name = tag.isEmpty() ? "" : tag.getFirst();
      if (name.equals("h") && !isNamed) {
        tags.add(List.of("d", id));
        isNamed = true;
      } else if (!List.of("h", "d", "expiration").contains(name)) {
        tags.add(tag);
      }
    }
    return Event.sign(
        secret, source.createdAt(), RoomKinds.METADATA, withId(tags, id, isNamed), "");
  }

  /// An event of the room `""` may have no `h` tag.
  private static List<List<String>> withId(List<List<String>> tags, String id, boolean isNamed) {
    if (!isNamed) {
      tags.addFirst(List.of("d", id));
    }
    return tags;
  }

  /// Lists those who may manage the relay, and so each of its rooms.
  Event admins(String id, List<PublicKey> managers) {
    return list(RoomKinds.ADMINS, now(), id, pTags(managers));
  }

  /// Creates the member list, always newer than the previous one and than the additions that were
  /// announced since, so that clients know which list counts.
  Event members(String id, RoomMembers members) {
    long before = Math.max(members.listedAt(), members.addedAt());
    return list(
        RoomKinds.MEMBERS, Math.max(now(), before + 1), id, pTags(List.copyOf(members.pubkeys())));
  }

  /// Creates the pins from a manager's event: its events, then its addresses.
  Event pins(String id, Event source, Room room) {
    var tags = new ArrayList<List<String>>();
    for (var name : List.of("e", "a")) {
      source.tagValues(name).forEach(value -> tags.add(List.of(name, value)));
    }
    return list(RoomKinds.PINS, Math.max(now(), room.pinsAt() + 1), id, tags);
  }

  PublicKey publicKey() {
    return secret.publicKey();
  }

  /// Creates the list of those who are in the room's call.
  ///
  /// @param before time of the previous list
  Event call(String id, Collection<PublicKey> participants, long before) {
    var tags = new ArrayList<List<String>>();
    tags.add(List.of("d", id));
    participants.forEach(who -> tags.add(List.of("participant", who.hex())));
    return Event.sign(secret, Math.max(now(), before + 1), RoomKinds.CALL, tags, "");
  }

  /// Announces a member who joined. Never older than the list: a restart reads only such
  /// announcements.
  Event added(String id, PublicKey who, RoomMembers before) {
    return change(RoomKinds.ADD_MEMBER, Math.max(now(), before.listedAt()), id, who);
  }

  Event removed(String id, PublicKey who) {
    return change(RoomKinds.REMOVE_MEMBER, now(), id, who);
  }

  private Event change(int kind, long at, String id, PublicKey who) {
    var tags = List.of(List.of("p", who.hex()), List.of("h", id));
    return Event.sign(secret, at, kind, tags, "");
  }

  private Event list(int kind, long at, String id, List<List<String>> entries) {
    var tags = new ArrayList<List<String>>();
    tags.add(PROTECTED);
    tags.add(List.of("d", id));
    tags.addAll(entries);
    return Event.sign(secret, at, kind, tags, "");
  }

  private static List<List<String>> pTags(List<PublicKey> pubkeys) {
    return pubkeys.stream().map(who -> List.of("p", who.hex())).toList();
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
