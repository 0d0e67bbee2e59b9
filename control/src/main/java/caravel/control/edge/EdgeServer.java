package caravel.control.edge;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/// The listener for a TLS proxy such as Caddy. It belongs into the private network: it says which
/// names exist and where the platform's servers are.
///
/// - `/edge/tls?domain=NAME` answers 200 if the name may have a certificate, else 404 (Caddy's
///   on-demand TLS, `ask`).
/// - `/edge/route` reads `X-Forwarded-Host` and answers 200 with `X-Caravel-Upstream` and
///   `X-Caravel-Host`, or 404 (Caddy's `forward_auth`). The request may ask for a WebSocket.
public final class EdgeServer implements AutoCloseable {
  private static final String UPSTREAM = "X-Caravel-Upstream";
  private static final String HOST = "X-Caravel-Host";

  private final EdgeNames names;
  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);
  private final Map<Answer, LongAdder> answers = new ConcurrentHashMap<>();

  /// A question of the proxy.
  public enum Question {
    TLS,
    ROUTE
  }

  /// An answer to the proxy.
  ///
  /// @param isKnown whether the name belongs to the platform
  public record Answer(Question question, boolean isKnown) {
    public static Stream<Answer> all() {
      return Stream.of(Question.values())
          .flatMap(question -> Stream.of(new Answer(question, true), new Answer(question, false)));
    }
  }

  private EdgeServer(EdgeNames names) {
    this.names = names;
    server.addConnector(connector);
    server.setHandler(
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback) {
            response.setStatus(answer(request, response));
            callback.succeeded();
            return true;
          }
        });
  }

  /// @param port 0 = any free one
  /// @throws IllegalStateException if it cannot listen there
  public static EdgeServer start(EdgeNames names, String host, int port) {
    var edge = new EdgeServer(names);
    edge.connector.setHost(host);
    edge.connector.setPort(port);
    try {
      edge.server.start();
    } catch (Exception failed) {
      throw new IllegalStateException(
          "EDGE_HOST, EDGE_PORT: cannot listen on " + host + ":" + port, failed);
    }
    return edge;
  }

  public int port() {
    return connector.getLocalPort();
  }

  /// The number of these answers since the start.
  public long answers(Answer answer) {
    return count(answer).sum();
  }

  private LongAdder count(Answer answer) {
    return answers.computeIfAbsent(answer, _ -> new LongAdder());
  }

  private int answer(Request request, Response response) {
    return switch (Request.getPathInContext(request)) {
      case "/edge/tls" -> mayHaveCertificate(request);
      case "/edge/route" -> route(request, response);
      default -> HttpStatus.NOT_FOUND_404;
    };
  }

  private int mayHaveCertificate(Request request) {
    var name = Request.extractQueryParameters(request).getValue("domain");
    var isKnown = name != null && names.find(name) != null;
    return status(Question.TLS, isKnown);
  }

  private int status(Question question, boolean isKnown) {
    count(new Answer(question, isKnown)).increment();
    return isKnown ? HttpStatus.OK_200 : HttpStatus.NOT_FOUND_404;
  }

  private int route(Request request, Response response) {
    var name = request.getHeaders().get("X-Forwarded-Host");
    var route = name == null ? null : names.find(name);
    if (route == null) {
      return status(Question.ROUTE, false);
    }
    var upstream = route.upstream();
    var address = upstream.host() == null ? localAddress(request) : upstream.host();
    response.getHeaders().put(UPSTREAM, authority(address, upstream.port()));
    response.getHeaders().put(HOST, route.host());
    return status(Question.ROUTE, true);
  }

  /// The address at which the proxy reached this process.
  private static String localAddress(Request request) {
    return request.getConnectionMetaData().getLocalSocketAddress()
            instanceof InetSocketAddress local
        ? local.getAddress().getHostAddress()
        : "127.0.0.1";
  }

  private static String authority(String host, int port) {
    return (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port;
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception failed) {
      throw new IllegalStateException("the listener for the TLS proxy did not stop", failed);
    }
  }
}
