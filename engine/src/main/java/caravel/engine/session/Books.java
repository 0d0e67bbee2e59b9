package caravel.engine.session;

import caravel.engine.policy.CommunityKinds;
import caravel.engine.policy.Roster;
import caravel.engine.store.EventStore;
import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.Filter;
import caravel.nostr.PublicKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a relay's own events say of its members, bans and invites, in memory. For one thread at a
/// time.
final class Books {
  static final String MEMBER_TAG = "member";
  private static final String BANNED_PUBKEY_TAG = "banned";
  private static final String BANNED_EVENT_TAG = "event";

  /// Invites that are read when a relay is first used; the newest count.
  private static final int INVITES_MAX = 1_000_000;

  /// Each member's whole tag, which may carry role names behind the pubkey.
  private final Map<PublicKey, List<String>> members = new LinkedHashMap<>();

  private final Map<PublicKey, List<String>> bannedPubkeys = new LinkedHashMap<>();
  private final Map<EventId, List<String>> bannedEvents = new LinkedHashMap<>();
  private final Map<PublicKey, Event> invites = new HashMap<>();
  private final Set<String> claims = new HashSet<>();
  private long listedAt;

  /// @param self the relay's present key: on a tie between the lists of two keys its own counts
  static Books read(EventStore store, PublicKey self, long now) {
    var books = new Books();
    Filter internal = Filter.all().withKinds(CommunityKinds.APPLICATION_DATA);
    events(store, Filter.all().withKinds(CommunityKinds.MEMBER_LIST), now).stream()
        .reduce((left, right) -> newer(left, right, self))
        .ifPresent(books::takeMembers);
    events(store, internal.withTag("d", Set.of(CommunityKinds.BANNED_PUBKEYS)), now)
        .forEach(event ->
            takeTags(
                event,
                BANNED_PUBKEY_TAG,
                tag -> books.bannedPubkeys.put(new PublicKey(tag.get(1)), tag)));
    events(store, internal.withTag("d", Set.of(CommunityKinds.BANNED_EVENTS)), now)
        .forEach(event ->
            takeTags(
                event,
                BANNED_EVENT_TAG,
                tag -> books.bannedEvents.put(new EventId(tag.get(1)), tag)));
    // Newest first, so the first one of an inviter stays.
    for (var invite : events(store, Filter.all().withKinds(CommunityKinds.INVITE), now)) {
      takeTags(invite, "p", tag -> books.invites.putIfAbsent(new PublicKey(tag.get(1)), invite));
      books.takeClaim(invite);
    }
    return books;
  }

  private static List<Event> events(EventStore store, Filter filter, long now) {
    return store.query(filter, INVITES_MAX, now).stream().map(row -> row.event()).toList();
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
          // Somebody else's writing in an imported store; the others still count.
        }
      }
    }
  }

  private void takeMembers(Event list) {
    listedAt = list.createdAt();
    takeTags(list, MEMBER_TAG, tag -> members.put(new PublicKey(tag.get(1)), tag));
  }

  private void takeClaim(Event invite) {
    invite.tagValue("claim").filter(code -> !code.isEmpty()).ifPresent(claims::add);
  }

  Roster roster() {
    return new Roster(members.keySet(), bannedPubkeys.keySet(), bannedEvents.keySet(), claims);
  }

  boolean isMember(PublicKey who) {
    return members.containsKey(who);
  }

  boolean isBanned(PublicKey who) {
    return bannedPubkeys.containsKey(who);
  }

  @Nullable Event invite(PublicKey inviter) {
    return invites.get(inviter);
  }

  /// When the last member list was made, in unix seconds.
  long listedAt() {
    return listedAt;
  }

  /// The `member` tags of a list with these more.
  List<List<String>> membersWith(Collection<PublicKey> newcomers) {
    var next = new LinkedHashMap<>(members);
    newcomers.forEach(who -> next.put(who, List.of(MEMBER_TAG, who.hex())));
    return List.copyOf(next.values());
  }

  List<List<String>> membersWithout(PublicKey who) {
    var next = new LinkedHashMap<>(members);
    next.remove(who);
    return List.copyOf(next.values());
  }

  List<List<String>> bannedWithout(Collection<PublicKey> pardoned) {
    var next = new LinkedHashMap<>(bannedPubkeys);
    pardoned.forEach(next::remove);
    return List.copyOf(next.values());
  }

  /// A list is stored that says so.
  void list(List<List<String>> memberTags, long createdAt) {
    members.clear();
    memberTags.forEach(tag -> members.put(new PublicKey(tag.get(1)), tag));
    listedAt = createdAt;
  }

  void pardon(Collection<PublicKey> who) {
    who.forEach(bannedPubkeys::remove);
  }

  void invited(PublicKey inviter, Event invite) {
    invites.put(inviter, invite);
    takeClaim(invite);
  }
}
