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

/// A loop on a thread of its own: a round, a rest, the next round. Waking it ends the rest; a round
/// that throws is reported and followed by the next, for ever.
public final class Worker implements AutoCloseable {
  /// One round. It answers how long to rest unless somebody wakes the worker.
  public interface Round {
    Duration run();
  }

  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final Duration REST_AFTER_ERROR = Duration.ofSeconds(2);
  private static final Duration STOP_MAX = Duration.ofSeconds(2);

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
    this.report = new AtomicReference<>(new WorkerReport(name, null, "", null));
  }

  public synchronized void start() {
    if (thread == null) {
      thread = Thread.ofVirtual().name(name).start(this::loop);
    }
  }

  /// Ends the rest; during a round, another follows at once.
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
      report.updateAndGet(
          last -> new WorkerReport(name, clock.instant(), last.lastError(), last.lastErrorAt()));
      return rest;
    } catch (RuntimeException failed) {
      LOG.error("a round of the worker {} failed", name, failed);
      complain(failed.toString());
      return REST_AFTER_ERROR;
    }
  }

  /// For what a round hands to other threads and cannot throw itself.
  public void complain(String what) {
    Instant now = clock.instant();
    report.updateAndGet(_ -> new WorkerReport(name, now, what, now));
  }
}
