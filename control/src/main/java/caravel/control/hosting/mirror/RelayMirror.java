package caravel.control.hosting.mirror;

import caravel.backup.BackupException;
import caravel.backup.BackupOwner;
import caravel.control.hosting.RelayHost.RelayBan;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.RelaySpec;
import caravel.control.hosting.RelayToml;
import caravel.control.relay.RelaySettings.Switch;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.nostr.Kinds;
import caravel.outbound.RelayConversation.Identity;
import caravel.outbound.RelayDialer.DialResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Mirrors one relay, on a thread of its own: reads everything, follows live events, and reads
/// everything again from time to time. What fails is tried again for ever, with capped back-off.
final class RelayMirror {
  private static final Logger LOG = LoggerFactory.getLogger(RelayMirror.class);

  /// A push subscription, which zooid never sends live (NIP-9a draft).
  private static final int PUSH_SUBSCRIPTION = 30_390;

  /// Events whose time is this much before their arrival are found when a connection is made anew.
  private static final Duration OVERLAP = Duration.ofMinutes(10);

  /// Gift wraps have a time up to two days before their arrival (NIP-59).
  private static final Duration GIFT_WRAP_AGE = Duration.ofDays(2);

  /// The clocks of the relay and of this machine may differ by this much.
  private static final Duration LOOK_OVERLAP = Duration.ofMinutes(1);

  private static final Duration PING_EVERY = Duration.ofSeconds(30);
  private static final Duration RETRY_MIN = Duration.ofSeconds(1);
  private static final Duration RETRY_MAX = Duration.ofMinutes(15);

  private final MirrorHost host;
  private final MirrorPace pace;
  private final InstantSource clock;
  private final MirrorObjects objects;
  private final MirrorLog log;
  private final MirrorCopies copies;
  private final Instant began;
  private final Thread thread;
  private final ArrivedEvents recent = new ArrivedEvents();
  private final CountDownLatch stopped = new CountDownLatch(1);

  private volatile RelaySpec spec;
  private volatile boolean isFollowing;
  private volatile String fault = "";

  // Only the thread uses these.
  private boolean isLoaded;
  private Duration retry = RETRY_MIN;
  private String record = "";
  private List<RelayBan> bans = List.of();

  RelayMirror(
      MirrorHost host, BackupOwner owner, RelaySpec spec, MirrorPace pace, InstantSource clock) {
    this.host = host;
    this.pace = pace;
    this.clock = clock;
    this.spec = spec;
    this.objects = new MirrorObjects(owner, spec.identity().id(), clock);
    this.log = new MirrorLog(objects, clock);
    this.copies = new MirrorCopies(objects, log, pace, clock);
    this.began = clock.instant();
    this.thread = Thread.ofVirtual().name("mirror-" + spec.identity().id()).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void update(RelaySpec current) {
    spec = current;
  }

  /// Why nothing is mirrored now, or what is missing; `""` = nothing.
  String fault() {
    return fault.isEmpty() ? copies.gap() : fault;
  }

  /// Age of the oldest event that may be missing; zero = none is known to be.
  Duration lag(Instant now) {
    Instant since;
    if (!copies.isCopied()) {
      since = began;
    } else if (isFollowing) {
      since = log.waitingSince();
    } else {
      since = log.covered();
    }
    return since == null || since.isAfter(now) ? Duration.ZERO : Duration.between(since, now);
  }

  /// When something was last stored by this process; null = not yet.
  @Nullable Instant storedAt() {
    var logged = log.storedAt();
    var copied = copies.storedAt();
    return logged == null || (copied != null && copied.isAfter(logged)) ? copied : logged;
  }

  /// Asks the thread to end after it has stored what it has.
  void stop() {
    stopped.countDown();
  }

  /// Waits for the end of the thread, and interrupts it after this time.
  void join(Duration max) throws InterruptedException {
    if (!thread.join(max)) {
      thread.interrupt();
    }
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  private void run() {
    try {
      while (!isStopped()) {
        visit();
        if (!fault.isEmpty()) {
          var _ = stopped.await(retry.toMillis(), TimeUnit.MILLISECONDS);
          var doubled = retry.multipliedBy(2);
          retry = doubled.compareTo(RETRY_MAX) > 0 ? RETRY_MAX : doubled;
        }
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private void visit() throws InterruptedException {
    host.places().acquire();
    try {
      if (!isLoaded) {
        load(objects.list());
        isLoaded = true;
      }
      connect();
    } catch (FeedException | BackupException failed) {
      report(String.valueOf(failed.getMessage()));
    } catch (RuntimeException broken) {
      LOG.error("the mirror of relay {} failed", spec.identity().id(), broken);
      report("the mirror failed: " + broken.getClass().getSimpleName());
    } finally {
      isFollowing = false;
      host.places().release();
    }
  }

  private void report(String why) {
    if (!isStopped() && !why.equals(fault)) {
      LOG.warn("relay {} is not mirrored now: {}", spec.identity().id(), why);
    }
    fault = why;
  }

  private void load(MirrorListing listing) throws BackupException {
    log.load(listing);
    copies.load(listing);
    if (!listing.records().isEmpty()) {
      record = objects.text(listing.records().getLast()).orElse("");
      bans = record.isEmpty() ? List.of() : RelayRecord.read(record).bans();
    }
  }

  private void connect() throws FeedException, BackupException, InterruptedException {
    var current = spec;
    var endpoint = host.endpoint().apply(current);
    switch (host.dialer().dialHost(endpoint.webSocket(), endpoint.host())) {
      case DialResult.Open(var connection) -> {
        var identity = new Identity(current.identity().secret(), endpoint.authUrl(), true, clock);
        try (var feed = new RelayFeed(connection, identity, this::arrived)) {
          follow(feed);
        } catch (FeedException gone) {
          log.store();
          throw gone;
        }
      }
      case DialResult.Refused(var sentence) -> throw new FeedException(sentence);
      case DialResult.Unreachable(var why) ->
          throw new FeedException("the relay cannot be reached: " + why);
      case DialResult.Busy _ -> throw new FeedException("the platform has no free connection");
    }
  }

  private void follow(RelayFeed feed) throws FeedException, BackupException, InterruptedException {
    var connected = clock.instant();
    var before = log.covered();
    if (log.waitingSince() != null) {
      // Events of the last connection were not stored, and are read again.
      recent.clear();
    }
    log.beginGap();
    copies.restart();
    feed.open();
    if (before.isAfter(Instant.EPOCH)) {
      catchUp(feed, before);
    }
    look(feed, before.isAfter(Instant.EPOCH) ? before : connected);
    log.endGap(connected);
    isFollowing = true;
    fault = "";
    var looked = connected;
    var pinged = connected;
    while (!isStopped() && !mustYield(connected)) {
      if (copies.isDue() && host.copies().tryAcquire()) {
        try {
          copies.read(feed, this::isStopped);
        } finally {
          host.copies().release();
        }
      }
      feed.listen(pace.tick());
      log.storeAfter(pace.log());
      var now = clock.instant();
      if (!now.isBefore(looked.plus(pace.look()))) {
        look(feed, looked);
        looked = now;
        retry = RETRY_MIN;
      }
      if (!now.isBefore(pinged.plus(PING_EVERY))) {
        feed.ping();
        pinged = now;
      }
    }
    log.store();
  }

  /// More relays than connections take turns.
  private boolean mustYield(Instant connected) {
    return host.places().hasQueuedThreads()
        && !clock.instant().isBefore(connected.plus(pace.turn()));
  }

  /// Reads the events that arrived since the last connection.
  private void catchUp(RelayFeed feed, Instant covered)
      throws FeedException, BackupException, InterruptedException {
    var since = covered.minus(OVERLAP);
    read(feed, Filter.all().withSince(since.getEpochSecond()));
    var wrapsSince = since.minus(GIFT_WRAP_AGE).getEpochSecond();
    read(feed, Filter.all().withKinds(Kinds.GIFT_WRAP).withSince(wrapsSince));
  }

  /// Reads what never arrives live: bans by the relay's management, and the ban lists, invites and
  /// push subscriptions that newer versions of zooid show to the relay's key.
  private void look(RelayFeed feed, Instant since)
      throws FeedException, BackupException, InterruptedException {
    long from = since.minus(LOOK_OVERLAP).getEpochSecond();
    var current = spec;
    var own = List.of(current.identity().secret().publicKey());
    read(feed, Filter.all().withAuthors(own).withSince(from));
    read(feed, Filter.all().withKinds(PUSH_SUBSCRIPTION).withSince(from));
    if (current.settings().has(Switch.MANAGEMENT)
        && host.host().bans(current) instanceof RelayReply.Answered<List<RelayBan>>(var listed)) {
      bans = listed;
    }
    var identity = current.identity();
    var fresh =
        new RelayRecord(identity.host(), identity.secret(), RelayToml.of(current, true), bans)
            .write();
    if (!fresh.equals(record)) {
      objects.putRecord(clock.instant().toEpochMilli(), fresh);
      record = fresh;
    }
  }

  private void read(RelayFeed feed, Filter filter)
      throws FeedException, BackupException, InterruptedException {
    var pages = new PagedRead(feed, filter, Long.MAX_VALUE, this::shown);
    while (pages.next()) {
      if (isStopped()) {
        throw new InterruptedException("the mirror ends");
      }
    }
  }

  /// The relay stores no ephemeral event but its invites, which never arrive live.
  private void arrived(Event event) throws BackupException {
    if (!Kinds.isEphemeral(event.kind()) && MirrorCopies.isKept(event)) {
      var _ = recent.add(event.id());
      log.add(event);
    }
  }

  private void shown(Event event) throws BackupException {
    if (MirrorCopies.isKept(event) && recent.add(event.id())) {
      log.add(event);
    }
  }
}
