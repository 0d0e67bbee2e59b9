package caravel.engine.policy;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;
import org.pcollections.TreePMap;

/// All rooms of a relay by their ids. Immutable; each change makes the next state. The ids are
/// compared, not hashed, because strangers choose them.
///
/// @param memberships members of all rooms together
public record RoomState(PMap<String, Room> rooms, int memberships) {
  public static final int ROOMS_MAX = 1_000;

  /// Most members of all rooms of a relay together. It bounds the memory, about 100 bytes each.
  public static final int MEMBERSHIPS_MAX = 50_000;

  public static final int ROOM_ID_CHARACTERS_MAX = 256;

  public static final RoomState EMPTY = new RoomState(TreePMap.empty(), 0);

  public static RoomState of(Map<String, Room> rooms) {
    var state = EMPTY;
    for (var room : rooms.entrySet()) {
      state = state.with(room.getKey(), room.getValue());
    }
    return state;
  }

  public @Nullable Room find(String id) {
    return rooms.get(id);
  }

  public RoomState with(String id, Room room) {
    return new RoomState(
        rooms.plus(id, room), memberships - members(rooms.get(id)) + room.members().size());
  }

  public RoomState without(String id) {
    return new RoomState(rooms.minus(id), memberships - members(rooms.get(id)));
  }

  private static int members(@Nullable Room room) {
    return room == null ? 0 : room.members().size();
  }
}
