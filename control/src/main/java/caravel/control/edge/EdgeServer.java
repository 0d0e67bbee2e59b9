package caravel.control.edge;

import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;

/// The listener for a TLS proxy such as Caddy. It belongs into the private network: it says which
/// names exist and where the platform's servers are.
///
/// - `GET /edge/tls?domain=NAME` answers 200 if the name may have a certificate, else 404
///   (Caddy's on-demand TLS, `ask`).
/// - `GET /edge/route` reads `X-Forwarded-Host` and answers 200 with `X-Caravel-Upstream` and
///   `X-Caravel-Host`, or 404 (Caddy's `forward_auth`).
public final class EdgeServer implements AutoCloseable {
  static final String UPSTREAM = "X-Caravel-Upstream";
  static final String HOST = "X-Caravel-Host";

  private final EdgeNames names;
  private final Javalin server;

  private EdgeServer(EdgeNames names) {
    this.names = names;
    this.server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.routes.get("/edge/tls", this::mayHaveCertificate);
              config.routes.get("/edge/route", this::route);
            });
  }

  /// @param port 0 = any free one
  public static EdgeServer start(EdgeNames names, String host, int port) {
    var edge = new EdgeServer(names);
    edge.server.start(host, port);
    return edge;
  }

  public int port() {
    return server.port();
  }

  private void mayHaveCertificate(Context context) {
    var name = context.queryParam("domain");
    var known = name != null && names.find(name) != null;
    context.status(known ? HttpStatus.OK : HttpStatus.NOT_FOUND);
  }

  private void route(Context context) {
    var header = context.header("X-Forwarded-Host");
    var route = header == null ? null : names.find(header);
    if (route == null) {
      context.status(HttpStatus.NOT_FOUND).result("There is no relay at this address.\n");
      return;
    }
    var upstream = route.upstream();
    var address = upstream.host() == null ? context.req().getLocalAddr() : upstream.host();
    context.header(UPSTREAM, authority(address, upstream.port())).header(HOST, route.host());
  }

  private static String authority(String host, int port) {
    return (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port;
  }

  @Override
  public void close() {
    server.stop();
  }
}
