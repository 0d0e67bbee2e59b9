package caravel.engine.session;

import caravel.engine.config.RelayConfig;
import caravel.engine.policy.CommunityKinds;
import caravel.engine.policy.Roster;
import caravel.engine.policy.Rules;
import caravel.engine.policy.Verdict;
import caravel.engine.store.EventStore;
import caravel.engine.store.EventStore.Change;
import caravel.engine.store.StoreException;
import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.Filter;
import caravel.nostr.PublicKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The members, bans and invites of one relay: folded once from the relay's own events, held in
/// memory, changed by nobody else, one change at a time.
///
/// A change is in memory only after its events are committed.
final class Community {
  private static final Logger LOG = LoggerFactory.getLogger(Community.class);

  private static final String MEMBER_TAG = "member";
  private static final String BANNED_PUBKEY_TAG = "banned";
  private static final String BANNED_EVENT_TAG = "event";
  private static final List<String> PROTECTED = List.of("-");

  /// Invites that are read when a relay is first used; the newest count.
  private static final int INVITES_MAX = 1_000_000;

  private final Supplier<EventStore> store;
  private final InstantSource clock;
  private final Delivery delivery;
  private final ReentrantLock lock = new ReentrantLock();

  /// Each member's whole tag, which may carry role names behind the pubkey.
  private final Map<PublicKey, List<String>> members = new LinkedHashMap<>();

  private final Map<PublicKey, List<String>> bannedPubkeys = new LinkedHashMap<>();
  private final Map<EventId, List<String>> bannedEvents = new LinkedHashMap<>();
  private final Map<PublicKey, Event> invites = new HashMap<>();
  private final Set<String> claims = new HashSet<>();
  private long listedAt;

  private boolean ended;

  private volatile RelayConfig config;
  private volatile @Nullable Rules rules;

  Community(
      RelayConfig config, Supplier<EventStore> store, InstantSource clock, Delivery delivery) {
    this.config = config;
    this.store = store;
    this.clock = clock;
    this.delivery = delivery;
  }

  RelayConfig config() {
    return config;
  }

  /// @throws StoreException when they cannot be read; the next call tries again
  Rules rules() {
    var known = rules;
    if (known != null) {
      return known;
    }
    lock.lock();
    try {
      known = rules;
      return known == null ? load() : known;
    } finally {
      lock.unlock();
    }
  }

  boolean isLoaded() {
    return rules != null;
  }

  /// Decides about a join and carries it out.
  ///
  /// @throws StoreException when it could not be kept; then nothing has changed
  Verdict join(Event request) {
    lock.lock();
    try {
      var now = rules();
      var verdict = now.join(request);
      if (verdict instanceof Verdict.Allowed && !now.isMember(request.pubkey())) {
        admit(List.of(request.pubkey()), List.of());
      }
      return verdict;
    } finally {
      lock.unlock();
    }
  }

  /// Takes a member off the list. Who manages stays, and who is no member is none.
  ///
  /// @return whether there is one member less
  /// @throws StoreException when it could not be kept; then nothing has changed
  boolean leave(PublicKey who) {
    lock.lock();
    try {
      var now = rules();
      if (!now.isMember(who) || now.isPermanent(who)) {
        return false;
      }
      var remaining = new LinkedHashMap<>(members);
      remaining.remove(who);
      var removal = sign(CommunityKinds.MEMBER_REMOVED, List.of(PROTECTED, pTag(who)));
      var list = list(remaining);
      commit(List.of(), List.of(removal, list));
      members.remove(who);
      listedAt = list.createdAt();
      rules = fold();
      announce(List.of(removal, list));
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// The caller's own invite, made on first use when the filter would select it.
  ///
  /// @return null when the filter selects something else
  /// @throws StoreException when a new one could not be kept
  @Nullable Event invite(PublicKey inviter, Filter filter) {
    lock.lock();
    try {
      rules();
      var known = invites.get(inviter);
      if (known != null) {
        return filter.matches(known) ? known : null;
      }
      var code = InviteCode.random();
      var invite = sign(CommunityKinds.INVITE, List.of(List.of("claim", code), pTag(inviter)));
      if (!filter.matches(invite)) {
        return null;
      }
      commit(List.of(invite), List.of());
      invites.put(inviter, invite);
      claims.add(code);
      rules = fold();
      return invite;
    } finally {
      lock.unlock();
    }
  }

  /// Takes another configuration over. Who is named in its roles becomes a member.
  void reconfigure(RelayConfig next) {
    lock.lock();
    try {
      config = next;
      if (rules != null) {
        rules = fold();
        admitFounders();
      }
    } catch (StoreException broken) {
      // Read again at the next use, which then admits them.
      rules = null;
      throw broken;
    } finally {
      lock.unlock();
    }
  }

  /// No change is made any more.
  void end() {
    lock.lock();
    try {
      ended = true;
    } finally {
      lock.unlock();
    }
  }

  private Rules load() {
    members.clear();
    bannedPubkeys.clear();
    bannedEvents.clear();
    invites.clear();
    claims.clear();
    listedAt = 0;
    var self = config.secret().publicKey();
    read(Filter.all().withKinds(CommunityKinds.MEMBER_LIST)).stream()
        .reduce((left, right) -> newer(left, right, self))
        .ifPresent(this::takeMembers);
    var internal = Filter.all().withKinds(CommunityKinds.APPLICATION_DATA);
    read(internal.withTag("d", Set.of(CommunityKinds.BANNED_PUBKEYS)))
        .forEach(event -> takeTags(event, BANNED_PUBKEY_TAG, this::takeBannedPubkey));
    read(internal.withTag("d", Set.of(CommunityKinds.BANNED_EVENTS)))
        .forEach(event -> takeTags(event, BANNED_EVENT_TAG, this::takeBannedEvent));
    read(Filter.all().withKinds(CommunityKinds.INVITE)).forEach(this::takeInvite);
    var loaded = fold();
    rules = loaded;
    try {
      admitFounders();
    } catch (StoreException full) {
      // Whoever manages gets in all the same, and everybody reads.
      LOG.warn("relay {}: its owner and role holders are not listed", config.schema(), full);
      return loaded;
    }
    return fold();
  }

  /// On a tie between the lists of two keys of the relay its present one counts.
  private static Event newer(Event left, Event right, PublicKey self) {
    if (left.createdAt() != right.createdAt()) {
      return left.createdAt() > right.createdAt() ? left : right;
    }
    return right.pubkey().equals(self) ? right : left;
  }

  private List<Event> read(Filter filter) {
    return store.get().query(filter, INVITES_MAX, now()).stream().map(row -> row.event()).toList();
  }

  private void takeMembers(Event list) {
    listedAt = list.createdAt();
    takeTags(list, MEMBER_TAG, tag -> members.put(new PublicKey(tag.get(1)), tag));
  }

  private void takeBannedPubkey(List<String> tag) {
    bannedPubkeys.put(new PublicKey(tag.get(1)), tag);
  }

  private void takeBannedEvent(List<String> tag) {
    bannedEvents.put(new EventId(tag.get(1)), tag);
  }

  /// Newest first, so the first one of an inviter stays.
  private void takeInvite(Event invite) {
    invite.tagValue("claim").filter(code -> !code.isEmpty()).ifPresent(claims::add);
    takeTags(invite, "p", tag -> invites.putIfAbsent(new PublicKey(tag.get(1)), invite));
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

  /// Owner and role holders are members and not banned; only the new ones are announced.
  private void admitFounders() {
    var founders = new Rules(config, Roster.EMPTY).founders();
    var missing = founders.stream().filter(who -> !members.containsKey(who)).sorted().toList();
    var pardoned = founders.stream().filter(bannedPubkeys::containsKey).toList();
    if (!missing.isEmpty() || !pardoned.isEmpty()) {
      admit(missing, pardoned);
    }
  }

  private void admit(List<PublicKey> newcomers, List<PublicKey> pardoned) {
    var silent = new ArrayList<Event>();
    if (!pardoned.isEmpty()) {
      var remaining = new LinkedHashMap<>(bannedPubkeys);
      pardoned.forEach(remaining::remove);
      silent.add(banList(remaining));
    }
    var announced = new ArrayList<Event>();
    if (!newcomers.isEmpty()) {
      var next = new LinkedHashMap<>(members);
      for (var who : newcomers) {
        next.put(who, List.of(MEMBER_TAG, who.hex()));
        announced.add(sign(CommunityKinds.MEMBER_ADDED, List.of(PROTECTED, pTag(who))));
      }
      announced.add(list(next));
    }
    commit(silent, announced);
    pardoned.forEach(bannedPubkeys::remove);
    newcomers.forEach(who -> members.put(who, List.of(MEMBER_TAG, who.hex())));
    if (!announced.isEmpty()) {
      listedAt = announced.getLast().createdAt();
    }
    rules = fold();
    announce(announced);
  }

  /// Each list is later than the one before, so that clients too know which one counts.
  private Event list(Map<PublicKey, List<String>> current) {
    var tags = new ArrayList<List<String>>();
    tags.add(PROTECTED);
    tags.addAll(current.values());
    return sign(CommunityKinds.MEMBER_LIST, Math.max(now(), listedAt + 1), tags);
  }

  private Event banList(Map<PublicKey, List<String>> current) {
    var tags = new ArrayList<List<String>>();
    tags.add(List.of("d", CommunityKinds.BANNED_PUBKEYS));
    tags.addAll(current.values());
    return sign(CommunityKinds.APPLICATION_DATA, tags);
  }

  private Event sign(int kind, List<List<String>> tags) {
    return sign(kind, now(), tags);
  }

  private Event sign(int kind, long createdAt, List<List<String>> tags) {
    return Event.sign(config.secret(), createdAt, kind, tags, "");
  }

  private static List<String> pTag(PublicKey who) {
    return List.of("p", who.hex());
  }

  private Rules fold() {
    return new Rules(
        config,
        new Roster(members.keySet(), bannedPubkeys.keySet(), bannedEvents.keySet(), claims));
  }

  private void announce(List<Event> events) {
    events.forEach(delivery::inTurn);
  }

  /// @param announced those that [#announce] follows for
  private void commit(List<Event> silent, List<Event> announced) {
    if (ended) {
      throw new StoreException("closed", new IllegalStateException("the relay is closed"));
    }
    var changes = new ArrayList<Change>();
    silent.forEach(event -> changes.add(new Change.Save(event)));
    announced.forEach(event -> changes.add(new Change.Save(event)));
    announced.forEach(delivery::expect);
    try {
      store.get().write(changes).join();
    } catch (CompletionException | StoreException failed) {
      announced.forEach(delivery::unexpect);
      throw failed instanceof CompletionException && failed.getCause() instanceof StoreException why
          ? why
          : failed;
    }
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
