package caravel.engine.session;

import caravel.engine.policy.Room;
import caravel.engine.policy.Room.Flags;
import caravel.engine.policy.RoomKinds;
import caravel.engine.policy.RoomMembers;
import caravel.engine.policy.RoomState;
import caravel.engine.policy.Rules;
import caravel.engine.store.EventStore;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.nostr.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Reads the rooms of a relay from its stored events.
///
/// @param now unix seconds
record RoomReader(EventStore store, Rules rules, long now) {
  /// Reads all events that define the rooms.
  ///
  /// @throws EventStore.StoreException when they cannot be read
  RoomState read() {
    var rooms = new TreeMap<String, Room>();
    scan(Filter.all().withKinds(RoomKinds.METADATA), event -> addMetadata(rooms, event));
    scan(Filter.all().withKinds(RoomKinds.PINS), event -> addPins(rooms, event));
    scan(Filter.all().withKinds(RoomKinds.MEMBERS), event -> addList(rooms, event));
    addLaterMembers(rooms);
    replayMembers(rooms);
    return RoomState.of(rooms);
  }

  /// The newest metadata counts. Between equally new ones of two keys, the one of the relay's
  /// current key wins.
  private void addMetadata(Map<String, Room> rooms, Event event) {
    var id = String.valueOf(RoomKinds.roomOf(event));
    var known = rooms.get(id);
    if (known == null || (known.metadataAt() == event.createdAt() && isOwn(event))) {
      rooms.put(id, new Room(Flags.of(event), event.createdAt(), 0, RoomMembers.EMPTY));
    }
  }

  private static void addPins(Map<String, Room> rooms, Event event) {
    rooms.computeIfPresent(
        String.valueOf(RoomKinds.roomOf(event)),
        (_, room) -> room.withPins(Math.max(room.pinsAt(), event.createdAt())));
  }

  private static void addList(Map<String, Room> rooms, Event event) {
    rooms.computeIfPresent(
        String.valueOf(RoomKinds.roomOf(event)),
        (_, room) -> room.members().listedAt() == 0 ? room.with(RoomMembers.of(event)) : room);
  }

  /// Adds the members whom the relay announced after a long list.
  private void addLaterMembers(Map<String, Room> rooms) {
    for (var id : List.copyOf(rooms.keySet())) {
      var list = members(rooms, id);
      if (list.size() < MembershipCommit.LONG_LIST_MEMBERS) {
        continue;
      }
      var additions =
          changes(Set.of(id), RoomKinds.ADD_MEMBER)
              .withAuthors(List.of(self()))
              .withSince(list.listedAt());
      scan(
          additions,
          event -> {
            var members = members(rooms, id);
            var more = new ArrayList<>(RoomMembers.pubkeys(event));
            more.removeIf(members::contains);
            if (!more.isEmpty()) {
              rooms.computeIfPresent(
                  id, (_, room) -> room.with(members.plus(more).unlisted(event.createdAt())));
            }
          });
    }
  }

  /// Replays the additions and removals of rooms without a list, newest first: the first one that
  /// names a pubkey decides. Events of those who may not manage do not count; an import may have
  /// them.
  private void replayMembers(Map<String, Room> rooms) {
    var unlisted = new TreeSet<String>();
    rooms.forEach((id, room) -> {
      if (room.members().listedAt() == 0) {
        unlisted.add(id);
      }
    });
    if (unlisted.isEmpty()) {
      return;
    }
    var decided = new TreeMap<String, Set<PublicKey>>();
    scan(
        changes(unlisted, RoomKinds.ADD_MEMBER, RoomKinds.REMOVE_MEMBER),
        event -> {
          var id = String.valueOf(RoomKinds.roomOf(event));
          if (!unlisted.contains(id) || !rules.mayManage(event.pubkey())) {
            return;
          }
          var known = decided.computeIfAbsent(id, _ -> new TreeSet<>());
          var first = RoomMembers.pubkeys(event).stream().filter(known::add).toList();
          if (event.kind() == RoomKinds.ADD_MEMBER) {
            rooms.computeIfPresent(id, (_, room) -> room.with(room.members().plus(first)));
          }
        });
  }

  private static RoomMembers members(Map<String, Room> rooms, String id) {
    var room = rooms.get(id);
    return room == null ? RoomMembers.EMPTY : room.members();
  }

  private static Filter changes(Set<String> ids, Integer... kinds) {
    return Filter.all().withKinds(kinds).withTag("h", ids);
  }

  private boolean isOwn(Event event) {
    return event.pubkey().equals(self());
  }

  private PublicKey self() {
    return rules.config().secret().publicKey();
  }

  private void scan(Filter filter, Consumer<Event> sink) {
    store.scan(filter, now, row -> sink.accept(row.event()));
  }
}
