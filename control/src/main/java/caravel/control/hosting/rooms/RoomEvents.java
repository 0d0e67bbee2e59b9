package caravel.control.hosting.rooms;

import caravel.control.hosting.RelayContent.Draft;
import caravel.control.hosting.rooms.RelayRoom.Flag;
import caravel.control.hosting.rooms.RelayRoom.MemberList;
import caravel.control.hosting.rooms.RelayRoom.Settings;
import caravel.nostr.Event;
import caravel.nostr.PublicKey;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads rooms from the events of a relay, and drafts the events that change them (NIP-29). Pure.
///
/// A draft is newer than what it changes. A relay ignores an older edit, and an equal event twice
/// makes a zooid forget the room.
final class RoomEvents {
  static final int ADD_MEMBER = 9_000;
  static final int REMOVE_MEMBER = 9_001;
  static final int EDIT = 9_002;
  static final int CREATE = 9_007;
  static final int DELETE = 9_008;
  static final int METADATA = 39_000;
  static final int MEMBERS = 39_002;

  /// The opposites of flags, which some clients write.
  private static final Set<String> OPPOSITES = Set.of("public", "open");

  /// Tags of metadata that an edit does not take over: those of the settings, and the address.
  private static final Set<String> REPLACED =
      Stream.of(
              Stream.of("d", "h", "name", "about", "expiration"),
              OPPOSITES.stream(),
              Stream.of(Flag.values()).map(Flag::field))
          .flatMap(tags -> tags)
          .collect(Collectors.toUnmodifiableSet());

  private RoomEvents() {}

  /// Reads the rooms from their metadata, newest first; of two events of a room the first counts. A
  /// room without an id is left out, because it has no address.
  static List<RelayRoom> rooms(List<Event> metadata) {
    var rooms = new LinkedHashMap<String, RelayRoom>();
    for (var event : metadata) {
      var id = event.tagValue("d").orElse("");
      if (event.kind() == METADATA && !id.isEmpty()) {
        rooms.putIfAbsent(id, room(id, event));
      }
    }
    return List.copyOf(rooms.values());
  }

  private static RelayRoom room(String id, Event event) {
    var on = EnumSet.noneOf(Flag.class);
    for (var flag : Flag.values()) {
      if (event.tags().stream().anyMatch(tag -> isNamed(tag, flag.field()))) {
        on.add(flag);
      }
    }
    var settings =
        new Settings(event.tagValue("name").orElse(""), event.tagValue("about").orElse(""), on);
    var others =
        event.tags().stream()
            .filter(tag -> !tag.isEmpty() && !REPLACED.contains(tag.getFirst()))
            .toList();
    return new RelayRoom(id, settings, others, event.createdAt(), MemberList.EMPTY);
  }

  private static boolean isNamed(List<String> tag, String name) {
    return !tag.isEmpty() && tag.getFirst().equals(name);
  }

  /// Returns the rooms with the members of the relay's lists, newest first.
  static List<RelayRoom> withLists(List<RelayRoom> rooms, List<Event> lists) {
    var members = new HashMap<String, MemberList>();
    for (var list : lists) {
      if (list.kind() == MEMBERS) {
        members.putIfAbsent(
            list.tagValue("d").orElse(""), new MemberList(keys(list), list.createdAt()));
      }
    }
    return withMembers(rooms, members);
  }

  /// The ids of the rooms whose members the relay does not list.
  static List<String> unlisted(List<RelayRoom> rooms) {
    return rooms.stream()
        .filter(room -> room.members().listedAt() == 0)
        .map(RelayRoom::id)
        .toList();
  }

  /// Returns the rooms with the members of those without a list. The newest addition or removal of
  /// a key decides.
  ///
  /// @param changes newest first
  static List<RelayRoom> withChanges(List<RelayRoom> rooms, List<Event> changes) {
    var unlisted = Set.copyOf(unlisted(rooms));
    var decided = new HashMap<String, Set<PublicKey>>();
    var members = new HashMap<String, MemberList>();
    for (var change : changes) {
      var id = change.tagValue("h").orElse("");
      if (!unlisted.contains(id)) {
        continue;
      }
      for (var key : keys(change)) {
        var isFirst = decided.computeIfAbsent(id, _ -> new HashSet<>()).add(key);
        if (isFirst && change.kind() == ADD_MEMBER) {
          members.put(id, members.getOrDefault(id, MemberList.EMPTY).plus(key));
        }
      }
    }
    return withMembers(rooms, members);
  }

  private static List<RelayRoom> withMembers(
      List<RelayRoom> rooms, Map<String, MemberList> members) {
    return rooms.stream()
        .map(room -> room.with(members.getOrDefault(room.id(), room.members())))
        .toList();
  }

  private static List<PublicKey> keys(Event event) {
    var keys = new ArrayList<PublicKey>();
    for (var value : event.tagValues("p")) {
      try {
        keys.add(new PublicKey(value));
      } catch (IllegalArgumentException malformed) {
        // Another client wrote it. Relays ignore it too.
      }
    }
    return keys;
  }

  static Draft creation(String id, Settings settings, long now) {
    return new Draft(now, CREATE, tags(id, settings, List.of()), "");
  }

  static Draft edit(RelayRoom room, Settings settings, long now) {
    return new Draft(
        after(room.changedAt(), now), EDIT, tags(room.id(), settings, room.otherTags()), "");
  }

  static Draft addition(RelayRoom room, PublicKey key, long now) {
    return memberChange(ADD_MEMBER, room, key, now);
  }

  static Draft removal(RelayRoom room, PublicKey key, long now) {
    return memberChange(REMOVE_MEMBER, room, key, now);
  }

  static Draft deletion(RelayRoom room, long now) {
    return new Draft(after(room.changedAt(), now), DELETE, List.of(List.of("h", room.id())), "");
  }

  private static Draft memberChange(int kind, RelayRoom room, PublicKey key, long now) {
    var tags = List.of(List.of("h", room.id()), List.of("p", key.hex()));
    return new Draft(after(room.members().listedAt(), now), kind, tags, "");
  }

  private static long after(long before, long now) {
    return Math.max(before + 1, now);
  }

  private static List<List<String>> tags(String id, Settings settings, List<List<String>> others) {
    var tags = new ArrayList<List<String>>();
    tags.add(List.of("h", id));
    tags.add(List.of("name", settings.name()));
    if (!settings.about().isEmpty()) {
      tags.add(List.of("about", settings.about()));
    }
    settings.on().forEach(flag -> tags.add(List.of(flag.field())));
    tags.addAll(others);
    return tags;
  }

  /// The sentence for a refusal of the relay.
  ///
  /// @param text the relay's own, such as `restricted: this relay has reached its group limit`
  static String refusal(String text) {
    if (text.contains("group limit")) {
      return "This relay has as many rooms as it can have. Delete one first.";
    }
    if (text.contains("limit of group members")) {
      return "The rooms of this relay have as many members as they can have together.";
    }
    return "The relay refused this: " + text;
  }
}
