package caravel.engine.session;

import caravel.engine.policy.CommunityKinds;
import caravel.engine.session.LiveRelay.Ban;
import caravel.nostr.Event;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Creates the relay's own events (NIP-43 and the ban list), signed with its key.
record RelaySigner(SecretKey secret, InstantSource clock) {
  private static final List<String> PROTECTED = List.of("-");

  Event added(PublicKey who) {
    return sign(CommunityKinds.MEMBER_ADDED, now(), List.of(PROTECTED, pTag(who)));
  }

  Event removed(PublicKey who) {
    return sign(CommunityKinds.MEMBER_REMOVED, now(), List.of(PROTECTED, pTag(who)));
  }

  /// Creates the member list, always newer than the previous one, so that clients know which list
  /// counts.
  ///
  /// @param members their `member` tags
  /// @param before time of the previous list, in unix seconds
  Event memberList(List<List<String>> members, long before) {
    var tags = new ArrayList<List<String>>();
    tags.add(PROTECTED);
    tags.addAll(members);
    return sign(CommunityKinds.MEMBER_LIST, Math.max(now(), before + 1), tags);
  }

  /// Creates the ban list, never older than the previous one, even if the clock goes back: an older
  /// list would not replace it.
  ///
  /// @param before time of the previous list, in unix seconds
  Event banList(Collection<Ban> bans, long before) {
    var tags = new ArrayList<List<String>>();
    tags.add(List.of("d", CommunityKinds.BANNED_PUBKEYS));
    tags.addAll(MembershipState.tags(bans));
    return sign(CommunityKinds.APPLICATION_DATA, Math.max(now(), before), tags);
  }

  Event invite(PublicKey inviter) {
    var claim = List.of("claim", InviteCode.random());
    return sign(CommunityKinds.INVITE, now(), List.of(claim, pTag(inviter)));
  }

  private static List<String> pTag(PublicKey who) {
    return List.of("p", who.hex());
  }

  private Event sign(int kind, long createdAt, List<List<String>> tags) {
    return Event.sign(secret, createdAt, kind, tags, "");
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
