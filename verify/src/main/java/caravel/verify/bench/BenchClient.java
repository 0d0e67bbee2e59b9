package caravel.verify.bench;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.client.WebSocketClient;

/// Connects by HTTP and WebSocket to one address, whatever host the URL names: the relays' names
/// need no DNS.
final class BenchClient implements AutoCloseable {
  private static final int CONNECTIONS_MAX = 20_000;
  private static final int MESSAGE_BYTES_MAX = 4 * 1024 * 1024;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);

  private final HttpClient http;
  private final WebSocketClient webSockets;

  /// @param receiveBytes the kernel's buffer of each socket; 0 = the kernel's default
  BenchClient(URI address, int receiveBytes) throws Exception {
    var connector = new ClientConnector();
    if (receiveBytes > 0) {
      connector.setReceiveBufferSize(receiveBytes);
    }
    connector.setConnectTimeout(CONNECT_TIMEOUT);
    http = new HttpClient(new HttpClientTransportOverHTTP(connector));
    var threads = new QueuedThreadPool();
    threads.setName("bench");
    threads.setDaemon(true);
    http.setExecutor(threads);
    http.setSocketAddressResolver(new Fixed(resolve(address)));
    http.setMaxConnectionsPerDestination(CONNECTIONS_MAX);
    http.setFollowRedirects(false);
    webSockets = new WebSocketClient(http);
    webSockets.setIdleTimeout(Duration.ZERO);
    webSockets.setMaxTextMessageSize(MESSAGE_BYTES_MAX);
    webSockets.setMaxFrameSize(MESSAGE_BYTES_MAX);
    http.start();
    webSockets.start();
  }

  HttpClient http() {
    return http;
  }

  WebSocketClient webSockets() {
    return webSockets;
  }

  /// The address of a URL's server.
  static InetSocketAddress resolve(URI address) throws UnknownHostException {
    boolean secure = address.getScheme().endsWith("s");
    int port = address.getPort() >= 0 ? address.getPort() : secure ? 443 : 80;
    var host = address.getHost();
    boolean local = host.equals("localhost") || host.endsWith(".localhost");
    var ip = local ? InetAddress.getLoopbackAddress() : InetAddress.getByName(host);
    return new InetSocketAddress(ip, port);
  }

  @Override
  public void close() {
    LifeCycle.stop(webSockets);
    LifeCycle.stop(http);
  }

  private record Fixed(InetSocketAddress address) implements SocketAddressResolver {
    @Override
    public void resolve(
        String host,
        int port,
        Map<String, Object> context,
        Promise<List<InetSocketAddress>> found) {
      found.succeeded(List.of(address));
    }
  }
}
