package caravel.control.billing;

import caravel.control.billing.core.TimeCheck;
import caravel.control.billing.core.TimeCheck.Verdict;
import caravel.control.db.Db;
import caravel.control.db.Tx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Guards the time used for billing (M4). It stores a heartbeat every minute. It puts money on hold
/// after a day of downtime, on a restored database, and after a jump of the clock.
///
/// As a clock it shows the wall clock, but never more than a heartbeat ahead of the monotonic
/// clock. So a clock that leaps ahead bills no tenant.
public final class TimeGuard implements InstantSource {
  public static final Duration BEAT_EVERY = Duration.ofMinutes(1);

  /// Longest downtime after which the wall clock is trusted at startup. After a longer one, time
  /// goes on from the last heartbeat until the operator resumes.
  private static final Duration DOWNTIME_BELIEVED_MAX = Duration.ofDays(7);

  private static final Logger LOG = LoggerFactory.getLogger(TimeGuard.class);

  private final Db db;
  private final Clocks clocks;
  private final @Nullable HeartbeatFile file;
  private final MoneyHold hold;
  private final HoldStore store = new HoldStore();
  private volatile Anchor anchor;

  /// @param wall the wall clock
  /// @param nanos a monotonic clock, as [System#nanoTime]
  public record Clocks(InstantSource wall, LongSupplier nanos) {}

  /// A moment at which the wall clock was trusted.
  private record Anchor(Instant wall, long nanos) {}

  /// @param file beside the database, `billing.heartbeat`; null = a restored copy is not recognised
  public TimeGuard(Db db, Clocks clocks, @Nullable Path file) {
    this.db = db;
    this.clocks = clocks;
    this.file = file == null ? null : new HeartbeatFile(file);
    this.hold = new MoneyHold(db);
    this.anchor = new Anchor(now(), clocks.nanos().getAsLong());
  }

  public MoneyHold hold() {
    return hold;
  }

  /// The wall clock, limited as described above.
  @Override
  public Instant instant() {
    var now = clocks.wall().instant();
    var latest = expected(anchor).plus(BEAT_EVERY);
    return now.isAfter(latest) ? latest : now;
  }

  /// Checks the downtime, the database and the clock at startup, before any billing.
  public synchronized void open() {
    var now = now();
    var stored = db.<HoldStore.Heartbeat>read(store::heartbeat);
    var lastAlive = stored.lastAlive();
    var believed =
        lastAlive != null && Duration.between(lastAlive, now).compareTo(DOWNTIME_BELIEVED_MAX) > 0
            ? lastAlive
            : now;
    anchor = new Anchor(believed, clocks.nanos().getAsLong());
    if (hold.isHeld()) {
      LOG.error("Money is still on hold. Resume billing at /admin.");
      return;
    }
    var copied = copied(stored);
    if (copied != null) {
      hold.put(
          "The database was restored from a copy. " + copied,
          now,
          lastAlive == null ? now : lastAlive);
      return;
    }
    take(TimeCheck.sinceHeartbeat(lastAlive, now), now, lastAlive);
  }

  /// @return the reason why the database is a copy; null = it is not
  private @Nullable String copied(HoldStore.Heartbeat stored) {
    if (file == null) {
      return null;
    }
    if (stored.epoch().isEmpty()) {
      return file.exists() && db.<Boolean>read(tx -> !new StateStore().currencies(tx).isEmpty())
          ? "The database is older than the file beside it that counts heartbeats."
          : null;
    }
    return file.mismatch(stored.epoch(), stored.beats()).orElse(null);
  }

  /// Checks the time, then stores one heartbeat.
  ///
  /// @return the time until the next heartbeat
  public synchronized Duration beat() {
    if (!hold.isHeld()) {
      var now = now();
      if (TimeCheck.running(expected(anchor), now) instanceof Verdict.Hold(var reason)) {
        hold.put(reason, now, anchor.wall());
      } else {
        var lastAlive = db.<HoldStore.Heartbeat>read(store::heartbeat).lastAlive();
        take(TimeCheck.sinceHeartbeat(lastAlive, now), now, lastAlive);
      }
    }
    return BEAT_EVERY;
  }

  /// Checks the time if a round is late. Called before each round of billing and collecting.
  void beforeRound() {
    if (!hold.isHeld() && isLate()) {
      beat();
    }
  }

  private boolean isLate() {
    var last = anchor;
    var elapsed = Duration.ofNanos(clocks.nanos().getAsLong() - last.nanos());
    return elapsed.compareTo(BEAT_EVERY) >= 0
        || TimeCheck.running(expected(last), now()) instanceof Verdict.Hold;
  }

  private void take(Verdict verdict, Instant now, @Nullable Instant lastAlive) {
    switch (verdict) {
      case Verdict.Hold(var reason) -> hold.put(reason, now, lastAlive == null ? now : lastAlive);
      case Verdict.MoveDueDates(var by) -> {
        LOG.warn("The program did not run for {}. Open invoices are due later by as much.", by);
        store(now, lastAlive);
      }
      case Verdict.Fine _ -> store(now, null);
    }
  }

  /// @param downSince null = there was no downtime
  private void store(Instant now, @Nullable Instant downSince) {
    var beat =
        db.<HoldStore.Heartbeat>inTx(tx -> {
          var epoch = store.heartbeat(tx).epoch();
          if (downSince != null) {
            hold.downtime(tx, downSince, now);
          }
          store.beat(tx, now, epoch.isEmpty() ? tx.newId() : epoch);
          return store.heartbeat(tx);
        });
    anchor = new Anchor(now, clocks.nanos().getAsLong());
    if (file != null) {
      file.write(beat.epoch(), beat.beats());
    }
  }

  /// Compares the wall clock with the time in the answer of another system. Must not be called
  /// within a transaction.
  ///
  /// @param whose name of the other system for the operator, such as "Stripe"
  public void compare(String whose, Instant theirs) {
    var now = now();
    if (!hold.isHeld() && TimeCheck.compared(whose, theirs, now) instanceof Verdict.Hold(var why)) {
      hold.put(why, now, anchor.wall());
    }
  }

  /// Ends the hold on money after an operator's review.
  ///
  /// @param by the operator's key, or the name of the command
  /// @param also run in the same transaction
  /// @return whether money was on hold
  public synchronized boolean resume(String by, String reason, Consumer<Tx> also) {
    var now = now();
    var resumed =
        hold.resume(
            new HoldStore.Resumption(now, by, reason),
            tx -> {
              store.beat(tx, now, tx.newId());
              also.accept(tx);
            });
    if (resumed) {
      var beat = db.<HoldStore.Heartbeat>read(store::heartbeat);
      anchor = new Anchor(now, clocks.nanos().getAsLong());
      if (file != null) {
        file.write(beat.epoch(), beat.beats());
      }
    }
    return resumed;
  }

  private Instant expected(Anchor from) {
    return from.wall().plusNanos(clocks.nanos().getAsLong() - from.nanos());
  }

  private Instant now() {
    return Instant.ofEpochSecond(clocks.wall().instant().getEpochSecond());
  }
}
