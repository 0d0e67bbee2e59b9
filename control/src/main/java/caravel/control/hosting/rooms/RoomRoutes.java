package caravel.control.hosting.rooms;

import caravel.control.hosting.RelayAccess;
import caravel.control.hosting.rooms.RelayRoom.Flag;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.problem.Problem;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayId;
import caravel.control.relay.RelayProgress;
import caravel.nostr.PublicKey;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// The routes for the rooms of a relay, which the relay itself stores.
public final class RoomRoutes {
  /// Longest id of a room; relays accept no longer one.
  private static final int ID_CHARACTERS_MAX = 256;

  private final RelayRooms rooms;

  /// @param random makes the ids of rooms
  public RoomRoutes(
      RelayProgress relays, RelayAccess access, RandomGenerator random, InstantSource clock) {
    this.rooms = new RelayRooms(relays, access, random, clock);
  }

  record RoomsView(List<Map<String, Object>> rooms) {}

  record RoomMembersView(List<PublicKey> members) {}

  record DeletedRoomView(String id) {}

  public List<Route> routes() {
    var moderator = rooms.access();
    return List.of(
        Route.get("/relays/{id}/rooms", moderator, this::list),
        Route.post("/relays/{id}/rooms", moderator, this::create),
        Route.patch("/relays/{id}/rooms/{room}", moderator, this::edit),
        Route.delete("/relays/{id}/rooms/{room}", moderator, this::delete),
        Route.get("/relays/{id}/rooms/{room}/members", moderator, this::members),
        Route.put("/relays/{id}/rooms/{room}/members/{pubkey}", moderator, this::add),
        Route.delete("/relays/{id}/rooms/{room}/members/{pubkey}", moderator, this::remove));
  }

  private Response list(Request request) {
    var shown = rooms.list(relay(request)).stream().map(RoomRoutes::shown).toList();
    return Response.ok(new RoomsView(shown));
  }

  private Response create(Request request) {
    var wanted = RoomChange.of(request.body());
    return Response.created(shown(rooms.create(relay(request), wanted, request.caller())));
  }

  private Response edit(Request request) {
    var change = RoomChange.of(request.body());
    return Response.ok(shown(rooms.edit(relay(request), room(request), change, request.caller())));
  }

  private Response delete(Request request) {
    var id = room(request);
    rooms.delete(relay(request), id, request.caller());
    return Response.ok(new DeletedRoomView(id));
  }

  private Response members(Request request) {
    return membersOf(rooms.get(relay(request), room(request)));
  }

  private Response add(Request request) {
    var key = request.publicKey("pubkey");
    return membersOf(rooms.add(relay(request), room(request), key, request.caller()));
  }

  private Response remove(Request request) {
    var key = request.publicKey("pubkey");
    return membersOf(rooms.remove(relay(request), room(request), key, request.caller()));
  }

  private static Response membersOf(RelayRoom room) {
    return Response.ok(new RoomMembersView(room.members().keys()));
  }

  private static Map<String, Object> shown(RelayRoom room) {
    var view = new LinkedHashMap<String, Object>();
    view.put("id", room.id());
    view.put("name", room.settings().name());
    view.put("about", room.settings().about());
    for (var flag : Flag.values()) {
      view.put(flag.field(), room.settings().on().contains(flag) ? 1 : 0);
    }
    view.put("member_count", room.members().keys().size());
    return view;
  }

  private Relay relay(Request request) {
    return rooms
        .find(new RelayId(request.path("id")))
        .orElseThrow(() -> Problem.notFound().asException());
  }

  private static String room(Request request) {
    var id = request.path("room");
    if (id.length() > ID_CHARACTERS_MAX) {
      throw Problem.invalid("room", "That’s not the id of a room.").asException();
    }
    return id;
  }
}
