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

  /// Announces a new member. Never older than the list, even if the clock goes back: a restart
  /// reads only such announcements.
  Event added(PublicKey who, CommunityMembers before) {
    long at = Math.max(now(), before.listedAt());
    return sign(CommunityKinds.MEMBER_ADDED, at, List.of(PROTECTED, pTag(who)));
  }

  Event removed(PublicKey who) {
    return sign(CommunityKinds.MEMBER_REMOVED, now(), List.of(PROTECTED, pTag(who)));
  }

  /// Creates the member list, always newer than the previous one and than the additions that were
  /// announced since, so that clients know which list counts.
  Event memberList(CommunityMembers members) {
    var tags = new ArrayList<List<String>>();
    tags.add(PROTECTED);
    tags.addAll(members.tags().values());
    long before = Math.max(members.listedAt(), members.addedAt());
    return sign(CommunityKinds.MEMBER_LIST, Math.max(now(), before + 1), tags);
  }

  /// Creates the ban list, never older than the previous one, even if the clock goes back: an older
  /// list would not replace it.
  ///
  /// @param before time of the previous list, in unix seconds
  Event banList(Collection<Ban> bans, long before) {
    var tags = new ArrayList<List<String>>();
    tags.add(List.of("d", CommunityKinds.BANNED_PUBKEYS));
    tags.addAll(BanList.tags(bans));
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
