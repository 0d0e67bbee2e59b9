package caravel.engine.session;

import caravel.engine.policy.Claim;
import caravel.engine.policy.CommunityKinds;
import caravel.engine.session.LiveRelay.Ban;
import caravel.nostr.Event;
import caravel.nostr.Kinds;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Creates the relay's own events (members, bans, invites, roles and lists), signed with its key.
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

  /// Creates a list of the managers, never older than the previous one.
  Event managedList(ManagedList list, ListEntries entries) {
    return sign(CommunityKinds.APPLICATION_DATA, Math.max(now(), entries.at()), entries.tags(list));
  }

  /// Creates the event of a named invite code.
  ///
  /// @param limits its event is not used
  Event claim(String code, Claim limits) {
    var tags = new ArrayList<List<String>>();
    tags.add(List.of("claim", code));
    tags.addAll(limits.tags());
    return sign(CommunityKinds.INVITE, now(), tags);
  }

  /// Creates an event from a manager's template.
  Event sign(EventTemplate template) {
    return Event.sign(
        secret,
        template.createdAt() == null ? now() : template.createdAt(),
        template.kind(),
        template.tags(),
        template.content());
  }

  /// Creates the label of a role, never older than the label that it replaces.
  ///
  /// @param before time of the previous label, in unix seconds; 0 = there is none
  Event roleLabel(RoleLabel label, long before) {
    var tags = new ArrayList<List<String>>();
    tags.add(PROTECTED);
    tags.addAll(label.tags());
    return sign(CommunityKinds.ROLE_LABEL, Math.max(now(), before), tags);
  }

  /// Requests the deletion of a role's label from clients.
  Event roleDeletion(Event label) {
    var address = label.kind() + ":" + label.pubkey().hex() + ":" + label.tagValue("d").orElse("");
    return sign(
        Kinds.DELETION,
        Math.max(now(), label.createdAt()),
        List.of(
            List.of("e", label.id().hex()),
            List.of("a", address),
            List.of("k", Integer.toString(label.kind()))));
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
