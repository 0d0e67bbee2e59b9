package caravel.control.http;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Prevents one machine from taking all connections of the API: limits the connections of each
/// address, and closes those whose headers do not arrive in time.
///
/// A trusted proxy is not limited, because all clients share its address. IPv6 clients are counted
/// by /64.
final class ApiConnectionLimiter extends AbstractLifeCycle implements Connection.Listener {
  static final int CONNECTIONS_PER_ADDRESS_MAX = 1_000;

  /// From the first byte of a request to the end of its headers.
  static final Duration HEADERS_WAIT_MAX = Duration.ofSeconds(10);

  private static final Duration SWEEP_EVERY = Duration.ofSeconds(2);
  private static final Logger LOG = LoggerFactory.getLogger(ApiConnectionLimiter.class);

  private final ClientAddress addresses;
  private final Scheduler scheduler;
  private final Duration headersWaitMax;
  private final Map<Connection, Progress> open = new ConcurrentHashMap<>();

  /// Open connections by address. Guarded by itself.
  private final Map<String, Integer> byAddress = new HashMap<>();

  ApiConnectionLimiter(ClientAddress addresses, Scheduler scheduler, Duration headersWaitMax) {
    this.addresses = addresses;
    this.scheduler = scheduler;
    this.headersWaitMax = headersWaitMax;
  }

  /// The bytes that one connection had received at the last sweep. Only the sweep changes it.
  private static final class Progress {
    final String address;
    long requests;
    long bytes;
    long headersSinceNanos;

    Progress(String address) {
      this.address = address;
    }

    /// @return whether the headers of a request have been arriving for longer than `max`
    boolean isStalled(Connection connection, long now, Duration max) {
      var received = connection.getMessagesIn();
      var pending = received != connection.getMessagesOut();
      if (pending || received != requests) {
        requests = received;
        bytes = connection.getBytesIn();
        headersSinceNanos = 0;
        return false;
      }
      if (connection.getBytesIn() == bytes) {
        return false;
      }
      if (headersSinceNanos == 0) {
        headersSinceNanos = now;
      }
      return now - headersSinceNanos > max.toNanos();
    }
  }

  @Override
  protected void doStart() {
    scheduleSweep();
  }

  @Override
  public void onOpened(Connection connection) {
    var peer = connection.getEndPoint().getRemoteSocketAddress();
    if (!(peer instanceof InetSocketAddress internet) || internet.getAddress() == null) {
      return;
    }
    var host = internet.getAddress().getHostAddress();
    var address = addresses.of(host, null);
    if (enter(address, addresses.isTrusted(host))) {
      open.put(connection, new Progress(address));
    } else {
      connection.getEndPoint().close();
    }
  }

  @Override
  public void onClosed(Connection connection) {
    var progress = open.remove(connection);
    if (progress != null) {
      synchronized (byAddress) {
        byAddress.computeIfPresent(progress.address, (_, count) -> count == 1 ? null : count - 1);
      }
    }
  }

  private boolean enter(String address, boolean trusted) {
    synchronized (byAddress) {
      var count = byAddress.getOrDefault(address, 0);
      if (count >= CONNECTIONS_PER_ADDRESS_MAX && !trusted) {
        return false;
      }
      byAddress.put(address, count + 1);
      return true;
    }
  }

  private void scheduleSweep() {
    scheduler.schedule(this::sweep, SWEEP_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void sweep() {
    try {
      var now = System.nanoTime();
      open.forEach((connection, progress) -> {
        if (progress.isStalled(connection, now, headersWaitMax)) {
          connection.getEndPoint().close();
        }
      });
    } catch (Throwable failed) {
      LOG.error("slow connections could not be looked for", failed);
    }
    if (isRunning() || isStarting()) {
      scheduleSweep();
    }
  }
}
