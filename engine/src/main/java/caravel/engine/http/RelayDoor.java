package caravel.engine.http;

import caravel.engine.config.RelayConfig;
import caravel.engine.session.Address;
import caravel.engine.session.LiveRelay;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/// What a relay's own host answers. First match wins, as in zooid: WebSocket, NIP-11, NIP-86, the
/// landing page. Media and LiveKit are not there yet and are unknown paths.
final class RelayDoor {
  private static final String PREFLIGHT_VARY =
      "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";
  private static final String METHODS = "HEAD GET POST PUT PATCH DELETE";
  private static final String PREFLIGHT_SECONDS = "86400";

  private final Sockets sockets;
  private final ServerWebSocketContainer container;
  private final Nip86Door management;

  RelayDoor(Sockets sockets, ServerWebSocketContainer container, Nip86Door management) {
    this.sockets = sockets;
    this.container = container;
    this.management = management;
  }

  void handle(Exchange exchange, LiveRelay relay) {
    if (exchange.header("Upgrade").equals("websocket")) {
      upgrade(exchange, relay);
      return;
    }
    if (exchange.method().equals("OPTIONS")
        && !exchange.header("Access-Control-Request-Method").isEmpty()) {
      preflight(exchange);
      return;
    }
    var headers = exchange.response().getHeaders();
    headers.put(HttpHeader.VARY, "Origin");
    if (!exchange.header("Origin").isEmpty()) {
      headers.put("Access-Control-Allow-Origin", "*");
    }
    if (exchange.header("Accept").equals(RelayInformation.TYPE)) {
      var document = RelayInformation.write(relay.config(), address(exchange).http());
      exchange.answer(200, RelayInformation.TYPE, document);
    } else if (exchange.header("Content-Type").equals(Nip86Door.TYPE)) {
      management.handle(exchange, relay, address(exchange).url());
    } else if (exchange.rawPath().equals("/")) {
      landing(exchange, relay.config());
    } else {
      exchange.text(404, "404 page not found");
    }
  }

  private void upgrade(Exchange exchange, LiveRelay relay) {
    var client = exchange.client();
    if (!sockets.enter(client)) {
      exchange.response().getHeaders().put(HttpHeader.RETRY_AFTER, "30");
      exchange.text(503, "too many connections");
      return;
    }
    var socket =
        new RelaySocket(
            relay,
            address(exchange),
            client,
            sockets,
            connection(exchange) instanceof ProgressEndPoint endPoint ? endPoint : null);
    var upgraded = false;
    try {
      var answered =
          new Callback.Nested(exchange.callback()) {
            @Override
            public void failed(Throwable cause) {
              socket.refused();
              super.failed(cause);
            }
          };
      upgraded =
          container.upgrade((_, _, _) -> socket, exchange.request(), exchange.response(), answered);
    } finally {
      if (!upgraded) {
        socket.refused();
      }
    }
    if (!upgraded) {
      exchange.text(400, "Bad Request");
    }
  }

  private static EndPoint connection(Exchange exchange) {
    return exchange.request().getConnectionMetaData().getConnection().getEndPoint();
  }

  /// Where the client thinks the relay is: what a trusted proxy says, or the host itself.
  private static Address address(Exchange exchange) {
    var host = exchange.forwarded("X-Forwarded-Host");
    return Address.of(
        host == null ? exchange.host() : host, exchange.forwarded("X-Forwarded-Proto"));
  }

  private static void preflight(Exchange exchange) {
    var headers = exchange.response().getHeaders();
    headers.put(HttpHeader.VARY, PREFLIGHT_VARY);
    var method = exchange.header("Access-Control-Request-Method");
    if (!exchange.header("Origin").isEmpty()
        && java.util.List.of(METHODS.split(" ")).contains(method)) {
      headers.put("Access-Control-Allow-Origin", "*");
      headers.put("Access-Control-Allow-Methods", method);
      var asked = exchange.header("Access-Control-Request-Headers");
      if (!asked.isEmpty()) {
        headers.put("Access-Control-Allow-Headers", asked);
      }
      headers.put("Access-Control-Max-Age", PREFLIGHT_SECONDS);
    }
    exchange.empty(204);
  }

  private static void landing(Exchange exchange, RelayConfig config) {
    var name = escaped(config.info().name().isEmpty() ? config.host() : config.info().name());
    exchange
        .response()
        .getHeaders()
        .put("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    exchange.answer(
        200,
        "text/html; charset=utf-8",
        """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%s</title>
        <style>body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem}</style>
        <h1>%s</h1>
        <p>%s</p>
        <p>This is a Nostr relay. Open its address in a Nostr client to join the conversation.</p>
        </html>
        """
            .formatted(name, name, escaped(config.info().description())));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
