package caravel.engine.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// Limits the HTTP connections that are not WebSockets: per address, in total, and in the time that
/// a request's headers may take.
///
/// Beyond a limit the oldest connection is closed, so that idle connections never keep a new client
/// out.
final class HttpConnectionLimiter implements Connection.Listener {
  /// @param connectionsMax of the process
  /// @param connectionsPerAddressMax of one address (IPv6: of one /64); trusted proxies are exempt
  /// @param headersMillisMax time for the headers of a request, from its first byte or from the
  ///   opening of the connection
  record Limits(int connectionsMax, int connectionsPerAddressMax, long headersMillisMax) {
    static final Limits STANDARD = new Limits(4_096, 1_024, 10_000);
  }

  private final Limits limits;
  private final TrustedProxies proxies;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<EndPoint, Entry> open = new LinkedHashMap<>();
  private final Map<String, LinkedHashSet<Entry>> byAddress = new HashMap<>();

  HttpConnectionLimiter(Limits limits, TrustedProxies proxies) {
    this.limits = limits;
    this.proxies = proxies;
  }

  /// One connection. The limiter's lock guards its fields.
  private static final class Entry {
    private final Connection connection;

    /// The client's address group; null = not counted per address.
    private final @Nullable String address;

    /// Start of the headers that are arriving; null = no headers are arriving.
    private @Nullable Long headersNanos = System.nanoTime();

    private boolean requested;
    private long bytesBefore;

    Entry(Connection connection, @Nullable String address) {
      this.connection = connection;
      this.address = address;
    }
  }

  @Override
  public void onOpened(Connection connection) {
    if (!(connection instanceof ConnectionMetaData)) {
      return;
    }
    var endPoint = connection.getEndPoint();
    var entry = new Entry(connection, address(endPoint));
    @Nullable Entry superfluous;
    lock.lock();
    try {
      open.put(endPoint, entry);
      superfluous = superfluous(entry);
      if (superfluous != null) {
        // Removed before it is closed, so that no other thread chooses it again.
        remove(superfluous.connection.getEndPoint());
      }
    } finally {
      lock.unlock();
    }
    if (superfluous != null) {
      superfluous.connection.getEndPoint().close();
    }
  }

  /// The caller holds the lock.
  private @Nullable Entry superfluous(Entry entry) {
    if (entry.address != null) {
      var same = byAddress.computeIfAbsent(entry.address, _ -> new LinkedHashSet<>());
      same.add(entry);
      if (same.size() > limits.connectionsPerAddressMax()) {
        return same.getFirst();
      }
    }
    return open.size() > limits.connectionsMax() ? open.values().iterator().next() : null;
  }

  /// Also called when a connection becomes a WebSocket.
  @Override
  public void onClosed(Connection connection) {
    lock.lock();
    try {
      remove(connection.getEndPoint());
    } finally {
      lock.unlock();
    }
  }

  /// The caller holds the lock.
  private void remove(EndPoint endPoint) {
    var entry = open.remove(endPoint);
    if (entry != null && entry.address != null) {
      var same = byAddress.get(entry.address);
      if (same != null && same.remove(entry) && same.isEmpty()) {
        byAddress.remove(entry.address);
      }
    }
  }

  /// Wraps a handler, to observe when the headers of a request are complete.
  Handler watch(Handler handler) {
    return new Handler.Wrapper(handler) {
      @Override
      public boolean handle(Request request, Response response, Callback callback)
          throws Exception {
        began(request);
        return super.handle(request, response, callback);
      }
    };
  }

  private void began(Request request) {
    var connection = request.getConnectionMetaData().getConnection();
    lock.lock();
    try {
      var entry = open.get(connection.getEndPoint());
      if (entry != null) {
        entry.headersNanos = null;
        entry.requested = true;
      }
    } finally {
      lock.unlock();
    }
    Request.addCompletionListener(request, _ -> ended(connection));
  }

  private void ended(Connection connection) {
    lock.lock();
    try {
      var entry = open.get(connection.getEndPoint());
      if (entry != null) {
        entry.requested = false;
        entry.bytesBefore = connection.getBytesIn();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Closes connections whose headers take too long. A timer calls this about once a second.
  void look(long nowNanos) {
    for (var connection : late(nowNanos)) {
      connection.getEndPoint().close();
    }
  }

  private List<Connection> late(long nowNanos) {
    var late = new ArrayList<Connection>();
    lock.lock();
    try {
      for (var entry : open.values()) {
        if (entry.requested) {
          continue;
        }
        var since = entry.headersNanos;
        if (since == null) {
          if (entry.connection.getBytesIn() > entry.bytesBefore) {
            entry.headersNanos = nowNanos;
          }
        } else if (nowNanos - since > TimeUnit.MILLISECONDS.toNanos(limits.headersMillisMax())) {
          late.add(entry.connection);
        }
      }
    } finally {
      lock.unlock();
    }
    return late;
  }

  /// Open HTTP connections.
  int size() {
    lock.lock();
    try {
      return open.size();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable String address(EndPoint endPoint) {
    if (endPoint.getRemoteSocketAddress() instanceof InetSocketAddress peer) {
      InetAddress address = peer.getAddress();
      return address == null || proxies.trusts(address)
          ? null
          : RemoteAddress.of(address.getHostAddress()).group();
    }
    return null;
  }
}
