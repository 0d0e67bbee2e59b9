package caravel.engine.http;

import caravel.engine.session.LiveRelay;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs dropped clients, at most one line a second, so that a flood of them does not fill the disk.
final class DropLog {
  private static final Logger LOG = LoggerFactory.getLogger(DropLog.class);
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final AtomicLong loggedNanos = new AtomicLong(System.nanoTime() - PAUSE_NANOS);
  private final AtomicLong unlogged = new AtomicLong();

  void dropped(String reason, RemoteAddress client, LiveRelay relay) {
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
        reason,
        unlogged.getAndSet(0));
  }
}
