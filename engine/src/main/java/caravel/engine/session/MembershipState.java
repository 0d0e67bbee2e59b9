package caravel.engine.session;

import caravel.engine.policy.CommunityKinds;
import caravel.engine.policy.Roster;
import caravel.engine.store.EventStore;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.nostr.PublicKey;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/// The members, bans and invites of a relay, read from its own events. Immutable; each change makes
/// the next state.
///
/// @param signers keys that signed the stored lists: the relay's current key, or earlier ones
record MembershipState(
    CommunityMembers members,
    BanList bans,
    ManagedLists lists,
    CommunityInvites invites,
    Set<PublicKey> signers) {
  /// The state of a relay without events.
  static final MembershipState EMPTY =
      new MembershipState(
          CommunityMembers.EMPTY,
          BanList.EMPTY,
          ManagedLists.EMPTY,
          CommunityInvites.EMPTY,
          Set.of());

  /// Reads all events that define the state.
  ///
  /// @param self the relay's current key; between equally new lists of two keys, the list of this
  ///   key wins
  /// @throws EventStore.StoreException when they cannot be read
  static MembershipState read(EventStore store, PublicKey self, long now) {
    var signers = new HashSet<PublicKey>();
    var memberList = newest(events(store, CommunityKinds.MEMBER_LIST, now), self);
    memberList.ifPresent(list -> signers.add(list.pubkey()));
    var banList = newest(internal(store, CommunityKinds.BANNED_PUBKEYS, now), self);
    banList.ifPresent(list -> signers.add(list.pubkey()));
    var lists = new EnumMap<ManagedList, ListEntries>(ManagedList.class);
    for (var list : ManagedList.values()) {
      newest(internal(store, list.identifier, now), self)
          .ifPresent(stored -> {
            signers.add(stored.pubkey());
            lists.put(list, ListEntries.of(list, stored));
          });
    }
    return new MembershipState(
        memberList.map(list -> members(store, list, self, now)).orElse(CommunityMembers.EMPTY),
        banList.map(BanList::of).orElse(BanList.EMPTY),
        ManagedLists.of(lists),
        invites(store, now),
        signers);
  }

  MembershipState {
    signers = Set.copyOf(signers);
  }

  private static Optional<Event> newest(List<Event> lists, PublicKey self) {
    return lists.stream().reduce((left, right) -> newer(left, right, self));
  }

  private static Event newer(Event left, Event right, PublicKey self) {
    if (left.createdAt() != right.createdAt()) {
      return left.createdAt() > right.createdAt() ? left : right;
    }
    return right.pubkey().equals(self) ? right : left;
  }

  /// The members of a list, and those that its relay added afterwards.
  private static CommunityMembers members(EventStore store, Event list, PublicKey self, long now) {
    var additions =
        Filter.all()
            .withKinds(CommunityKinds.MEMBER_ADDED)
            .withAuthors(List.of(self, list.pubkey()))
            .withSince(list.createdAt());
    var members = CommunityMembers.of(list);
    for (var added : events(store, additions, now)) {
      members = members.plus(added);
    }
    return members;
  }

  /// The newest invite of an inviter counts.
  private static CommunityInvites invites(EventStore store, long now) {
    var invites = new AtomicReference<>(CommunityInvites.EMPTY);
    store.scan(
        Filter.all().withKinds(CommunityKinds.INVITE),
        now,
        row -> invites.getAndUpdate(known -> known.plus(row.event())));
    return invites.get();
  }

  private static List<Event> internal(EventStore store, String identifier, long now) {
    var filter =
        Filter.all().withKinds(CommunityKinds.APPLICATION_DATA).withTag("d", Set.of(identifier));
    return events(store, filter, now);
  }

  private static List<Event> events(EventStore store, int kind, long now) {
    return events(store, Filter.all().withKinds(kind), now);
  }

  /// Reads all matching events, newest first, because a part of them would give a wrong state.
  private static List<Event> events(EventStore store, Filter filter, long now) {
    var events = new ArrayList<Event>();
    store.scan(filter, now, row -> events.add(row.event()));
    return events;
  }

  /// @param unlisted members that the list does not contain
  Roster roster(Set<PublicKey> unlisted) {
    return new Roster(
        members.pubkeys().plusAll(unlisted),
        bans.pubkeys(),
        lists.bannedEvents(),
        invites.claims(),
        lists.kinds(),
        lists.blockedAddresses());
  }

  boolean isMember(PublicKey who) {
    return members.contains(who);
  }

  boolean isBanned(PublicKey who) {
    return bans.contains(who);
  }

  MembershipState with(CommunityMembers next) {
    return new MembershipState(next, bans, lists, invites, signers);
  }

  MembershipState with(BanList next) {
    return new MembershipState(members, next, lists, invites, signers);
  }

  MembershipState with(CommunityInvites next) {
    return new MembershipState(members, bans, lists, next, signers);
  }

  MembershipState with(ManagedLists next) {
    return new MembershipState(members, bans, next, invites, signers);
  }
}
