package caravel.engine.http;

import caravel.engine.limits.ActionLimiter;
import caravel.engine.limits.MemoryBudget;
import caravel.engine.limits.RateLimits;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All open sockets. Counts them, pings them and closes them together.
final class Sockets implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);

  /// Checks of all sockets within one ping interval.
  private static final int LOOKS_PER_PING = 10;

  /// Checks for the end of all sockets within one grace period.
  private static final int LOOKS_PER_GRACE = 100;

  private final SocketLimits limits;
  private final MemoryBudget memory;
  private final DropLog dropLog = new DropLog();
  private final ActionLimiter<String> rates;
  private final InstantSource clock;
  private final Set<RelaySocket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger count = new AtomicInteger();
  private final Map<String, Integer> perAddress = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("socket-pings").factory());

  /// @param rates of one address
  Sockets(SocketLimits limits, MemoryBudget memory, RateLimits.Actions rates, InstantSource clock) {
    this.limits = limits;
    this.memory = memory;
    this.rates = new ActionLimiter<>(rates);
    this.clock = clock;
    var look = Math.max(1, limits.pingEvery().toMillis() / LOOKS_PER_PING);
    var _ = timer.scheduleWithFixedDelay(this::look, look, look, TimeUnit.MILLISECONDS);
  }

  SocketLimits limits() {
    return limits;
  }

  MemoryBudget memory() {
    return memory;
  }

  DropLog dropLog() {
    return dropLog;
  }

  /// Whether this address may publish now.
  ///
  /// @param stranger the client has not authenticated although the relay requires it
  boolean mayPublish(RemoteAddress address, boolean stranger) {
    return rates.mayPublish(address.group(), stranger, clock.millis());
  }

  /// Whether this address may send a REQ, COUNT or AUTH now.
  boolean mayAsk(RemoteAddress address) {
    return rates.mayAsk(address.group(), clock.millis());
  }

  int size() {
    return open.size();
  }

  /// Places in use, by sockets that are open or are opening.
  int taken() {
    return count.get();
  }

  /// Reserves a place for one more socket of this address; false = all places are in use. [#leave]
  /// releases it.
  boolean enter(RemoteAddress address) {
    if (count.incrementAndGet() > SocketLimits.SOCKETS_MAX) {
      count.decrementAndGet();
      return false;
    }
    if (perAddress.merge(address.group(), 1, Integer::sum) > limits.socketsPerAddressMax()) {
      leave(address);
      return false;
    }
    return true;
  }

  void leave(RemoteAddress address) {
    count.decrementAndGet();
    perAddress.computeIfPresent(address.group(), (_, sockets) -> sockets == 1 ? null : sockets - 1);
  }

  void opened(RelaySocket socket) {
    open.add(socket);
  }

  void closed(RelaySocket socket) {
    open.remove(socket);
  }

  /// Runs the task once after the close grace, on its own thread: one slow cut delays neither the
  /// others nor the pings.
  void afterGrace(Runnable cut) {
    var _ =
        timer.schedule(
            () -> {
              var _ = Thread.startVirtualThread(cut);
            },
            limits.closeGrace().toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /// Runs the task about once a second. It must not block.
  void everySecond(Runnable task) {
    var _ =
        timer.scheduleWithFixedDelay(
            () -> {
              try {
                task.run();
              } catch (RuntimeException failed) {
                LOG.warn("a check of connections failed", failed);
              }
            },
            1,
            1,
            TimeUnit.SECONDS);
  }

  private void look() {
    var now = System.nanoTime();
    for (var socket : open) {
      try {
        socket.look(now);
      } catch (RuntimeException | Error failed) {
        // Catches an Error as well: it would end the timer, and no socket would be pinged any more.
        LOG.warn("a socket could not be pinged", failed);
      }
    }
  }

  /// Closes every socket because the engine stops, and waits for their closing handshakes.
  @Override
  public void close() {
    open.forEach(socket -> socket.close(1001, "the relay is shutting down"));
    try {
      for (int look = 0; look < LOOKS_PER_GRACE && !open.isEmpty(); look++) {
        Thread.sleep(limits.closeGrace().dividedBy(LOOKS_PER_GRACE));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    timer.shutdownNow();
  }
}
