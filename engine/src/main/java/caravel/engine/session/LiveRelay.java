package caravel.engine.session;

import caravel.engine.config.RelayConfig;
import caravel.engine.failure.FailureHandler;
import caravel.engine.limits.ByteSemaphore;
import caravel.engine.media.MediaStore;
import caravel.engine.media.MediaStores;
import caravel.engine.policy.Rules;
import caravel.engine.policy.Rules.Verdict;
import caravel.engine.push.PushSender;
import caravel.engine.store.EventCursor;
import caravel.engine.store.EventStore;
import caravel.engine.store.EventStore.StoreException;
import caravel.engine.store.StoredEvent;
import caravel.nostr.EventBytes;
import caravel.nostr.PublicKey;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.pcollections.PSortedSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One running virtual relay: its members, bans and open sockets.
///
/// Creating it is cheap: the store is opened at the first use.
public final class LiveRelay {
  private static final Logger LOG = LoggerFactory.getLogger(LiveRelay.class);

  /// Heap of one relay's events that are being written. Publishers wait beyond it.
  private static final long WRITES_BYTES_MAX = 8L * 1024 * 1024;

  /// Most events that an export reads at once.
  private static final int EXPORT_PAGE_EVENTS = 1_000;

  /// WebSocket close code: the endpoint goes away.
  private static final int GOING_AWAY = 1001;

  private final StoreLease store;
  private final InstantSource clock;
  private final Delivery delivery;
  private final Community community;
  private final Rooms rooms;
  private final RoomCalls calls;
  private final RelayPush push;
  private final RelayLimits limits;
  private final RelayRates rates;
  private final RelayTimers timers;
  private final RelayTraffic traffic;
  private final @Nullable MediaStores media;
  private final ByteSemaphore writeShare = new ByteSemaphore(WRITES_BYTES_MAX);
  private final Set<Session> sessions = ConcurrentHashMap.newKeySet();

  private volatile String closedBecause = "";

  /// @param store called for each use, so that its owner may close an idle store
  public LiveRelay(RelayConfig config, Supplier<EventStore> store, InstantSource clock) {
    this(config, store, RelaySetup.of(clock));
  }

  /// @param store called for each use, so that its owner may close an idle store
  public LiveRelay(RelayConfig config, Supplier<EventStore> store, RelaySetup setup) {
    var clock = setup.clock();
    var failures = setup.failures();
    this.limits = setup.limits();
    this.rates = new RelayRates(limits.rates(), clock);
    this.timers = setup.timers();
    this.traffic = new RelayTraffic(clock.instant().getEpochSecond());
    this.media = setup.media();
    this.store = new StoreLease(store);
    this.clock = clock;
    this.delivery = new Delivery(clock, failures, event -> push().offer(event));
    this.community = new Community(config, this.store, clock, delivery);
    this.rooms = new Rooms(community, this.store, clock, delivery);
    this.calls = new RoomCalls(rooms);
    this.push = new RelayPush(this, setup.push());
  }

  public RelayConfig config() {
    return community.config();
  }

  /// Opens a session for a new socket and sends its AUTH challenge (unless `policy.anonymous`).
  ///
  /// If the relay is already closed, the socket is closed instead.
  public Session connect(ClientChannel out, Address address) {
    var session = new Session(this, out, address);
    sessions.add(session);
    if (!closedBecause.isEmpty()) {
      out.close(GOING_AWAY, closedBecause);
    } else if (!config().policy().anonymous()) {
      session.challenge();
    }
    return session;
  }

  /// Replaces the configuration while sockets stay open. Subscriptions that the new one forbids are
  /// closed with `restricted:`.
  ///
  /// @throws IllegalArgumentException when host, schema, secret or owner differ: those need a new
  ///   relay, and [#close] for this one
  public void reconfigure(RelayConfig next) {
    var now = config();
    if (!next.host().equals(now.host())
        || !next.schema().equals(now.schema())
        || !next.secret().equals(now.secret())
        || !next.info().owner().equals(now.info().owner())) {
      throw new IllegalArgumentException("another host, schema, secret or owner is another relay");
    }
    try {
      community.reconfigure(next);
    } catch (StoreException broken) {
      LOG.warn("relay {}: the new role holders could not be stored yet", next.schema(), broken);
    }
    recheck();
  }

  /// Closes all current and later sockets with this reason. Waits for running writes. After the
  /// return this relay neither reads nor writes the store, so another relay may take it over.
  public void close(String reason) {
    closedBecause = reason.isEmpty() ? "closed" : reason;
    sessions.forEach(session -> session.close(GOING_AWAY, closedBecause));
    community.end();
    rooms.end();
    push.end();
    store.end();
  }

  /// The current members, sorted. The set shares its memory with the state of the relay.
  ///
  /// @throws StoreException when they cannot be read
  public PSortedSet<PublicKey> members() {
    return rules().roster().members();
  }

  /// Whether this key may manage the relay over its own address (NIP-86). Membership is not needed.
  ///
  /// @throws StoreException when the members and bans cannot be read
  public boolean mayManage(PublicKey who) {
    return rules().mayManage(who);
  }

  /// Whether this key may use what the relay keeps for its members: it is a member or a manager,
  /// and not banned.
  ///
  /// @throws StoreException when the members and bans cannot be read
  public boolean admits(PublicKey who) {
    var rules = rules();
    return (rules.isMember(who) || rules.mayManage(who)) && !rules.isBanned(who);
  }

  /// Counts a request against the rate of its key and of the relay.
  ///
  /// @param caller null = not authenticated
  /// @return false = too many requests
  public boolean mayAsk(@Nullable PublicKey caller) {
    return rates.mayAsk(caller);
  }

  /// Stores and delivers an event that its author sent over HTTP, by the rules of the relay.
  ///
  /// @param event with a valid id and signature
  /// @throws StoreException when the write failed
  public Verdict submit(EventBytes event) {
    return new Submission(this).submit(event);
  }

  /// Returns the relay's files, also when members cannot use them now; empty = this process has
  /// none.
  public Optional<MediaStore> files() {
    return Optional.ofNullable(media).map(all -> all.open(config()));
  }

  /// Deletes all files of the relay, also when they are not enabled. Called after [#close].
  ///
  /// @throws java.io.UncheckedIOException if some may remain; the call can be repeated
  public void eraseFiles() {
    if (media != null) {
      media.erase(config());
    }
  }

  /// Bans a key: ends its membership, erases its events and closes its subscriptions.
  ///
  /// @throws StoreException when the write failed
  public Verdict ban(Ban ban) {
    var verdict = community.ban(ban);
    recheck();
    return verdict;
  }

  /// Lifts a ban. Does not add a member.
  ///
  /// @throws StoreException when the write failed
  public Verdict unban(PublicKey who) {
    community.unban(who);
    return new Verdict.Allowed();
  }

  /// Adds a member, and lifts its ban.
  ///
  /// @throws StoreException when the write failed
  public Verdict allow(PublicKey who) {
    return community.allow(who);
  }

  /// Removes a key from the member list.
  ///
  /// @throws StoreException when the write failed
  public Verdict unallow(PublicKey who) {
    var verdict = community.remove(who);
    recheck();
    return verdict;
  }

  /// Lists the bans, earliest first.
  ///
  /// @throws StoreException when they cannot be read
  public List<Ban> bans() {
    return community.bans();
  }

  /// The lists that the relay's managers change, and the relay's signature for their events.
  public RelayManagement management() {
    return new RelayManagement(this);
  }

  /// The roles that members may have.
  public RoleLabels roleLabels() {
    return new RoleLabels(this);
  }

  /// The traffic since this instance of the relay started.
  public RelayTraffic traffic() {
    return traffic;
  }

  /// The figures of now.
  public RelayFigures figures() {
    return new RelayFigures(this, sessions.size());
  }

  /// The calls in the rooms.
  public RoomCalls calls() {
    return calls;
  }

  /// The invite codes.
  public InviteCodes inviteCodes() {
    return new InviteCodes(this);
  }

  /// Lists stored events for an export, in the order of the file and without any policy. Empty only
  /// at the end, see [EventStore#list].
  ///
  /// @throws StoreException when they cannot be read, or the relay has ended
  public List<StoredEvent> export(EventCursor after) {
    return store.list(after, EXPORT_PAGE_EVENTS, now());
  }

  /// Removes expired events (NIP-40), if the relay was used since its start, and ends idle
  /// reconciliations. A timer calls this about once a minute.
  public void sweep() {
    sessions.forEach(Session::expireIdle);
    if (community.isLoaded()) {
      var _ =
          store
              .removeExpired(now())
              .whenComplete((_, failure) -> {
                if (failure != null) {
                  LOG.warn(
                      "relay {}: expired events could not be removed", config().schema(), failure);
                }
              });
    }
  }

  boolean isClosed() {
    return !closedBecause.isEmpty();
  }

  Rules rules() {
    return community.rules();
  }

  Community community() {
    return community;
  }

  Rooms rooms() {
    return rooms;
  }

  EventStore store() {
    return store;
  }

  /// The relay's bound for the memory of events that are being written.
  ByteSemaphore writeShare() {
    return writeShare;
  }

  /// The stored events that this reader may see. Every channel that shows stored events asks it. It
  /// goes by the members of now, never blocks, and must not be kept for later events.
  ///
  /// @param reader the authenticated key; null = none
  Predicate<StoredEvent> visibleTo(@Nullable PublicKey reader) {
    if (reader != null && rules().mayManage(reader)) {
      return _ -> true;
    }
    var now = rooms.rules();
    return event -> Rooms.isServed(event) && Rooms.isVisible(event, reader, now);
  }

  RelayRates rates() {
    return rates;
  }

  RelayTimers timers() {
    return timers;
  }

  /// Returns why no event may be stored now, as the text of an OK; null = events may be stored.
  /// Deletions are always stored.
  ///
  /// @throws StoreException when the size of the store cannot be read
  @Nullable String fullBecause() {
    return RelayLimits.fullBecause(store, eventBytesMax());
  }

  long eventBytesMax() {
    return limits.bytesMax(config());
  }

  Delivery delivery() {
    return delivery;
  }

  RelayPush push() {
    return push;
  }

  long now() {
    return clock.instant().getEpochSecond();
  }

  void forget(Session session) {
    sessions.remove(session);
  }

  /// Checks for every socket whether it may still read.
  void recheck() {
    try {
      sessions.forEach(Session::recheck);
    } catch (StoreException broken) {
      LOG.warn("relay {}: read permissions could not be checked", config().schema(), broken);
    }
  }

  /// One who may neither read, nor write, nor join.
  ///
  /// @param reason as the manager gave it; may be empty
  public record Ban(PublicKey who, String reason) {}

  /// The dependencies that all relays of a process share.
  ///
  /// @param failures handles errors in the relays' threads
  /// @param media the files of all relays; null = no relay has files
  /// @param push sends push notifications; null = there are none
  public record RelaySetup(
      InstantSource clock,
      FailureHandler failures,
      RelayLimits limits,
      RelayTimers timers,
      @Nullable MediaStores media,
      @Nullable PushSender push) {
    /// Without files and push notifications.
    public RelaySetup(
        InstantSource clock, FailureHandler failures, RelayLimits limits, RelayTimers timers) {
      this(clock, failures, limits, timers, null, null);
    }

    /// With the standard limits, and nothing that ends the process.
    public static RelaySetup of(InstantSource clock) {
      return new RelaySetup(
          clock, FailureHandler.WITHOUT_EXIT, RelayLimits.STANDARD, RelayTimers.unread());
    }
  }
}
