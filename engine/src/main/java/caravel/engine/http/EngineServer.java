package caravel.engine.http;

import caravel.engine.limits.MemoryBudget;
import caravel.engine.limits.RateLimits;
import caravel.engine.livekit.LivekitClient;
import caravel.engine.session.LiveRelay;
import caravel.engine.tenancy.VirtualRelays;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/// The engine's HTTP listener. Serves the management API on its own host, each relay on its host,
/// and 404 on all others.
///
/// The Host header must match exactly, port included. Forwarded headers do not select a host.
public final class EngineServer implements AutoCloseable {
  /// Largest request line with all headers.
  private static final int HEADERS_BYTES_MAX = 16 * 1024;

  /// A connection that sends nothing for this long before or between requests is closed.
  private static final int IDLE_SECONDS = 60;

  /// Platform threads that wait for the network.
  private static final int NETWORK_THREADS_MAX = 64;

  /// Short tasks of connections that run at the same time, each on a virtual thread. None of them
  /// waits for a peer, a lock or a disk.
  private static final int REQUESTS_MAX = 2_048;

  /// Connections that the operating system queues until they are accepted.
  private static final int BACKLOG = 1_024;

  /// Most connections of the process, WebSockets and HTTP together. No more are accepted beyond it.
  private static final int CONNECTIONS_MAX =
      SocketLimits.SOCKETS_MAX + HttpConnectionLimiter.Limits.STANDARD.connectionsMax() + BACKLOG;

  private static final int STOP_SECONDS = 5;

  private final Server server;
  private final ServerConnector connector;
  private final Sockets sockets;
  private final HttpConnectionLimiter guard;

  private EngineServer(
      Server server, ServerConnector connector, Sockets sockets, HttpConnectionLimiter guard) {
    this.server = server;
    this.connector = connector;
    this.sockets = sockets;
    this.guard = guard;
  }

  /// @throws UncheckedIOException when the port is taken or not allowed
  public static EngineServer open(
      EngineServerSettings settings, VirtualRelays relays, InstantSource clock) {
    var limits =
        new Limits(
            SocketLimits.STANDARD,
            HttpConnectionLimiter.Limits.STANDARD,
            MemoryBudget.ofHeap(),
            settings.rates());
    return open(settings, relays, clock, limits);
  }

  /// @param memory for all connections together
  /// @param rates of one address
  /// @param nanos measures the rates of transfers, as [System#nanoTime()]
  record Limits(
      SocketLimits sockets,
      HttpConnectionLimiter.Limits connections,
      MemoryBudget memory,
      RateLimits.Actions rates,
      LongSupplier nanos) {
    Limits(
        SocketLimits sockets,
        HttpConnectionLimiter.Limits connections,
        MemoryBudget memory,
        RateLimits.Actions rates) {
      this(sockets, connections, memory, rates, System::nanoTime);
    }

    static Limits of(SocketLimits sockets) {
      return new Limits(
          sockets,
          HttpConnectionLimiter.Limits.STANDARD,
          MemoryBudget.ofHeap(),
          RateLimits.STANDARD.perAddress());
    }
  }

  static EngineServer open(
      EngineServerSettings settings, VirtualRelays relays, InstantSource clock, Limits limits) {
    var threads = new QueuedThreadPool(NETWORK_THREADS_MAX);
    threads.setName("engine");
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(new VirtualThreadPool(REQUESTS_MAX));
    var server = new Server(threads);
    server.setStopTimeout(Duration.ofSeconds(STOP_SECONDS).toMillis());
    server.setErrorHandler(EngineServer::failed);
    var connector = connector(server);
    connector.setHost(settings.host());
    connector.setPort(settings.port());
    connector.setIdleTimeout(Duration.ofSeconds(IDLE_SECONDS).toMillis());
    connector.setAcceptQueueSize(BACKLOG);
    connector.setAcceptedSendBufferSize(SocketLimits.KERNEL_SEND_BYTES);
    connector.addBean(new NetworkConnectionLimit(CONNECTIONS_MAX, connector));
    var guard = new HttpConnectionLimiter(limits.connections(), settings.proxies());
    connector.addBean(guard);
    server.addConnector(connector);
    var memory = limits.memory();
    var sockets = new Sockets(limits.sockets(), memory, limits.rates(), clock);
    sockets.everySecond(() -> guard.look(System.nanoTime()));
    var workers = new HttpWorkers(memory);
    var livekit = new LivekitClient(clock);
    connector.addBean(livekit);
    var calls = new LivekitHandler(clock, livekit, workers);
    var invites = new InvitePageHandler(relays, settings.operator(), sockets::mayAsk);
    var relayHandler =
        new RelayHandler(
            sockets,
            new Nip86Handler(relays, clock, workers),
            invites,
            calls,
            new BlossomHandler(clock, limits.nanos(), workers, sockets::mayAsk));
    var api = new ManagementApi(relays, settings.whitelist(), clock, workers);
    server.setHandler(
        guard.watch(new Dispatch(settings, relays, api, relayHandler, invites, calls)));
    try {
      server.start();
    } catch (Exception failed) {
      sockets.close();
      throw new UncheckedIOException(
          "cannot listen on " + settings.host() + ":" + settings.port(), new IOException(failed));
    }
    return new EngineServer(server, connector, sockets, guard);
  }

  /// The port that the server listens on.
  public int port() {
    return connector.getLocalPort();
  }

  Sockets sockets() {
    return sockets;
  }

  /// Open WebSockets.
  public int openSockets() {
    return sockets.size();
  }

  /// Open connections that are not WebSockets.
  public int httpConnections() {
    return guard.size();
  }

  /// Heap that all clients hold now.
  public long clientBytes() {
    return sockets.memory().heldBytes();
  }

  /// Clients dropped since the start because they did not read.
  public long slowReadersDropped() {
    return sockets.dropLog().count(DropLog.Reason.SLOW);
  }

  /// Clients dropped since the start because memory was short.
  public long memoryDropped() {
    return sockets.dropLog().count(DropLog.Reason.MEMORY);
  }

  private static ServerConnector connector(Server server) {
    return new ServerConnector(server, new HttpConnectionFactory(http())) {
      @Override
      protected SocketChannelEndPoint newEndPoint(
          SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        var endPoint = new ProgressEndPoint(channel, selector, key, getScheduler());
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
      }
    };
  }

  private static HttpConfiguration http() {
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADERS_BYTES_MAX);
    // The router splits and decodes paths itself, so ambiguous paths are safe.
    http.setUriCompliance(UriCompliance.UNSAFE);
    return http;
  }

  private static boolean failed(Request request, Response response, Callback callback) {
    response.getHeaders().put("Content-Type", "text/plain; charset=utf-8");
    org.eclipse.jetty.io.Content.Sink.write(
        response, true, "Error " + response.getStatus() + "\n", callback);
    return true;
  }

  /// Accepts no new connection, closes every socket with a reason, and stops.
  @Override
  public void close() {
    connector.close();
    sockets.close();
    try {
      server.stop();
    } catch (Exception failed) {
      throw new IllegalStateException("the listener did not stop", failed);
    }
  }

  private static final class Dispatch extends Handler.Abstract {
    private final EngineServerSettings settings;
    private final VirtualRelays relays;
    private final ManagementApi api;
    private final RelayHandler relayHandler;
    private final InvitePageHandler invites;
    private final LivekitHandler calls;

    Dispatch(
        EngineServerSettings settings,
        VirtualRelays relays,
        ManagementApi api,
        RelayHandler relayHandler,
        InvitePageHandler invites,
        LivekitHandler calls) {
      this.settings = settings;
      this.relays = relays;
      this.api = api;
      this.relayHandler = relayHandler;
      this.invites = invites;
      this.calls = calls;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      var context = new RequestContext(request, response, callback, settings.proxies());
      var host = context.host();
      if (host.equals(settings.apiHost())) {
        if (LivekitHandler.isWebhook(context)) {
          calls.handleShared(context, this::ofSchema);
        } else {
          api.handle(context);
        }
        return true;
      }
      relays
          .at(host)
          .ifPresentOrElse(relay -> relayHandler.handle(context, relay), () -> unknown(context));
      return true;
    }

    private void unknown(RequestContext context) {
      if (InvitePageHandler.isJoin(context)) {
        invites.unknown(context);
      } else {
        context.text(404, "Not Found");
      }
    }

    private Optional<LiveRelay> ofSchema(String schema) {
      return relays.all().stream()
          .filter(relay -> relay.config().schema().equals(schema))
          .findFirst();
    }
  }
}
