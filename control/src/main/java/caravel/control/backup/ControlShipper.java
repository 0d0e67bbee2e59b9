package caravel.control.backup;

import caravel.backup.BackupException;
import caravel.backup.BackupException.Kind;
import caravel.backup.BackupOwner;
import caravel.backup.LocalDisk;
import caravel.backup.SealedObjects;
import caravel.control.db.DbException;
import caravel.control.db.WriteAheadLog;
import caravel.control.job.Worker;
import caravel.control.job.WorkerReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ships the control database to a backup: a whole copy at the start and once a day, and each
/// half-second what was committed. If the backup cannot be reached, it tries again for ever.
public final class ControlShipper implements AutoCloseable {
  static final Duration EVERY = Duration.ofMillis(500);

  /// Time between whole copies.
  static final Duration BASE_EVERY = Duration.ofDays(1);

  /// Objects after which a whole copy is made sooner, so that a restore reads no more of them.
  static final int SEGMENTS_PER_BASE_MAX = 10_000;

  /// Size of the log that begins a new one.
  static final long LOG_BYTES = 16L << 20;

  /// Committed bytes that wait for the backup. With more, the log is given up, and shipping begins
  /// again with a whole copy.
  static final long UNSHIPPED_MAX_BYTES = 1L << 30;

  private static final Duration RETRY_MIN = Duration.ofSeconds(1);
  private static final Duration RETRY_MAX = Duration.ofMinutes(1);

  /// How long the end of the program waits for the last commits to be stored.
  private static final Duration CLOSE_MAX = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(ControlShipper.class);

  private final WriteAheadLog log;
  private final SealedObjects objects;
  private final BackupOwner owner;
  private final Path scratch;
  private final InstantSource clock;
  private final Retention retention;
  private final UnshippedLog unshipped;
  private final Worker worker;
  private final Bounds bounds;

  // Only a round uses these.
  private boolean following;
  private @Nullable BaseCopy unsent;
  private int segments;
  private long nextCheckpoint;
  private Duration retry = RETRY_MIN;

  private final Queue<CompletableFuture<Boolean>> waiting = new ConcurrentLinkedQueue<>();

  private volatile String fault = "";
  private volatile @Nullable Instant shippedAt;
  private volatile @Nullable Instant baseAt;

  /// Since when commits may be missing because no whole copy precedes them; null = one does.
  private volatile @Nullable Instant incompleteSince;

  private volatile boolean stopped;

  /// @param logBytes size of the log that begins a new one
  /// @param unshippedMaxBytes committed bytes that wait for the backup
  record Bounds(long logBytes, long unshippedMaxBytes) {
    static final Bounds NORMAL = new Bounds(LOG_BYTES, UNSHIPPED_MAX_BYTES);
  }

  /// @param scratch folder for the copy that is being sent; created if it is absent
  /// @param days how far back a restore can go, at least 1
  public ControlShipper(
      WriteAheadLog log, BackupOwner owner, Path scratch, InstantSource clock, int days) {
    this(log, owner, scratch, new Retention(owner, days), clock, Bounds.NORMAL);
  }

  ControlShipper(
      WriteAheadLog log,
      BackupOwner owner,
      Path scratch,
      Retention retention,
      InstantSource clock,
      Bounds bounds) {
    this.log = log;
    this.objects = owner.objects();
    this.owner = owner;
    this.scratch = scratch;
    this.retention = retention;
    this.clock = clock;
    this.bounds = bounds;
    this.unshipped = new UnshippedLog(log, clock);
    this.incompleteSince = clock.instant();
    this.worker = new Worker("backup", clock, this::round);
  }

  public void start() {
    worker.start();
  }

  /// Ships the last commits, for a bounded time. Call it before the database is closed.
  @Override
  public void close() {
    worker.close();
    var last = Thread.ofVirtual().name("backup-end").start(this::lastRound);
    try {
      if (!last.join(CLOSE_MAX)) {
        LOG.warn("The last commits are not in the backup: it did not answer in time.");
        last.interrupt();
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void lastRound() {
    if (following && fault.isEmpty()) {
      attempt();
    }
  }

  /// Ships everything that was committed before this call.
  ///
  /// @return whether all of it is in the backup
  public boolean shipNow(Duration max) {
    var done = new CompletableFuture<Boolean>();
    waiting.add(done);
    worker.wake();
    try {
      return done.get(max.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException notYet) {
      return false;
    }
  }

  public List<WorkerReport> reports() {
    return List.of(worker.report());
  }

  public BackupStatus status() {
    var now = clock.instant();
    var oldest =
        Stream.concat(unshipped.since().stream(), Stream.ofNullable(incompleteSince))
            .min(Comparator.naturalOrder());
    var lag = oldest.map(since -> Duration.between(since, now)).orElse(Duration.ZERO);
    var warning =
        owner.isExclusive()
            ? ""
            : "This object store ignores If-None-Match, so two servers on one prefix are not"
                + " noticed at once.";
    return new BackupStatus(
        objects.place(), fault, lag.isNegative() ? Duration.ZERO : lag, shippedAt, baseAt, warning);
  }

  /// Ships everything that was committed before.
  ///
  /// @return how long to rest
  synchronized Duration round() {
    var callers = new ArrayList<CompletableFuture<Boolean>>();
    for (var caller = waiting.poll(); caller != null; caller = waiting.poll()) {
      callers.add(caller);
    }
    var rest = stopped ? RETRY_MAX : attempt();
    callers.forEach(caller -> caller.complete(!stopped && fault.isEmpty()));
    return rest;
  }

  private Duration attempt() {
    try {
      ship();
      if (!fault.isEmpty()) {
        LOG.info("The backup at {} works again.", objects.place());
      }
      fault = "";
      retry = RETRY_MIN;
      return EVERY;
    } catch (BackupException failed) {
      return afterFailure(failed);
    } catch (IOException unreadable) {
      release();
      return afterFailure(
          new BackupException(
              Kind.LOCAL_DISK, "The log of the database cannot be read.", unreadable));
    } catch (DbException refused) {
      return afterFailure(
          new BackupException(
              Kind.LOCAL_DISK, "The database cannot be copied: " + refused.getMessage(), refused));
    }
  }

  private Duration afterFailure(BackupException failed) {
    var sentence = String.valueOf(failed.getMessage());
    if (!sentence.equals(fault)) {
      LOG.warn("The backup is interrupted: {}", sentence);
      fault = sentence;
    }
    if (failed.kind() == Kind.TAKEN_OVER) {
      stopped = true;
      release();
    } else if (following && unshipped.bytes() > bounds.unshippedMaxBytes()) {
      LOG.warn("Too much waits for the backup. It begins again with a whole copy.");
      release();
    }
    var rest = retry;
    retry = retry.multipliedBy(2).compareTo(RETRY_MAX) > 0 ? RETRY_MAX : retry.multipliedBy(2);
    return rest;
  }

  private void ship() throws BackupException, IOException {
    var now = clock.instant();
    long generation = requireOwner(now);
    if (!following) {
      unshipped.clear();
      log.follow(unshipped);
      following = true;
      nextCheckpoint = bounds.logBytes();
      baseAt = null;
    }
    if (unsent == null && needsBase(now)) {
      unsent = copy(generation, now);
    }
    if (unsent != null) {
      send(unsent);
      retention.apply(now);
    }
    shipSegments(generation);
    if (unshipped.logBytes() >= nextCheckpoint) {
      var begun = log.checkpoint(unshipped::takeAll);
      nextCheckpoint = begun ? bounds.logBytes() : unshipped.logBytes() + bounds.logBytes() / 4;
    }
  }

  /// Makes no request to the backup while nothing is committed.
  private long requireOwner(Instant now) throws BackupException {
    var isIdle = following && unsent == null && !needsBase(now) && unshipped.bytes() == 0;
    return isIdle ? owner.number() : owner.require(now);
  }

  private boolean needsBase(Instant now) {
    var last = baseAt;
    return last == null
        || segments >= SEGMENTS_PER_BASE_MAX
        || (segments > 0 && !now.isBefore(last.plus(BASE_EVERY)));
  }

  private @Nullable BaseCopy copy(long generation, Instant now) throws BackupException {
    try {
      Files.createDirectories(scratch);
      Files.deleteIfExists(file());
    } catch (IOException failed) {
      throw LocalDisk.failure(scratch, failed);
    }
    try (var snapshot = log.snapshot(unshipped::takeAll)) {
      if (snapshot == null) {
        return null;
      }
      // The copy is the state of its last commit, also if that was long ago.
      var at = unshipped.takenAt().equals(Instant.EPOCH) ? now : unshipped.takenAt();
      snapshot.copyTo(file());
      var end = snapshot.end();
      return new BaseCopy(generation, end.log(), end.offset(), at);
    }
  }

  private void send(BaseCopy base) throws BackupException {
    objects.putFile(base.key(), file());
    unsent = null;
    incompleteSince = null;
    baseAt = clock.instant();
    shippedAt = baseAt;
    segments = 0;
    deleteCopy();
  }

  /// Ships what is committed now, and the rest of its last piece. What is committed meanwhile waits
  /// for the next round.
  private void shipSegments(long generation) throws BackupException, IOException {
    long left = unshipped.bytes();
    for (var next = unshipped.oldest(); left > 0 && next.isPresent(); next = unshipped.oldest()) {
      objects.put(next.get().name(generation).key(), next.get().encoded());
      unshipped.shipped();
      shippedAt = clock.instant();
      segments++;
      left -= next.get().length();
    }
  }

  private void release() {
    if (following) {
      following = false;
      unsent = null;
      incompleteSince = unshipped.since().orElse(clock.instant());
      log.release();
      unshipped.clear();
      deleteCopy();
    }
  }

  private Path file() {
    return scratch.resolve("base.db");
  }

  private void deleteCopy() {
    try {
      Files.deleteIfExists(file());
    } catch (IOException remains) {
      LOG.warn("{} cannot be deleted", file(), remains);
    }
  }
}
