package caravel.engine.session;

import caravel.engine.session.LiveRelay.Ban;
import caravel.nostr.PublicKey;
import java.util.List;

/// A change of a relay's members and bans, written in one commit.
///
/// @param in become members; they are not members before
/// @param out stop being members
/// @param bans all bans that hold afterwards
/// @param erased authors whose events are erased
/// @param silently whether only the new list is announced, and not each member
record MembershipChange(
    List<PublicKey> in,
    List<PublicKey> out,
    List<Ban> bans,
    List<PublicKey> erased,
    boolean silently) {
  MembershipChange(
      List<PublicKey> in, List<PublicKey> out, List<Ban> bans, List<PublicKey> erased) {
    this(in, out, bans, erased, false);
  }
}
