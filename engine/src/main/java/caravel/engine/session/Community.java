package caravel.engine.session;

import caravel.engine.config.RelayConfig;
import caravel.engine.policy.Claim;
import caravel.engine.policy.Roster;
import caravel.engine.policy.Rules;
import caravel.engine.policy.Rules.Verdict;
import caravel.engine.session.LiveRelay.Ban;
import caravel.engine.store.EventStore;
import caravel.engine.store.EventStore.Change;
import caravel.engine.store.EventStore.StoreException;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.nostr.PublicKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The members, bans and invites of one relay, held in memory. Loaded from the relay's own events
/// and changed one change at a time.
///
/// A change is in memory only after its events are committed.
final class Community {
  private static final Logger LOG = LoggerFactory.getLogger(Community.class);

  /// Most bans of one relay; one event holds all of them.
  private static final int BANS_MAX = 10_000;

  /// Delay of the list of a relay with many members, after a member was added.
  private static final long LIST_DELAY_NANOS = 1_000_000_000;

  private final EventStore store;
  private final CommitWriter writer;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final JoinBatch joinBatch = new JoinBatch(lock, this::decide);
  private final DelayedTask listWriter =
      new DelayedTask("member-list", LIST_DELAY_NANOS, this::tryWriteList);
  private final RelaySigner signer;
  private MembershipState membership = MembershipState.EMPTY;

  /// Owner and role holders that the stored member list may not contain yet. They count as members
  /// all the same.
  private Set<PublicKey> unlistedFounders = Set.of();

  private volatile RelayConfig config;
  private volatile @Nullable Rules rules;

  Community(RelayConfig config, EventStore store, InstantSource clock, Delivery delivery) {
    this.config = config;
    this.store = store;
    this.clock = clock;
    this.writer = new CommitWriter(store, delivery);
    this.signer = new RelaySigner(config.secret(), clock);
  }

  RelayConfig config() {
    return config;
  }

  /// @throws StoreException when the events cannot be read; the next call tries again
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

  /// Decides about a join request and admits its author. All requests that wait are handled
  /// together, to write fewer member lists.
  ///
  /// @throws StoreException when the write failed; then nothing has changed
  Verdict join(Event request) {
    return joinBatch.join(request);
  }

  private List<Verdict> decide(List<Event> requests) {
    var verdicts = new ArrayList<Verdict>();
    var newcomers = new LinkedHashSet<PublicKey>();
    var now = rules();
    var invites = membership.invites();
    var used = new LinkedHashMap<String, Claim>();
    for (var request : requests) {
      var who = request.pubkey();
      var verdict = now.join(request, newcomers, now());
      verdicts.add(verdict);
      if (verdict instanceof Verdict.Allowed && !now.isMember(who) && newcomers.add(who)) {
        var code = request.tagValue("claim").orElse("");
        var claim = invites.claims().get(code);
        if (claim != null && claim.usesMax() > 0 && !config.policy().publicJoin()) {
          used.put(code, claim.used());
          invites = invites.with(code, claim.used());
          now = new Rules(config, now.roster().withClaims(invites.claims()));
        }
      }
    }
    if (!newcomers.isEmpty()) {
      var change =
          new MembershipChange(
              List.copyOf(newcomers), List.of(), membership.bans().bans(), List.of());
      commit(MembershipCommit.of(change, membership, signer).withUses(invites, used, signer));
    }
    return verdicts;
  }

  /// Removes a member from the list. A manager cannot be removed.
  ///
  /// @return whether the list became shorter
  /// @throws StoreException when the write failed; then nothing has changed
  boolean leave(PublicKey who) {
    return locked(() -> rules().isMember(who) && remove(who) instanceof Verdict.Allowed);
  }

  /// Bans a key: removes the member and erases all its events. The ban holds on return; the store
  /// erases the rest of very many events in the background. A ban that already holds keeps its
  /// reason.
  ///
  /// @throws StoreException when the write failed; the ban may hold while some events remain
  Verdict ban(Ban ban) {
    return locked(() -> {
      var who = ban.who();
      var verdict = rules().ban(who);
      if (verdict instanceof Verdict.Refused) {
        return verdict;
      }
      var bans = new ArrayList<>(membership.bans().bans());
      if (!membership.isBanned(who)) {
        bans.add(ban);
      }
      if (bans.size() > BANS_MAX) {
        return new Verdict.Refused("restricted: this relay has reached its ban limit");
      }
      if (membership.signers().contains(who)) {
        return new Verdict.Refused("invalid: this key has signed this relay's lists");
      }
      change(
          new MembershipChange(
              List.of(), membership.isMember(who) ? List.of(who) : List.of(), bans, List.of(who)));
      // Erases events that were admitted before the ban and written after it.
      JoinBatch.settled(store.write(List.of(new Change.RemoveAuthor(who))));
      return verdict;
    });
  }

  /// Lifts a ban. Does not add a member.
  ///
  /// @throws StoreException when the write failed; then nothing has changed
  void unban(PublicKey who) {
    lock.lock();
    try {
      rules();
      awaitErased(who);
      change(new MembershipChange(List.of(), List.of(), membership.bans().without(who), List.of()));
    } finally {
      lock.unlock();
    }
  }

  /// Adds a member, and lifts its ban.
  ///
  /// @throws StoreException when the write failed; then nothing has changed
  Verdict allow(PublicKey who) {
    return locked(() -> {
      var verdict = rules().admission(who);
      if (verdict instanceof Verdict.Allowed) {
        awaitErased(who);
        var in = membership.isMember(who) ? List.<PublicKey>of() : List.of(who);
        change(new MembershipChange(in, List.of(), membership.bans().without(who), List.of()));
      }
      return verdict;
    });
  }

  /// Removes a key from the member list, if it is on it.
  ///
  /// @throws StoreException when the write failed; then nothing has changed
  Verdict remove(PublicKey who) {
    return locked(() -> {
      var verdict = rules().removal(who);
      if (verdict instanceof Verdict.Allowed && membership.isMember(who)) {
        change(new MembershipChange(List.of(), List.of(who), membership.bans().bans(), List.of()));
      }
      return verdict;
    });
  }

  /// Lists the bans, earliest first.
  ///
  /// @throws StoreException when they cannot be read
  List<Ban> bans() {
    return locked(() -> {
      rules();
      return membership.bans().bans();
    });
  }

  /// Runs changes that must not mix with others, and returns their result.
  <T> T locked(Supplier<T> changes) {
    lock.lock();
    try {
      return changes.get();
    } finally {
      lock.unlock();
    }
  }

  /// Reads the stored events again. Call it within [#locked], together with the writes.
  ///
  /// @throws StoreException when they cannot be read; the next [#rules] tries again
  Rules reload() {
    rules = null;
    return load();
  }

  /// Adds members without an announcement for each. Call it within [#locked].
  void addSilently(List<PublicKey> members) {
    var in = members.stream().filter(who -> !membership.isMember(who)).toList();
    change(new MembershipChange(in, List.of(), membership.bans().bans(), List.of(), true));
  }

  /// Waits until a ban has erased its last event, because later events of this author must stay.
  private void awaitErased(PublicKey who) {
    if (membership.isBanned(who)) {
      JoinBatch.settled(store.finishErasing(who));
    }
  }

  /// Finds the caller's own invite, and creates it on first use when the filter would select it.
  ///
  /// @return null when the filter selects other events
  /// @throws StoreException when a new invite could not be written
  @Nullable Event invite(PublicKey inviter, Filter filter) {
    lock.lock();
    try {
      rules();
      var known = membership.invites().of(inviter);
      if (known != null) {
        return filter.matches(known) ? known : null;
      }
      var invite = signer.invite(inviter);
      if (!filter.matches(invite)) {
        return null;
      }
      commit(MembershipCommit.ofInvite(invite, membership));
      return invite;
    } finally {
      lock.unlock();
    }
  }

  /// Applies another configuration. Its role holders become members.
  void reconfigure(RelayConfig next) {
    lock.lock();
    try {
      config = next;
      if (rules != null) {
        unlistedFounders = founders();
        rules = fold();
        admitFounders();
        rules = fold();
      }
    } catch (StoreException broken) {
      // Reloaded at the next use, which then admits the role holders.
      rules = null;
      throw broken;
    } finally {
      lock.unlock();
    }
  }

  /// Ends all changes.
  void end() {
    lock.lock();
    try {
      writer.end();
    } finally {
      lock.unlock();
    }
  }

  /// Reads the stored events and adds the founders. No decision is made before that: a founder's
  /// first message would be refused.
  private Rules load() {
    membership = MembershipState.read(store, config.secret().publicKey(), now());
    unlistedFounders = founders();
    try {
      admitFounders();
    } catch (StoreException full) {
      LOG.warn(
          "relay {}: its owner and role holders could not be added to the member list",
          config.schema(),
          full);
    }
    var loaded = fold();
    rules = loaded;
    writeListSoon();
    return loaded;
  }

  private Set<PublicKey> founders() {
    return new Rules(config, Roster.EMPTY).founders();
  }

  /// Adds the owner and the role holders to the member list and lifts their bans. Announces only
  /// new members.
  private void admitFounders() {
    var founders = founders();
    var missing = founders.stream().filter(who -> !membership.isMember(who)).sorted().toList();
    var bans =
        membership.bans().bans().stream().filter(ban -> !founders.contains(ban.who())).toList();
    founders.forEach(this::awaitErased);
    change(new MembershipChange(missing, List.of(), bans, List.of()));
    unlistedFounders = Set.of();
  }

  /// The current state. Call it within [#locked], together with the change that depends on it.
  ///
  /// @throws StoreException when the events cannot be read
  MembershipState state() {
    rules();
    return membership;
  }

  RelaySigner signer() {
    return signer;
  }

  private void change(MembershipChange change) {
    commit(MembershipCommit.of(change, membership, signer));
  }

  /// Stores the events, takes the new state over, and delivers what is announced. Call it within
  /// [#locked].
  ///
  /// @throws StoreException when the write failed; then nothing has changed
  void commit(MembershipCommit commit) {
    writer.write(
        commit.changes(),
        commit.announced(),
        () -> {
          membership = commit.next();
          rules = fold();
        });
    writeListSoon();
  }

  /// Writes the member list soon, if there are members that it does not contain.
  private void writeListSoon() {
    if (membership.members().isBehind()) {
      listWriter.start();
    }
  }

  /// @return false = try again
  private boolean tryWriteList() {
    lock.lock();
    try {
      if (!writer.isEnded()) {
        commit(MembershipCommit.ofList(membership, signer));
      }
      return true;
    } catch (StoreException failed) {
      LOG.warn("relay {}: the member list could not be written yet", config.schema(), failed);
      return false;
    } finally {
      lock.unlock();
    }
  }

  private Rules fold() {
    return new Rules(config, membership.roster(unlistedFounders));
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
