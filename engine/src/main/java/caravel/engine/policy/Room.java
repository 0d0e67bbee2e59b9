package caravel.engine.policy;

import caravel.nostr.Event;

/// One room (NIP-29 group): its flags and its members. Immutable.
///
/// @param metadataAt time of its metadata (kind 39000), in unix seconds
/// @param pinsAt time of its pins (kind 39005); 0 = there are none
public record Room(Flags flags, long metadataAt, long pinsAt, RoomMembers members) {
  /// The access flags of a room's metadata.
  ///
  /// @param isPrivate only members read it; its metadata is visible
  /// @param isClosed only members write, and join requests wait for a manager
  /// @param isHidden nothing of it is visible to others than its members
  /// @param isRestricted only members write
  /// @param hasCalls members may call each other over LiveKit
  public record Flags(
      boolean isPrivate,
      boolean isClosed,
      boolean isHidden,
      boolean isRestricted,
      boolean hasCalls) {
    /// Reads the flags of an event of kind 9002, 9007 or 39000.
    public static Flags of(Event event) {
      return new Flags(
          has(event, "private"),
          has(event, "closed"),
          has(event, "hidden"),
          has(event, "restricted"),
          has(event, "livekit"));
    }

    private static boolean has(Event event, String flag) {
      return event.tags().stream().anyMatch(tag -> !tag.isEmpty() && tag.getFirst().equals(flag));
    }

    /// Whether only members read the messages.
    boolean areMessagesSecret() {
      return isPrivate || isHidden;
    }

    /// Whether only members join its calls.
    boolean areCallsLimited() {
      return isRestricted || areMessagesSecret();
    }

    /// Whether only members write.
    boolean isWritingLimited() {
      return isClosed || isRestricted;
    }

    /// Whether a join request admits its author. In a private room it waits for a manager, because
    /// any member of the relay could become a reader.
    public boolean isJoinOpen() {
      return !isClosed && !areMessagesSecret();
    }
  }

  public Room with(RoomMembers next) {
    return new Room(flags, metadataAt, pinsAt, next);
  }

  /// The room after a change of its metadata.
  public Room with(Flags next, long at) {
    return new Room(next, at, pinsAt, members);
  }

  public Room withPins(long at) {
    return new Room(flags, metadataAt, at, members);
  }
}
