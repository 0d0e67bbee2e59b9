package caravel.engine.http;

import caravel.engine.session.LiveRelay;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts dropped clients and logs them, at most one line a second, so that a flood of them does
/// not fill the disk.
final class DropLog {
  private static final Logger LOG = LoggerFactory.getLogger(DropLog.class);
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final AtomicLong loggedNanos = new AtomicLong(System.nanoTime() - PAUSE_NANOS);
  private final AtomicLong unlogged = new AtomicLong();
  private final LongAdder slow = new LongAdder();
  private final LongAdder memory = new LongAdder();

  /// Why a client is dropped.
  enum Reason {
    SLOW("it reads too slowly"),
    MEMORY("memory is short and it holds most");

    private final String text;

    Reason(String text) {
      this.text = text;
    }
  }

  /// The clients dropped for a reason since the start.
  long count(Reason reason) {
    return drops(reason).sum();
  }

  private LongAdder drops(Reason reason) {
    return switch (reason) {
      case SLOW -> slow;
      case MEMORY -> memory;
    };
  }

  void dropped(Reason reason, RemoteAddress client, LiveRelay relay) {
    drops(reason).increment();
    long now = System.nanoTime();
    long logged = loggedNanos.get();
    if (now - logged < PAUSE_NANOS || !loggedNanos.compareAndSet(logged, now)) {
      unlogged.incrementAndGet();
      return;
    }
    LOG.warn(
        "client {} of {} was dropped: {}; {} more since the last such line",
        client.text(),
        relay.config().host(),
        reason.text,
        unlogged.getAndSet(0));
  }
}
