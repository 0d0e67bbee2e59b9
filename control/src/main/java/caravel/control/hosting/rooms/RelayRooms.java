package caravel.control.hosting.rooms;

import caravel.control.auth.Caller;
import caravel.control.hosting.RelayAccess;
import caravel.control.hosting.RelayAccess.Target;
import caravel.control.hosting.RelayContent.Draft;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.rooms.RelayRoom.MemberList;
import caravel.control.http.Access;
import caravel.control.http.TeamRole;
import caravel.control.problem.Problem;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayId;
import caravel.control.relay.RelayProgress;
import caravel.control.relay.RelaySettings;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.nostr.PublicKey;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads and changes the rooms of online relays, with the relay's own key. Refusals are thrown as
/// [Problem]s.
///
/// No network call happens inside a transaction: the relay makes the change first, then it is
/// recorded.
final class RelayRooms {
  /// Most rooms of a list: the most events of one query, and the most rooms of a relay.
  static final int ROOMS_MAX = 1_000;

  /// Most rooms without a list whose members are computed from the changes.
  private static final int UNLISTED_ROOMS_MAX = 100;

  private static final int CHANGES_MAX = 1_000;

  private static final int ID_CHARACTERS = 12;
  private static final String ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz";

  private static final Logger LOG = LoggerFactory.getLogger(RelayRooms.class);

  private static final Problem ROOMS_OFF =
      new Problem.Conflict(
          "rooms-disabled", "Rooms are off for this relay. Turn them on in Settings first.");

  private final RelayProgress relays;
  private final RelayAccess access;
  private final RandomGenerator random;
  private final InstantSource clock;

  /// @param random makes the ids of rooms
  RelayRooms(
      RelayProgress relays, RelayAccess access, RandomGenerator random, InstantSource clock) {
    this.relays = relays;
    this.access = access;
    this.random = random;
    this.clock = clock;
  }

  /// Access for those who moderate the relay in a request's path.
  Access access() {
    return relays.access(TeamRole.MODERATOR);
  }

  Optional<Relay> find(RelayId id) {
    return relays.byId(id);
  }

  /// Lists the rooms, also the hidden ones.
  List<RelayRoom> list(Relay relay) {
    var target = online(relay);
    var all = Filter.all().withLimit(ROOMS_MAX);
    var rooms = RoomEvents.rooms(query(target, all.withKinds(RoomEvents.METADATA)));
    return rooms.isEmpty()
        ? rooms
        : withMembers(target, rooms, query(target, all.withKinds(RoomEvents.MEMBERS)));
  }

  /// Returns a room. A room that does not exist is a [Problem.NotFound].
  RelayRoom get(Relay relay, String id) {
    return get(online(relay), id);
  }

  /// Creates a room, with the relay's owner as its first member.
  RelayRoom create(Relay relay, RoomChange wanted, Caller caller) {
    var settings = wanted.create();
    var room =
        access.inTurn(
            relay,
            () -> {
              var target = online(relay);
              var now = now();
              var created = new RelayRoom(id(), settings, List.of(), now, MemberList.EMPTY);
              publish(target, RoomEvents.creation(created.id(), settings, now));
              return withOwner(target, created);
            });
    record(relay, "create_room", room, Map.of(), caller);
    return room;
  }

  /// The relay's key created the room. The owner manages it in any case, so a failure here does not
  /// undo the creation.
  private RelayRoom withOwner(Target target, RelayRoom room) {
    var owner = target.relay().tenant();
    var draft = RoomEvents.addition(room, owner, now());
    var reply = access.content(target).publish(target.spec(), draft);
    if (reply instanceof RelayReply.Answered<Event>) {
      return room.with(room.members().plus(owner));
    }
    LOG.warn("relay {}: its owner is not a member of a new room: {}", target.relay().id(), reply);
    return room;
  }

  /// Changes the settings of a room.
  RelayRoom edit(Relay relay, String id, RoomChange change, Caller caller) {
    return access.inTurn(
        relay,
        () -> {
          var target = online(relay);
          var before = get(target, id);
          var settings = change.change(before.settings());
          if (settings.equals(before.settings())) {
            return before;
          }
          publish(target, RoomEvents.edit(before, settings, now()));
          var after = before.with(settings);
          record(relay, "update_room", after, Map.of(), caller);
          return after;
        });
  }

  /// Deletes a room with all its messages.
  void delete(Relay relay, String id, Caller caller) {
    access.inTurn(
        relay,
        () -> {
          var target = online(relay);
          var room = get(target, id);
          publish(target, RoomEvents.deletion(room, now()));
          record(relay, "delete_room", room, Map.of(), caller);
          return room;
        });
  }

  /// Adds a member to a room.
  RelayRoom add(Relay relay, String id, PublicKey key, Caller caller) {
    return changeMembers(
        relay,
        id,
        room -> {
          if (room.members().keys().contains(key)) {
            return room;
          }
          publish(online(relay), RoomEvents.addition(room, key, now()));
          record(relay, "add_room_member", room, Map.of("pubkey", key.hex()), caller);
          return room.with(room.members().plus(key));
        });
  }

  /// Removes a member from a room.
  RelayRoom remove(Relay relay, String id, PublicKey key, Caller caller) {
    return changeMembers(
        relay,
        id,
        room -> {
          if (!room.members().keys().contains(key)) {
            return room;
          }
          publish(online(relay), RoomEvents.removal(room, key, now()));
          record(relay, "remove_room_member", room, Map.of("pubkey", key.hex()), caller);
          return room.with(room.members().minus(key));
        });
  }

  private RelayRoom changeMembers(Relay relay, String id, UnaryOperator<RelayRoom> change) {
    return access.inTurn(relay, () -> change.apply(get(relay, id)));
  }

  private Target online(Relay relay) {
    var target = access.online(relay);
    if (!relay.wishes().settings().has(RelaySettings.Switch.GROUPS)) {
      throw ROOMS_OFF.asException();
    }
    return target;
  }

  private RelayRoom get(Target target, String id) {
    var both = Filter.all().withKinds(RoomEvents.METADATA, RoomEvents.MEMBERS);
    var events = query(target, both.withTag("d", List.of(id)).withLimit(CHANGES_MAX));
    return withMembers(target, RoomEvents.rooms(events), events).stream()
        .findFirst()
        .orElseThrow(() -> Problem.notFound().asException());
  }

  /// A stock zooid sometimes loses the list of a room. Then the additions and removals decide.
  private List<RelayRoom> withMembers(Target target, List<RelayRoom> rooms, List<Event> lists) {
    var listed = RoomEvents.withLists(rooms, lists);
    var missing = RoomEvents.unlisted(listed).stream().limit(UNLISTED_ROOMS_MAX).toList();
    return missing.isEmpty() ? listed : RoomEvents.withChanges(listed, changes(target, missing));
  }

  private List<Event> changes(Target target, Collection<String> rooms) {
    return query(
        target,
        Filter.all()
            .withKinds(RoomEvents.ADD_MEMBER, RoomEvents.REMOVE_MEMBER)
            .withTag("h", rooms)
            .withLimit(CHANGES_MAX));
  }

  private List<Event> query(Target target, Filter filter) {
    return RelayAccess.answer(target, access.content(target).query(target.spec(), filter));
  }

  private void publish(Target target, Draft draft) {
    var reply = access.content(target).publish(target.spec(), draft);
    RelayAccess.answer(
        target,
        reply instanceof RelayReply.Refused<Event>(var text)
            ? new RelayReply.Refused<Event>(RoomEvents.refusal(text))
            : reply);
  }

  private void record(
      Relay relay, String type, RelayRoom room, Map<String, Object> more, Caller caller) {
    var detail = new TreeMap<String, Object>(more);
    detail.put("room", room.id());
    detail.put("name", room.settings().name());
    relays.contentChanged(relay.id(), type, detail, caller);
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }

  private String id() {
    var id = new StringBuilder();
    for (var i = 0; i < ID_CHARACTERS; i++) {
      id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return id.toString();
  }
}
