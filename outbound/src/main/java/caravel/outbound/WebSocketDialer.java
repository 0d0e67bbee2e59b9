package caravel.outbound;

import caravel.outbound.RelayDialer.DialResult;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.WWWAuthenticationProtocolHandler;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import org.jspecify.annotations.Nullable;

/// Connects to relays. For users' addresses the rules of [RelayUrl] apply: `wss:` to public
/// addresses only, connected to the very address that was checked, and a demo's own relay. The
/// operator's addresses may be private.
public final class WebSocketDialer implements RelayDialer, AutoCloseable {
  /// Most open sockets.
  public static final int SOCKETS_MAX = 256;

  /// From the first look-up to the open socket.
  public static final Duration DIAL_WAIT = Duration.ofSeconds(8);

  /// A socket without messages ends after this time; [RelayConnection#ping] keeps it open.
  public static final Duration IDLE_MAX = Duration.ofSeconds(90);

  private static final Duration PLACE_WAIT = Duration.ofSeconds(3);
  private static final int THREADS_MAX = 8;
  private static final int FRAMES_OUT_MAX = 64;
  private static final int HEADERS_BYTES_MAX = 16 * 1024;

  private final Semaphore places = new Semaphore(SOCKETS_MAX, true);
  private final Map<Destination, Checked> checked = new ConcurrentHashMap<>();
  private final CheckedNames names;
  private final @Nullable OwnRelay own;
  private final boolean guarded;
  private final HttpClient http;
  private final WebSocketClient sockets;

  /// An address that is being dialled.
  private record Destination(String host, int port) {
    /// The form that Jetty uses too: lower case, an IPv6 address without brackets.
    Destination {
      var plain = host.toLowerCase(Locale.ROOT);
      host = plain.startsWith("[") ? plain.substring(1, plain.length() - 1) : plain;
    }
  }

  /// Addresses that were checked for running dials.
  ///
  /// @param users dials that use them
  private record Checked(List<InetSocketAddress> addresses, int users) {}

  private WebSocketDialer(
      CheckedNames names,
      @Nullable OwnRelay own,
      boolean guarded,
      SslContextFactory.Client tls,
      int messageBytesMax) {
    this.names = names;
    this.own = own;
    this.guarded = guarded;
    this.http = new HttpClient();
    var threads = new QueuedThreadPool(THREADS_MAX, 1);
    threads.setName("relays");
    threads.setDaemon(true);
    http.setExecutor(threads);
    http.setSslContextFactory(tls);
    http.setSocketAddressResolver(this::resolve);
    http.setFollowRedirects(false);
    http.setHttpCookieStore(new HttpCookieStore.Empty());
    http.setUserAgentField(null);
    http.setConnectTimeout(DIAL_WAIT.toMillis());
    http.setMaxConnectionsPerDestination(SOCKETS_MAX);
    http.setMaxResponseHeadersSize(HEADERS_BYTES_MAX);
    sockets = new WebSocketClient(http);
    sockets.setMaxTextMessageSize(messageBytesMax);
    sockets.setMaxBinaryMessageSize(messageBytesMax);
    sockets.setMaxFrameSize(messageBytesMax);
    sockets.setMaxOutgoingFrames(FRAMES_OUT_MAX);
    sockets.setIdleTimeout(IDLE_MAX);
    try {
      http.start();
      http.getProtocolHandlers().remove(WWWAuthenticationProtocolHandler.NAME);
      sockets.start();
    } catch (Exception failed) {
      throw new IllegalStateException("the WebSocket client does not start", failed);
    }
  }

  /// For users' addresses.
  ///
  /// @param own the relay of a demo's own engine; null = none, as always in production
  public static WebSocketDialer forStrangers(@Nullable OwnRelay own) {
    var names = new CheckedNames(HostResolver.SYSTEM, InetSocketAddress::new);
    return forStrangers(names, own, new SslContextFactory.Client());
  }

  static WebSocketDialer forStrangers(
      CheckedNames names, @Nullable OwnRelay own, SslContextFactory.Client tls) {
    return new WebSocketDialer(names, own, true, tls, RelayConnection.MESSAGE_BYTES_MAX);
  }

  /// For the operator's addresses, which may be private.
  public static WebSocketDialer forOperator() {
    return forOperator(HostResolver.SYSTEM);
  }

  /// For the operator's addresses, whose names a given resolver looks up.
  public static WebSocketDialer forOperator(HostResolver names) {
    return forOperator(names, RelayConnection.MESSAGE_BYTES_MAX);
  }

  /// For the relays of a relay host, which the operator chose.
  ///
  /// @param messageBytesMax longest message that is read
  public static WebSocketDialer forRelayHost(int messageBytesMax) {
    return forOperator(HostResolver.SYSTEM, messageBytesMax);
  }

  private static WebSocketDialer forOperator(HostResolver names, int messageBytesMax) {
    var tls = new SslContextFactory.Client();
    return new WebSocketDialer(CheckedNames.ofOperator(names), null, false, tls, messageBytesMax);
  }

  @Override
  public DialResult dial(String caller, String url) {
    URI uri;
    try {
      uri = guarded ? admitted(url) : new RelayAddress(url).uri();
    } catch (IllegalArgumentException refused) {
      return new DialResult.Refused(String.valueOf(refused.getMessage()));
    }
    return dialWithPlace(caller, uri, "");
  }

  /// Dials a relay by another name than that of the server it is on.
  ///
  /// @param host the Host header that selects the relay
  public DialResult dialHost(URI uri, String host) {
    return dialWithPlace("", uri, host);
  }

  private DialResult dialWithPlace(String caller, URI uri, String host) {
    try {
      if (!places.tryAcquire(PLACE_WAIT.toNanos(), TimeUnit.NANOSECONDS)) {
        return new DialResult.Busy();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new DialResult.Busy();
    }
    return dialNow(caller, uri, host);
  }

  private URI admitted(String url) {
    return own != null && own.isNamed(url) ? own.url() : RelayUrl.parse(url).request();
  }

  /// HostResolver are looked up here and not by Jetty, which knows neither callers nor a deadline.
  /// Jetty is given exactly the addresses that were checked.
  private DialResult dialNow(String caller, URI uri, String host) {
    var end = System.nanoTime() + DIAL_WAIT.toNanos();
    var connection = new RelayConnection(places::release);
    var destination = new Destination(uri.getHost(), port(uri));
    try {
      return switch (lookUp(caller, destination)) {
        case CheckedNames.Lookup.Busy _ -> busy(connection);
        case CheckedNames.Lookup.Failed(var why) -> unreachable(connection, why);
        case CheckedNames.Lookup.Found(var addresses) -> {
          use(destination, addresses);
          try {
            yield connect(uri, host, connection, end - System.nanoTime());
          } finally {
            used(destination);
          }
        }
      };
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return unreachable(connection, "interrupted");
    }
  }

  private CheckedNames.Lookup lookUp(String caller, Destination destination)
      throws InterruptedException {
    return own != null && own.isAt(destination.host(), destination.port())
        ? new CheckedNames.Lookup.Found(List.of(own.at()))
        : names.lookUp(caller, destination.host(), destination.port(), DIAL_WAIT);
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "wss".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }

  private void use(Destination destination, List<InetSocketAddress> addresses) {
    checked.merge(
        destination,
        new Checked(addresses, 1),
        (known, fresh) -> new Checked(fresh.addresses(), known.users() + 1));
  }

  private void used(Destination destination) {
    checked.computeIfPresent(
        destination,
        (_, known) ->
            known.users() == 1 ? null : new Checked(known.addresses(), known.users() - 1));
  }

  private DialResult connect(URI uri, String host, RelayConnection connection, long waitNanos)
      throws InterruptedException {
    var wait = Math.max(1, TimeUnit.NANOSECONDS.toMillis(waitNanos));
    try {
      var request = new ClientUpgradeRequest(uri);
      if (!host.isEmpty()) {
        request.setHeader("Host", host);
      }
      request.setTimeout(wait, TimeUnit.MILLISECONDS);
      sockets.connect(connection, request).get(wait, TimeUnit.MILLISECONDS);
      return new DialResult.Open(connection);
    } catch (TimeoutException _) {
      return unreachable(connection, "no answer in time");
    } catch (ExecutionException | IOException | RuntimeException failed) {
      return Exhaustion.isExhaustion(failed)
          ? busy(connection)
          : unreachable(connection, reason(failed));
    }
  }

  private static DialResult busy(RelayConnection connection) {
    connection.close();
    return new DialResult.Busy();
  }

  private static DialResult unreachable(RelayConnection connection, String why) {
    connection.close();
    return new DialResult.Unreachable(why);
  }

  private static String reason(Throwable failed) {
    var cause = failed.getCause() == null ? failed : failed.getCause();
    return cause.getClass().getSimpleName();
  }

  private void resolve(
      String host,
      int port,
      Map<String, Object> context,
      Promise<List<InetSocketAddress>> promise) {
    var known = checked.get(new Destination(host, port));
    if (known == null) {
      promise.failed(new IOException("the address was not checked, or the dial was given up"));
    } else {
      promise.succeeded(known.addresses());
    }
  }

  /// The operator's form: any `ws:` or `wss:` address with a host.
  private record RelayAddress(URI uri) {
    RelayAddress(String url) {
      this(URI.create(url.strip()));
    }

    RelayAddress {
      var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      if (!(scheme.equals("ws") || scheme.equals("wss")) || uri.getHost() == null) {
        throw new IllegalArgumentException("A relay's address must begin with wss://.");
      }
    }
  }

  @Override
  public void close() {
    try {
      sockets.stop();
      http.stop();
    } catch (Exception failed) {
      throw new IllegalStateException("the WebSocket client does not stop", failed);
    } finally {
      names.close();
    }
  }
}
