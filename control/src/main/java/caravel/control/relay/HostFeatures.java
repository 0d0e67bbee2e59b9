package caravel.control.relay;

/// The features of a relay host's software, independent of the plans and switches of its relays.
///
/// @param rooms NIP-29 groups
/// @param blossom photos and files
/// @param livekit calls
/// @param push notifications
/// @param memberLimit the host itself refuses new members once the plan is full
/// @param purge deleting a relay for good erases its messages and files
/// @param invites relays have the page of an invite on their own address, and invite codes that can
///   be replaced
public record HostFeatures(
    boolean rooms,
    boolean blossom,
    boolean livekit,
    boolean push,
    boolean memberLimit,
    boolean purge,
    boolean invites) {
  /// The embedded engine of this version.
  ///
  /// @param livekit whether the platform has a LiveKit server
  public static HostFeatures embedded(boolean livekit) {
    return new HostFeatures(true, true, livekit, true, true, true, true);
  }

  /// A stock zooid, which neither limits members, nor erases events, nor has pages of invites.
  ///
  /// @param livekit whether the platform has a LiveKit server
  public static HostFeatures zooid(boolean livekit) {
    return new HostFeatures(true, true, livekit, true, false, false, false);
  }
}
