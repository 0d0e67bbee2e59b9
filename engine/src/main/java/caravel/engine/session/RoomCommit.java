package caravel.engine.session;

import caravel.engine.policy.Room;
import caravel.engine.policy.Room.Flags;
import caravel.engine.policy.RoomKinds;
import caravel.engine.policy.RoomMembers;
import caravel.engine.policy.RoomState;
import caravel.engine.store.EventStore.Change;
import caravel.nostr.Event;
import caravel.nostr.EventBytes;
import caravel.nostr.PublicKey;
import java.util.ArrayList;
import java.util.List;

/// The events of changes of rooms, and the state after them. All are written in one commit.
///
/// @param removals changes that are not delivered to subscriptions
/// @param announced events that are stored after them, and delivered after the commit: the relay's
///   own events, then the one that caused them
record RoomCommit(List<Change> removals, List<EventBytes> announced, RoomState next) {
  RoomCommit {
    removals = List.copyOf(removals);
    announced = List.copyOf(announced);
  }

  static RoomCommit nothing(RoomState state) {
    return new RoomCommit(List.of(), List.of(), state);
  }

  /// This commit with another change of a room. The rules allow the change, and it is not the
  /// deletion of a room.
  ///
  /// @param isInvited whether it is a join request with a valid invite code
  /// @param managers of the relay
  RoomCommit plus(Event cause, boolean isInvited, List<PublicKey> managers, RoomSigner signer) {
    var id = String.valueOf(RoomKinds.roomOf(cause));
    var room = next.find(id);
    if (room == null) {
      var created = new Room(Flags.of(cause), cause.createdAt(), 0, RoomMembers.EMPTY);
      return having(id, created)
          .with(signer.metadata(id, cause), signer.admins(id, managers), cause);
    }
    var members = room.members();
    return switch (cause.kind()) {
      case RoomKinds.EDIT_METADATA ->
          cause.createdAt() < room.metadataAt()
              ? with(cause)
              : having(id, room.with(Flags.of(cause), cause.createdAt()))
                  .with(signer.metadata(id, cause), signer.admins(id, managers), cause);
      case RoomKinds.ADD_MEMBER ->
          listing(id, room, members.plus(RoomMembers.pubkeys(cause)), signer).with(cause);
      case RoomKinds.REMOVE_MEMBER ->
          listing(id, room, members.minus(RoomMembers.pubkeys(cause)), signer).with(cause);
      case RoomKinds.JOIN_ROOM ->
          isInvited || room.flags().isJoinOpen()
              ? joining(id, room, cause, signer).with(cause)
              : with(cause);
      case RoomKinds.LEAVE_ROOM ->
          with(signer.removed(id, cause.pubkey()))
              .listing(id, room, members.minus(List.of(cause.pubkey())), signer)
              .with(cause);
      case RoomKinds.PIN -> {
        var pins = signer.pins(id, cause, room);
        yield having(id, room.withPins(pins.createdAt())).with(pins, cause);
      }
      default -> with(cause);
    };
  }

  /// The member list of a long room follows later: each list writes and sends all members.
  private RoomCommit joining(String id, Room room, Event cause, RoomSigner signer) {
    var who = cause.pubkey();
    var added = signer.added(id, who, room.members());
    var members = room.members().plus(List.of(who));
    if (members.size() <= MembershipCommit.LONG_LIST_MEMBERS) {
      return with(added).listing(id, room, members, signer);
    }
    return having(id, room.with(members.unlisted(added.createdAt()))).with(added);
  }

  /// Writes the list of a room's members.
  RoomCommit listing(String id, Room room, RoomMembers members, RoomSigner signer) {
    var list = signer.members(id, members);
    var listed = room.with(members.listed(list.createdAt()));
    return new RoomCommit(removals, announced, next.with(id, listed)).with(list);
  }

  RoomCommit removing(List<Change> more) {
    var changes = new ArrayList<>(removals);
    changes.addAll(more);
    return new RoomCommit(changes, announced, next);
  }

  private RoomCommit having(String id, Room room) {
    return new RoomCommit(removals, announced, next.with(id, room));
  }

  RoomCommit with(Event... events) {
    var all = new ArrayList<>(announced);
    for (var event : events) {
      all.add(EventBytes.of(event));
    }
    return new RoomCommit(removals, all, next);
  }

  /// All changes, in the order of the commit.
  List<Change> changes() {
    var changes = new ArrayList<>(removals);
    announced.forEach(event -> changes.add(new Change.Save(event)));
    return changes;
  }
}
