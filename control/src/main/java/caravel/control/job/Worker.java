package caravel.control.job;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs rounds of background work on one thread, with a rest after each. Waking the worker ends the
/// rest. A failed round, even with an `Error`, is reported and the next one follows.
public final class Worker implements AutoCloseable {
  /// One round. Returns how long to rest unless the worker is woken.
  public interface Round {
    Duration run();
  }

  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final Duration REST_AFTER_ERROR = Duration.ofSeconds(2);
  private static final Duration STOP_MAX = Duration.ofSeconds(2);

  /// A worker is overdue after this many of its rests without the end of a round …
  static final int OVERDUE_ROUNDS = 10;

  /// … but not before this, because a round may itself take minutes.
  static final Duration OVERDUE_MIN = Duration.ofMinutes(5);

  private final String name;
  private final InstantSource clock;
  private final Round round;
  private final Semaphore wakes = new Semaphore(0);
  private final AtomicReference<WorkerReport> report;
  private volatile boolean closing;
  private @Nullable Thread thread;

  public Worker(String name, InstantSource clock, Round round) {
    this.name = name;
    this.clock = clock;
    this.round = round;
    this.report = new AtomicReference<>(WorkerReport.initial(name));
  }

  public synchronized void start() {
    if (thread == null) {
      report.updateAndGet(last -> last.expectedBy(clock.instant().plus(OVERDUE_MIN)));
      thread = Thread.ofVirtual().name(name).start(this::loop);
    }
  }

  /// Ends the rest. During a round, another one follows at once.
  public void wake() {
    wakes.release();
  }

  public WorkerReport report() {
    return report.get();
  }

  /// Lets the running round end, for a bounded time, then interrupts it.
  @Override
  public void close() {
    closing = true;
    wake();
    var running = running();
    if (running == null) {
      return;
    }
    try {
      if (!running.join(STOP_MAX)) {
        running.interrupt();
      }
    } catch (InterruptedException _) {
      running.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private synchronized @Nullable Thread running() {
    return thread;
  }

  private void loop() {
    while (!closing) {
      var rest = runOnce();
      try {
        if (wakes.tryAcquire(Math.max(0, rest.toNanos()), TimeUnit.NANOSECONDS)) {
          wakes.drainPermits();
        }
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  private Duration runOnce() {
    try {
      var rest = round.run();
      var now = clock.instant();
      report.updateAndGet(last -> last.succeeded(now, overdue(now, rest)));
      return rest;
    } catch (Throwable failed) {
      // Catches an Error as well: a stopped worker would silently stop billing.
      LOG.error("a round of the worker {} failed", name, failed);
      var now = clock.instant();
      report.updateAndGet(
          last -> last.failed(failed.toString(), now, overdue(now, REST_AFTER_ERROR)));
      return REST_AFTER_ERROR;
    }
  }

  /// Reports a failure of work that a round passed to other threads.
  public void complain(String what) {
    var now = clock.instant();
    report.updateAndGet(last -> last.failed(what, now, last.overdueAt()));
  }

  private static Instant overdue(Instant now, Duration rest) {
    var rounds = rest.multipliedBy(OVERDUE_ROUNDS);
    return now.plus(rounds.compareTo(OVERDUE_MIN) > 0 ? rounds : OVERDUE_MIN);
  }
}
