package caravel.engine.session;

import caravel.engine.policy.Claim;
import caravel.engine.store.EventStore.Change;
import caravel.nostr.Event;
import caravel.nostr.EventBytes;
import caravel.nostr.PublicKey;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The events of one change of a relay's members, bans or invites, and the state after it.
///
/// @param silent changes that are not delivered to subscriptions
/// @param announced events that are stored after them, and delivered after the commit
record MembershipCommit(List<Change> silent, List<EventBytes> announced, MembershipState next) {
  /// From this length on, new members are announced, and a list follows later: each list writes,
  /// hashes and sends all members.
  static final int LONG_LIST_MEMBERS = 1_000;

  MembershipCommit {
    silent = List.copyOf(silent);
    announced = List.copyOf(announced);
  }

  static MembershipCommit of(MembershipChange change, MembershipState before, RelaySigner signer) {
    var silent = new ArrayList<Change>();
    change.erased().forEach(who -> silent.add(new Change.RemoveAuthor(who)));
    var bans = before.bans();
    if (!change.bans().equals(bans.bans())) {
      var list = signer.banList(change.bans(), bans.at());
      silent.add(new Change.Save(list));
      bans = BanList.of(change.bans(), list.createdAt());
    }
    var announced = new ArrayList<EventBytes>();
    if (!change.silently()) {
      for (var who : change.in()) {
        announced.add(EventBytes.of(signer.added(who, before.members())));
      }
      change.out().forEach(who -> announced.add(EventBytes.of(signer.removed(who))));
    }
    var members = before.members().changed(change.in(), change.out());
    if (isListed(change, before)) {
      var list = signer.memberList(members);
      members = members.listed(list.createdAt());
      announced.add(EventBytes.of(list));
    } else if (!announced.isEmpty()) {
      members = members.unlisted(announced.getLast().createdAt());
    }
    return new MembershipCommit(silent, announced, before.with(members).with(bans));
  }

  /// Whether the list is written in the same commit. Only additions may wait, because a restart
  /// reads them again.
  private static boolean isListed(MembershipChange change, MembershipState before) {
    return !change.out().isEmpty()
        || (!change.in().isEmpty()
            && (change.silently() || before.members().size() < LONG_LIST_MEMBERS));
  }

  /// Writes the list of the members that were added before; empty if the list has all of them.
  static MembershipCommit ofList(MembershipState before, RelaySigner signer) {
    if (!before.members().isBehind()) {
      return new MembershipCommit(List.of(), List.of(), before);
    }
    var list = signer.memberList(before.members());
    var next = before.with(before.members().listed(list.createdAt()));
    return new MembershipCommit(List.of(), List.of(EventBytes.of(list)), next);
  }

  static MembershipCommit ofInvite(Event invite, MembershipState before) {
    var next = before.with(before.invites().plus(invite));
    return new MembershipCommit(List.of(new Change.Save(invite)), List.of(), next);
  }

  /// Stores other lists of the managers, after these changes.
  static MembershipCommit ofLists(
      Map<ManagedList, ListEntries> lists,
      List<Change> first,
      MembershipState before,
      RelaySigner signer) {
    var silent = new ArrayList<>(first);
    var stored = new EnumMap<ManagedList, ListEntries>(ManagedList.class);
    lists.forEach((list, entries) -> {
      var event = signer.managedList(list, entries);
      silent.add(new Change.Save(event));
      stored.put(list, new ListEntries(entries.reasons(), event.createdAt()));
    });
    return new MembershipCommit(silent, List.of(), before.with(before.lists().with(stored)));
  }

  /// Stores other roles of members. A key that becomes a member is announced.
  ///
  /// @param roles the members afterwards
  static MembershipCommit ofRoles(
      CommunityMembers roles, List<PublicKey> in, MembershipState before, RelaySigner signer) {
    if (roles.equals(before.members())) {
      return new MembershipCommit(List.of(), List.of(), before);
    }
    var announced = new ArrayList<EventBytes>();
    in.forEach(who -> announced.add(EventBytes.of(signer.added(who, before.members()))));
    var list = signer.memberList(roles);
    announced.add(EventBytes.of(list));
    return new MembershipCommit(List.of(), announced, before.with(roles.listed(list.createdAt())));
  }

  /// The same commit, which also stores the numbers of uses of invite codes.
  ///
  /// @param invites the invites afterwards
  /// @param used the claims that were used, by code, with their new numbers
  MembershipCommit withUses(CommunityInvites invites, Map<String, Claim> used, RelaySigner signer) {
    var changes = new ArrayList<>(silent);
    var counted = invites;
    for (var entry : used.entrySet()) {
      var code = entry.getKey();
      var event = signer.claim(code, entry.getValue());
      changes.add(new Change.Remove(entry.getValue().event()));
      changes.add(new Change.Save(event));
      counted = counted.with(code, Claim.of(event));
    }
    return new MembershipCommit(changes, announced, next.with(counted));
  }

  /// All changes, in the order of the commit.
  List<Change> changes() {
    var changes = new ArrayList<>(silent);
    announced.forEach(event -> changes.add(new Change.Save(event)));
    return changes;
  }
}
