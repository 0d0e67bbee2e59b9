package caravel.engine.session;

import caravel.engine.policy.CommunityKinds;
import caravel.engine.policy.Roster;
import caravel.engine.session.LiveRelay.Ban;
import caravel.engine.store.EventStore;
import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.Filter;
import caravel.nostr.PublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The members, bans and invites of a relay, read from its own events. Not safe for use by several
/// threads.
final class MembershipState {
  static final String MEMBER_TAG = "member";
  private static final String BANNED_PUBKEY_TAG = "banned";
  private static final String BANNED_EVENT_TAG = "event";

  /// Each member's whole tag. Role names may follow the pubkey.
  private final Map<PublicKey, List<String>> members = new LinkedHashMap<>();

  private final Map<PublicKey, Ban> bans = new LinkedHashMap<>();
  private final Map<EventId, List<String>> bannedEvents = new LinkedHashMap<>();
  private final Map<PublicKey, Event> invites = new HashMap<>();
  private final Set<String> claims = new HashSet<>();
  private final Set<PublicKey> signers = new HashSet<>();
  private long listedAt;
  private long bannedAt;

  /// @param self the relay's current key; between equally new lists of two keys, the list of this
  ///   key wins
  static MembershipState read(EventStore store, PublicKey self, long now) {
    var membership = new MembershipState();
    Filter internal = Filter.all().withKinds(CommunityKinds.APPLICATION_DATA);
    events(store, Filter.all().withKinds(CommunityKinds.MEMBER_LIST), now).stream()
        .reduce((left, right) -> newer(left, right, self))
        .ifPresent(membership::takeMembers);
    events(store, internal.withTag("d", Set.of(CommunityKinds.BANNED_PUBKEYS)), now).stream()
        .reduce((left, right) -> newer(left, right, self))
        .ifPresent(membership::takeBans);
    events(store, internal.withTag("d", Set.of(CommunityKinds.BANNED_EVENTS)), now)
        .forEach(event ->
            takeTags(
                event,
                BANNED_EVENT_TAG,
                tag -> membership.bannedEvents.put(new EventId(tag.get(1)), tag)));
    // Newest first, so the first invite of an inviter stays.
    store.scan(
        Filter.all().withKinds(CommunityKinds.INVITE),
        now,
        row -> {
          var invite = row.event();
          takeTags(
              invite,
              "p",
              tag -> membership.invites.putIfAbsent(new PublicKey(tag.get(1)), invite));
          membership.takeClaim(invite);
        });
    return membership;
  }

  /// Reads all matching events, because a part of them would give a wrong state.
  private static List<Event> events(EventStore store, Filter filter, long now) {
    var events = new ArrayList<Event>();
    store.scan(filter, now, row -> events.add(row.event()));
    return events;
  }

  private static Event newer(Event left, Event right, PublicKey self) {
    if (left.createdAt() != right.createdAt()) {
      return left.createdAt() > right.createdAt() ? left : right;
    }
    return right.pubkey().equals(self) ? right : left;
  }

  private static void takeTags(Event event, String name, Consumer<List<String>> take) {
    for (var tag : event.tags()) {
      if (tag.size() >= 2 && tag.getFirst().equals(name)) {
        try {
          take.accept(tag);
        } catch (IllegalArgumentException malformed) {
          // An imported store may contain invalid events. The valid ones still count.
        }
      }
    }
  }

  /// The members of a list; malformed tags are left out.
  static List<PublicKey> members(Event list) {
    var members = new ArrayList<PublicKey>();
    takeTags(list, MEMBER_TAG, tag -> members.add(new PublicKey(tag.get(1))));
    return members;
  }

  private void takeMembers(Event list) {
    listedAt = list.createdAt();
    signers.add(list.pubkey());
    takeTags(list, MEMBER_TAG, tag -> members.put(new PublicKey(tag.get(1)), tag));
  }

  private void takeBans(Event list) {
    bannedAt = list.createdAt();
    signers.add(list.pubkey());
    takeTags(
        list,
        BANNED_PUBKEY_TAG,
        tag -> {
          var who = new PublicKey(tag.get(1));
          bans.put(who, new Ban(who, tag.size() < 3 ? "" : tag.get(2)));
        });
  }

  private void takeClaim(Event invite) {
    invite.tagValue("claim").filter(code -> !code.isEmpty()).ifPresent(claims::add);
  }

  /// @param unlisted members that the list does not contain
  Roster roster(Set<PublicKey> unlisted) {
    var all = members.keySet();
    if (!all.containsAll(unlisted)) {
      all = new HashSet<>(all);
      all.addAll(unlisted);
    }
    return new Roster(all, bans.keySet(), bannedEvents.keySet(), claims);
  }

  /// Members on the list.
  int size() {
    return members.size();
  }

  boolean isMember(PublicKey who) {
    return members.containsKey(who);
  }

  boolean isBanned(PublicKey who) {
    return bans.containsKey(who);
  }

  /// Whether this key signed the stored lists: the relay's current key, or an earlier one.
  boolean isSigner(PublicKey who) {
    return signers.contains(who);
  }

  @Nullable Event invite(PublicKey inviter) {
    return invites.get(inviter);
  }

  /// Time of the last member list, in unix seconds.
  long listedAt() {
    return listedAt;
  }

  /// Time of the last ban list, in unix seconds.
  long bannedAt() {
    return bannedAt;
  }

  List<Ban> bans() {
    return List.copyOf(bans.values());
  }

  /// Returns the `member` tags after adding and removing these members.
  List<List<String>> members(Collection<PublicKey> more, Collection<PublicKey> fewer) {
    var next = new LinkedHashMap<>(members);
    fewer.forEach(next::remove);
    more.forEach(who -> next.put(who, List.of(MEMBER_TAG, who.hex())));
    return List.copyOf(next.values());
  }

  /// Returns the tags of a ban list.
  static List<List<String>> tags(Collection<Ban> bans) {
    return bans.stream()
        .map(ban -> List.of(BANNED_PUBKEY_TAG, ban.who().hex(), ban.reason()))
        .toList();
  }

  /// Replaces the members after such a list was stored.
  void list(List<List<String>> memberTags, long createdAt) {
    members.clear();
    memberTags.forEach(tag -> members.put(new PublicKey(tag.get(1)), tag));
    listedAt = createdAt;
  }

  /// Replaces the bans after such a list was stored.
  void ban(Collection<Ban> all, long createdAt) {
    bans.clear();
    all.forEach(ban -> bans.put(ban.who(), ban));
    bannedAt = createdAt;
  }

  void invited(PublicKey inviter, Event invite) {
    invites.put(inviter, invite);
    takeClaim(invite);
  }
}
