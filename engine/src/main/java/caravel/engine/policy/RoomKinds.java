package caravel.engine.policy;

import caravel.nostr.Event;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The event kinds of rooms (NIP-29 groups), and the room that an event belongs to.
public final class RoomKinds {
  public static final int ADD_MEMBER = 9_000;
  public static final int REMOVE_MEMBER = 9_001;
  public static final int EDIT_METADATA = 9_002;
  public static final int DELETE_EVENT = 9_005;
  public static final int CREATE_ROOM = 9_007;
  public static final int DELETE_ROOM = 9_008;
  public static final int CREATE_INVITE = 9_009;
  public static final int PIN = 9_010;
  public static final int JOIN_ROOM = 9_021;
  public static final int LEAVE_ROOM = 9_022;
  public static final int METADATA = 39_000;
  public static final int ADMINS = 39_001;
  public static final int MEMBERS = 39_002;
  public static final int CALL = 39_004;
  public static final int PINS = 39_005;

  private static final Set<Integer> MODERATION =
      Set.of(
          ADD_MEMBER,
          REMOVE_MEMBER,
          EDIT_METADATA,
          DELETE_EVENT,
          CREATE_ROOM,
          DELETE_ROOM,
          CREATE_INVITE,
          PIN);
  private static final String ROOM_TAG = "h";
  private static final String CODE_TAG = "code";

  private RoomKinds() {}

  /// Whether only the relay signs events of this kind: 39000 to 39005.
  public static boolean isMetadata(int kind) {
    return kind >= METADATA && kind <= PINS;
  }

  /// Whether events of this kind define rooms and their members when a relay starts.
  public static boolean definesRooms(int kind) {
    return isMetadata(kind) || kind == ADD_MEMBER || kind == REMOVE_MEMBER;
  }

  /// Whether only managers may publish this kind.
  static boolean isModeration(int kind) {
    return MODERATION.contains(kind);
  }

  /// Whether an event of this kind changes a room or its events when it is stored.
  static boolean isChange(int kind) {
    return (isModeration(kind) && kind != CREATE_INVITE) || kind == JOIN_ROOM || kind == LEAVE_ROOM;
  }

  /// Whether an event of this kind is stored even if the relay is full, because it removes a member
  /// or events.
  public static boolean isRemoval(int kind) {
    return kind == REMOVE_MEMBER || kind == DELETE_EVENT || kind == DELETE_ROOM;
  }

  /// Whether an event of this kind belongs to a room even without an `h` tag.
  public static boolean isRoomKind(int kind) {
    return isModeration(kind) || kind == JOIN_ROOM || kind == LEAVE_ROOM;
  }

  /// The id of the room that an event belongs to; null = it belongs to none. The first `h` tag
  /// decides that has a value. The kinds of this class belong to the room `""` without one.
  public static @Nullable String roomOf(Event event) {
    if (isMetadata(event.kind())) {
      return event.tagValue("d").orElse("");
    }
    return event.tagValues(ROOM_TAG).stream()
        .filter(value -> !value.isEmpty())
        .findFirst()
        .orElse(isRoomKind(event.kind()) ? "" : null);
  }

  /// The invite code of a join request; empty = it has none.
  public static String inviteCode(Event event) {
    return event.kind() == JOIN_ROOM ? event.tagValue(CODE_TAG).orElse("") : "";
  }

  /// Whether the event is a join request with an invite code. It is decided after a search for the
  /// invite: an earlier answer for unknown rooms would show which hidden rooms exist.
  static boolean hasInviteCode(Event event) {
    return !inviteCode(event).isEmpty();
  }

  /// Whether this event (kind 9009) creates an invite with this code for a room.
  public static boolean createsInvite(Event event, String room, String code) {
    return event.kind() == CREATE_INVITE
        && room.equals(roomOf(event))
        && event.tagValues(CODE_TAG).contains(code);
  }

  /// Whether the event contains an invite code, which only managers may see.
  static boolean containsInviteCode(Event event) {
    return event.kind() == CREATE_INVITE || hasInviteCode(event);
  }

  /// Whether the event names more than one room.
  static boolean namesSeveral(Event event) {
    return event.tagValues(ROOM_TAG).stream().distinct().count() > 1;
  }
}
