package caravel.control.notify;

import caravel.control.db.Db;
import caravel.control.notify.Mailboxes.Looked;
import caravel.control.notify.Messenger.NamedBy;
import caravel.control.notify.Messenger.Relay;
import caravel.control.notify.Receipt.Copy;
import caravel.control.notify.Receipt.Target;
import caravel.control.notify.StoredNotice.State;
import caravel.control.notify.StoredNotice.Wraps;
import caravel.nostr.Event;
import caravel.nostr.GiftWrap;
import caravel.nostr.Stamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends stored notices, and retries until they are sent. The wraps of a message are stored before
/// they are sent, so that a restart sends the same events again and never a second message.
final class NoticeSender {
  /// Most notices in progress at once.
  static final int CONCURRENT_MAX = 32;

  static final Duration ROUND_EVERY = Duration.ofMinutes(1);

  /// How long wraps (some 3 KB each) are kept at least. They are not needed once all relays have
  /// answered.
  static final Duration WRAPS_KEPT = Duration.ofDays(30);

  /// Messages whose wraps are deleted in one transaction.
  static final int FORGOTTEN_MAX = 500;

  /// How long a notice waits while no indexer relays are configured.
  static final Duration UNCONFIGURED_WAIT = Duration.ofHours(1);

  /// Delay before a notice is sent again that the platform had no free connection for.
  static final Duration BUSY_WAIT = Duration.ofMinutes(1);

  private static final Duration FORGET_EVERY = Duration.ofDays(1);
  private static final Duration REST_AFTER_ACCIDENT = Duration.ofSeconds(30);
  private static final Logger LOG = LoggerFactory.getLogger(NoticeSender.class);

  private final Db db;
  private final Messenger messenger;
  private final Mailboxes mailboxes;
  private final RobotSettings robot;
  private final Around around;
  private final NoticeStore store = new NoticeStore();
  private final Set<String> inFlight = ConcurrentHashMap.newKeySet();
  private Instant forgetAt = Instant.MIN;

  /// The dependencies of the sender.
  ///
  /// @param random a secure one, safe for many threads
  /// @param crew runs tasks that wait for relays
  record Around(InstantSource clock, RandomGenerator random, Executor crew, Finished finished) {}

  /// Called after each try.
  interface Finished {
    void ended();

    void complain(String what);
  }

  NoticeSender(Db db, Messenger messenger, RobotSettings robot, Around around) {
    this.db = db;
    this.messenger = messenger;
    this.robot = robot;
    this.around = around;
    this.mailboxes =
        new Mailboxes(messenger, robot.relays().indexers(), around.crew(), around.clock());
  }

  /// Starts a try for due notices, up to the limit, and returns how long to rest.
  Duration round() {
    var now = around.clock().instant();
    var busy = inFlight.size();
    if (busy < CONCURRENT_MAX) {
      db.read(tx -> store.due(tx, now, CONCURRENT_MAX + busy)).forEach(this::start);
    }
    if (!now.isBefore(forgetAt)) {
      forget(now);
    }
    return rest(now);
  }

  /// The next round deletes those beyond one transaction.
  private void forget(Instant now) {
    var forgotten =
        db.<Integer>inTx(tx -> store.forgetWraps(tx, now.minus(WRAPS_KEPT), FORGOTTEN_MAX));
    forgetAt = forgotten < FORGOTTEN_MAX ? now.plus(FORGET_EVERY) : now;
  }

  private Duration rest(Instant now) {
    if (inFlight.size() >= CONCURRENT_MAX) {
      return ROUND_EVERY; // whoever ends a try wakes the worker
    }
    var due = db.read(store::nextDue).orElse(now.plus(ROUND_EVERY));
    var rest = Duration.between(now, due);
    if (rest.isNegative() || rest.isZero()) {
      return inFlight.isEmpty() ? Duration.ZERO : Duration.ofSeconds(1);
    }
    return rest.compareTo(ROUND_EVERY) < 0 ? rest : ROUND_EVERY;
  }

  private void start(StoredNotice notice) {
    if (inFlight.size() < CONCURRENT_MAX && inFlight.add(notice.id())) {
      around.crew().execute(() -> attempt(notice.id()));
    }
  }

  private void attempt(String id) {
    try {
      var now = around.clock().instant();
      db.read(tx -> store.stillDue(tx, id, now)).ifPresent(this::deliver);
    } catch (RuntimeException accident) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      LOG.error("notice {} could not be worked on", id, accident);
      around.finished().complain("notice " + id + ": " + accident);
      rest(id);
    } finally {
      inFlight.remove(id);
      around.finished().ended();
    }
  }

  private void rest(String id) {
    db.inTx(tx -> {
      store
          .find(tx, id)
          .map(StoredNotice::progress)
          .ifPresent(progress ->
              store.moved(
                  tx,
                  id,
                  progress.state(),
                  progress.attempts() + 1,
                  tx.now().plus(REST_AFTER_ACCIDENT)));
      return id;
    });
  }

  private void deliver(StoredNotice notice) {
    switch (mailboxes.of(notice.notice().tenant())) {
      case Looked.Listed(var relays) -> send(notice, targets(notice, relays, NamedBy.STRANGER));
      case Looked.Unlisted(var certain) -> {
        if (robot.isDemo()) {
          send(notice, targets(notice, robot.relays().messaging(), NamedBy.OPERATOR));
        } else if (certain || notice.progress().attempts() + 1 >= Delivering.LOOKS_MAX) {
          giveUp(notice);
        } else {
          postpone(notice, "a relay that may know the mailbox does not answer");
        }
      }
      case Looked.Unknown(var why) -> postpone(notice, why);
      case Looked.Busy _ -> waitUncounted(notice, State.WAITING, BUSY_WAIT);
      case Looked.NotConfigured _ -> waitUncounted(notice, State.NOT_CONFIGURED, UNCONFIGURED_WAIT);
    }
  }

  private List<Target> targets(StoredNotice notice, List<String> recipient, NamedBy namedBy) {
    var targets = new ArrayList<Target>();
    var caller = namedBy == NamedBy.STRANGER ? notice.notice().tenant().hex() : "";
    recipient.forEach(
        url -> targets.add(new Target(Copy.RECIPIENT, new Relay(url, namedBy, caller))));
    robot
        .relays()
        .messaging()
        .forEach(url -> targets.add(new Target(Copy.OWN, new Relay(url, NamedBy.OPERATOR))));
    return targets;
  }

  private void send(StoredNotice notice, List<Target> targets) {
    var wraps = wraps(notice);
    var open = Delivering.open(targets, notice.receipts());
    var posted =
        open.stream()
            .map(target ->
                CompletableFuture.supplyAsync(() -> post(notice, target, wraps), around.crew()))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .flatMap(Optional::stream)
            .toList();
    if (Thread.currentThread().isInterrupted()) {
      return; // a process that ends has learnt nothing about a relay
    }
    var wasBusy = posted.size() < open.size();
    if (wasBusy && posted.isEmpty()) {
      waitUncounted(notice, State.WAITING, BUSY_WAIT);
      return;
    }
    var receipts = new ArrayList<>(posted);
    notice.receipts().stream()
        .filter(old -> posted.stream().noneMatch(fresh -> isSame(old, fresh)))
        .forEach(receipts::add);
    var attempts = notice.progress().attempts() + 1;
    var next =
        Delivering.next(
            new Delivering.Round(targets, receipts, attempts, around.clock().instant(), jitter()));
    db.inTx(tx -> {
      posted.forEach(receipt -> store.save(tx, notice.id(), receipt));
      var state = next.isSaid() ? State.SENT : State.WAITING;
      var retryAt = wasBusy ? soonest(next.retryAt()) : next.retryAt();
      store.moved(tx, notice.id(), state, attempts, retryAt);
      return state;
    });
    if (!next.isSaid()) {
      around.finished().complain("no relay of the recipient took notice " + notice.id());
    }
  }

  /// Retries soon when the platform had no connection, not after the delay of unreachable relays.
  private Instant soonest(@Nullable Instant retryAt) {
    var soon = around.clock().instant().plus(BUSY_WAIT);
    return retryAt == null || retryAt.isAfter(soon) ? soon : retryAt;
  }

  private Optional<Receipt> post(StoredNotice notice, Target target, Wraps wraps) {
    var tries =
        notice.receipts().stream()
            .filter(receipt -> receipt.isOf(target))
            .mapToInt(Receipt::tries)
            .findAny()
            .orElse(0);
    var answer = messenger.post(target.relay(), copy(target, wraps));
    return Receipt.of(target, answer, tries + 1, around.clock().instant());
  }

  private static Event copy(Target target, Wraps wraps) {
    return switch (target.copy()) {
      case RECIPIENT -> wraps.recipient();
      case OWN -> wraps.own();
    };
  }

  private static boolean isSame(Receipt one, Receipt other) {
    return one.copy() == other.copy() && one.relay().equals(other.relay());
  }

  /// Returns the stored wraps, or creates and stores new ones.
  private Wraps wraps(StoredNotice notice) {
    var known = notice.progress().wraps();
    if (known != null) {
      return known;
    }
    var key = robot.key();
    var tenant = notice.notice().tenant();
    var said =
        GiftWrap.message(
            key.publicKey(), tenant, notice.notice().text(), notice.createdAt().getEpochSecond());
    var stamp = new Stamp(around.clock().instant().getEpochSecond(), around.random());
    var wraps =
        new Wraps(
            GiftWrap.wrap(said, key, tenant, stamp),
            GiftWrap.wrap(said, key, key.publicKey(), stamp));
    return db.inTx(tx -> {
      store.keep(tx, notice.id(), wraps);
      return store.find(tx, notice.id()).map(kept -> kept.progress().wraps()).orElse(wraps);
    });
  }

  private void giveUp(StoredNotice notice) {
    db.inTx(tx -> {
      var state = unlessSent(notice, State.UNREACHABLE);
      store.moved(tx, notice.id(), state, notice.progress().attempts() + 1, null);
      return notice;
    });
  }

  /// Delays a notice without counting an attempt, because no relay was asked: no indexers are
  /// configured, or the platform had no free connection (M3).
  private void waitUncounted(StoredNotice notice, State state, Duration wait) {
    db.inTx(tx -> {
      var attempts = notice.progress().attempts();
      var at = around.clock().instant().plus(wait);
      store.moved(tx, notice.id(), unlessSent(notice, state), attempts, at);
      return at;
    });
  }

  private void postpone(StoredNotice notice, String why) {
    if (Thread.currentThread().isInterrupted()) {
      return;
    }
    around.finished().complain("notice " + notice.id() + ": " + why);
    var attempts = notice.progress().attempts() + 1;
    var at = Delivering.later(attempts, around.clock().instant(), jitter());
    db.inTx(tx -> {
      store.moved(tx, notice.id(), unlessSent(notice, State.WAITING), attempts, at);
      return at;
    });
  }

  /// A notice that a relay has accepted stays sent.
  private static State unlessSent(StoredNotice notice, State next) {
    return notice.progress().state() == State.SENT ? State.SENT : next;
  }

  private double jitter() {
    return around.random().nextDouble();
  }
}
