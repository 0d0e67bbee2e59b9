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
import caravel.nostr.Filter;
import caravel.nostr.PublicKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
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
  private static final List<String> PROTECTED = List.of("-");

  /// Joins that go into one member list.
  private static final int JOINS_TOGETHER_MAX = 256;

  private final Supplier<EventStore> store;
  private final InstantSource clock;
  private final Delivery delivery;
  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<Join> joins = new ConcurrentLinkedQueue<>();
  private Books books = new Books();
  private boolean ended;

  private volatile RelayConfig config;
  private volatile @Nullable Rules rules;

  /// One who waits for his answer.
  private record Join(Event request, CompletableFuture<Verdict> answer) {}

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

  /// Decides about a join and carries it out, together with all that wait at this moment: a crowd
  /// costs a few member lists, not one each.
  ///
  /// @throws StoreException when it could not be kept; then nothing has changed
  Verdict join(Event request) {
    var join = new Join(request, new CompletableFuture<>());
    joins.add(join);
    lock.lock();
    try {
      while (!join.answer().isDone()) {
        joinTogether();
      }
    } finally {
      lock.unlock();
    }
    return settled(join.answer());
  }

  private void joinTogether() {
    var together = new ArrayList<Join>();
    for (var next = joins.poll();
        next != null && together.size() < JOINS_TOGETHER_MAX;
        next = together.size() < JOINS_TOGETHER_MAX ? joins.poll() : null) {
      together.add(next);
    }
    try {
      var verdicts = decide(together);
      for (int i = 0; i < together.size(); i++) {
        together.get(i).answer().complete(verdicts.get(i));
      }
    } catch (RuntimeException broken) {
      together.forEach(join -> join.answer().completeExceptionally(broken));
    }
  }

  private List<Verdict> decide(List<Join> together) {
    var verdicts = new ArrayList<Verdict>();
    var newcomers = new ArrayList<PublicKey>();
    var now = rules();
    for (var join : together) {
      var who = join.request().pubkey();
      var verdict = now.join(join.request());
      verdicts.add(verdict);
      if (verdict instanceof Verdict.Allowed && !now.isMember(who)) {
        newcomers.add(who);
        now = with(now, who);
      }
    }
    if (!newcomers.isEmpty()) {
      admit(newcomers, List.of());
    }
    return verdicts;
  }

  /// The rules as they would be with one more member.
  private static Rules with(Rules rules, PublicKey newcomer) {
    var roster = rules.roster();
    var members = new HashSet<>(roster.members());
    members.add(newcomer);
    return new Rules(
        rules.config(),
        new Roster(members, roster.bannedPubkeys(), roster.bannedEvents(), roster.claims()));
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
      var remaining = books.membersWithout(who);
      var removal = sign(CommunityKinds.MEMBER_REMOVED, List.of(PROTECTED, pTag(who)));
      var list = list(remaining);
      commit(List.of(), List.of(removal, list));
      books.list(remaining, list.createdAt());
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
      var known = books.invite(inviter);
      if (known != null) {
        return filter.matches(known) ? known : null;
      }
      var claim = List.of("claim", InviteCode.random());
      var invite = sign(CommunityKinds.INVITE, List.of(claim, pTag(inviter)));
      if (!filter.matches(invite)) {
        return null;
      }
      commit(List.of(invite), List.of());
      books.invited(inviter, invite);
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
    books = Books.read(store.get(), config.secret().publicKey(), now());
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

  /// Owner and role holders are members and not banned; only the new ones are announced.
  private void admitFounders() {
    var founders = new Rules(config, Roster.EMPTY).founders();
    var missing = founders.stream().filter(who -> !books.isMember(who)).sorted().toList();
    var pardoned = founders.stream().filter(books::isBanned).toList();
    if (!missing.isEmpty() || !pardoned.isEmpty()) {
      admit(missing, pardoned);
    }
  }

  private void admit(List<PublicKey> newcomers, List<PublicKey> pardoned) {
    var silent = new ArrayList<Event>();
    if (!pardoned.isEmpty()) {
      silent.add(banList(books.bannedWithout(pardoned)));
    }
    var announced = new ArrayList<Event>();
    var members = books.membersWith(newcomers);
    for (var who : newcomers) {
      announced.add(sign(CommunityKinds.MEMBER_ADDED, List.of(PROTECTED, pTag(who))));
    }
    if (!newcomers.isEmpty()) {
      announced.add(list(members));
    }
    commit(silent, announced);
    books.pardon(pardoned);
    if (!announced.isEmpty()) {
      books.list(members, announced.getLast().createdAt());
    }
    rules = fold();
    announce(announced);
  }

  /// Each list is later than the one before, so that clients too know which one counts.
  private Event list(List<List<String>> members) {
    var tags = new ArrayList<List<String>>();
    tags.add(PROTECTED);
    tags.addAll(members);
    return sign(CommunityKinds.MEMBER_LIST, Math.max(now(), books.listedAt() + 1), tags);
  }

  private Event banList(List<List<String>> banned) {
    var tags = new ArrayList<List<String>>();
    tags.add(List.of("d", CommunityKinds.BANNED_PUBKEYS));
    tags.addAll(banned);
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
    return new Rules(config, books.roster());
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
      settled(store.get().write(changes));
    } catch (RuntimeException failed) {
      announced.forEach(delivery::unexpect);
      throw failed;
    }
  }

  /// Waits, and throws what went wrong as it was thrown.
  private static <T> T settled(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException why ? why : failed;
    }
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
