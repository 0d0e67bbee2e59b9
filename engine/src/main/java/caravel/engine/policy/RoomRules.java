package caravel.engine.policy;

import caravel.engine.policy.Rules.Verdict;
import caravel.nostr.Event;
import caravel.nostr.PublicKey;
import org.jspecify.annotations.Nullable;

/// The access rules of the rooms of one relay (NIP-29). Managers may read and write everything.
///
/// For a reader or author outside, a hidden room is the same as an unknown one.
public record RoomRules(Rules rules, RoomState state) {
  static final String NO_GROUPS = "invalid: groups are not enabled";
  private static final String WRONG_CODE = "invalid: failed to validate invite code";
  private static final String NOT_FOUND = "invalid: group not found";

  /// Decides about an event of a room, in zooid's order, except where that would reveal a hidden
  /// room. The author may write to the relay.
  public Verdict write(Event event) {
    return write(event, false);
  }

  /// Like [#write(Event)].
  ///
  /// @param isInvited whether it is a join request with a valid invite code of its room
  public Verdict write(Event event, boolean isInvited) {
    var id = RoomKinds.roomOf(event);
    if (!rules.config().features().groups()) {
      return refused(NO_GROUPS);
    }
    if (RoomKinds.isMetadata(event.kind())) {
      return refused("invalid: group metadata cannot be set directly");
    }
    if (id == null) {
      return new Verdict.Allowed();
    }
    if (RoomKinds.namesSeveral(event)) {
      return refused("invalid: an event belongs to one group only");
    }
    return event.kind() == RoomKinds.CREATE_ROOM
        ? creation(event, id)
        : write(event, id, isInvited);
  }

  /// Managers are asked for first: another answer would tell others which rooms exist.
  private Verdict creation(Event event, String id) {
    if (!rules.mayManage(event.pubkey())) {
      return refused("restricted: you are not authorized to manage groups");
    }
    if (event.tagValue("h").isEmpty()) {
      return refused("invalid: a group needs an h tag");
    }
    if (id.length() > RoomState.ROOM_ID_CHARACTERS_MAX) {
      return refused(
          "invalid: a group id has at most " + RoomState.ROOM_ID_CHARACTERS_MAX + " characters");
    }
    if (state.find(id) != null) {
      return refused("invalid: that group already exists");
    }
    return state.rooms().size() >= RoomState.ROOMS_MAX
        ? refused("restricted: this relay has reached its group limit")
        : new Verdict.Allowed();
  }

  private Verdict write(Event event, String id, boolean isInvited) {
    var author = event.pubkey();
    var room = state.find(id);
    if (room == null || !(isInvited || isKnownTo(room, author))) {
      return refused(NOT_FOUND);
    }
    if (RoomKinds.isModeration(event.kind()) && !rules.mayManage(author)) {
      return refused("restricted: you are not authorized to manage groups");
    }
    var isMember = room.members().contains(author);
    return switch (event.kind()) {
      case RoomKinds.JOIN_ROOM ->
          isMember ? refused("duplicate: already a member") : join(event, room, isInvited);
      case RoomKinds.LEAVE_ROOM ->
          isMember ? new Verdict.Allowed() : refused("duplicate: not currently a member");
      case RoomKinds.ADD_MEMBER ->
          additions(
              (int)
                  RoomMembers.pubkeys(event).stream()
                      .filter(who -> !room.members().contains(who))
                      .count());
      default ->
          room.flags().isWritingLimited() && !hasAccess(room, author)
              ? refused("restricted: you are not a member of that group")
              : new Verdict.Allowed();
    };
  }

  private Verdict join(Event event, Room room, boolean isInvited) {
    var hasWrongCode = !isInvited && RoomKinds.hasInviteCode(event);
    return hasWrongCode && !room.flags().isJoinOpen() ? refused(WRONG_CODE) : additions(1);
  }

  private Verdict additions(int more) {
    return state.memberships() + more > RoomState.MEMBERSHIPS_MAX
        ? refused("restricted: this relay has reached its limit of group members")
        : new Verdict.Allowed();
  }

  /// Whether a reader may see the events of this kind in a room.
  ///
  /// @param id of the room, known or not
  /// @param reader may read the relay; null = not authenticated
  public boolean mayRead(String id, int kind, @Nullable PublicKey reader) {
    if (reader != null && rules.mayManage(reader)) {
      return true;
    }
    if (!rules.config().features().groups()) {
      return false;
    }
    var room = state.find(id);
    if (room == null) {
      return kind == RoomKinds.DELETE_ROOM;
    }
    if (!room.flags().areMessagesSecret()) {
      return true;
    }
    var isOutline = kind == RoomKinds.METADATA || kind == RoomKinds.DELETE_ROOM;
    return (isOutline && !room.flags().isHidden()) || (reader != null && hasAccess(room, reader));
  }

  /// Whether the deletion request of this author may name the event. An author may delete their own
  /// messages of a private room, but learns nothing about a hidden one.
  public boolean mayDelete(Event target, PublicKey author) {
    var id = RoomKinds.roomOf(target);
    if (id == null || mayRead(id, target.kind(), author)) {
      return true;
    }
    var room = state.find(id);
    return target.pubkey().equals(author) && room != null && isKnownTo(room, author);
  }

  /// The access to the calls of a room.
  public enum CallAccess {
    ALLOWED,
    UNKNOWN_ROOM,
    NO_CALLS,
    MEMBERS_ONLY
  }

  /// Whether this member of the relay may join the calls of a room. Stricter than zooid, which lets
  /// every member of the relay into the calls of a private or hidden room.
  public CallAccess call(String id, PublicKey who) {
    var room = state.find(id);
    if (room != null && !isKnownTo(room, who)) {
      return CallAccess.UNKNOWN_ROOM;
    }
    var access = call(id);
    return access == CallAccess.ALLOWED
            && room != null
            && room.flags().areCallsLimited()
            && !hasAccess(room, who)
        ? CallAccess.MEMBERS_ONLY
        : access;
  }

  /// Whether a room has calls.
  public CallAccess call(String id) {
    var room = state.find(id);
    return room == null
        ? CallAccess.UNKNOWN_ROOM
        : room.flags().hasCalls() ? CallAccess.ALLOWED : CallAccess.NO_CALLS;
  }

  private boolean isKnownTo(Room room, PublicKey who) {
    return !room.flags().isHidden() || hasAccess(room, who);
  }

  /// A member of a room who may no longer read the relay has no access.
  private boolean hasAccess(Room room, PublicKey who) {
    return rules.mayManage(who)
        || (room.members().contains(who) && rules.read(who) instanceof Verdict.Allowed);
  }

  private static Verdict refused(String text) {
    return new Verdict.Refused(text);
  }
}
