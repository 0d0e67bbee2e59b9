package caravel.engine.http;

import caravel.engine.session.Address;
import caravel.engine.session.LiveRelay;
import caravel.engine.wire.Handshake;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;

/// Handles requests to a relay's host. The first match wins, as in zooid: WebSocket, NIP-11,
/// NIP-86, landing page, the page of an invite, calls, files.
final class RelayHandler {
  private static final String PREFLIGHT_VARY =
      "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";
  private static final String METHODS = "HEAD GET POST PUT PATCH DELETE";
  private static final String PREFLIGHT_SECONDS = "86400";

  private final Sockets sockets;
  private final Nip86Handler management;
  private final InvitePageHandler invites;
  private final LivekitHandler calls;
  private final BlossomHandler files;

  RelayHandler(
      Sockets sockets,
      Nip86Handler management,
      InvitePageHandler invites,
      LivekitHandler calls,
      BlossomHandler files) {
    this.sockets = sockets;
    this.management = management;
    this.invites = invites;
    this.calls = calls;
    this.files = files;
  }

  void handle(RequestContext context, LiveRelay relay) {
    if (context.header("Upgrade").equals("websocket")) {
      upgrade(context, relay);
      return;
    }
    if (context.method().equals("OPTIONS")
        && !context.header("Access-Control-Request-Method").isEmpty()) {
      preflight(context);
      return;
    }
    var headers = context.response().getHeaders();
    headers.put(HttpHeader.VARY, "Origin");
    if (!context.header("Origin").isEmpty()) {
      headers.put("Access-Control-Allow-Origin", "*");
    }
    if (context.header("Accept").equals(RelayInformation.TYPE)) {
      var document = RelayInformation.write(relay.config(), address(context).http());
      context.answer(200, RelayInformation.TYPE, document);
    } else if (context.header("Content-Type").equals(Nip86Handler.TYPE)) {
      management.handle(context, relay, address(context).url());
    } else if (context.rawPath().equals("/")) {
      invites.landing(context, relay, address(context));
    } else if (InvitePageHandler.isJoin(context)) {
      invites.join(context, relay, address(context));
    } else if (!calls.handle(context, relay) && !files.handle(context, relay)) {
      context.text(404, "404 page not found");
    }
  }

  private void upgrade(RequestContext context, LiveRelay relay) {
    if (!Handshake.isValid(context.request())) {
      context.response().getHeaders().put("Sec-WebSocket-Version", Handshake.VERSION);
      context.text(400, "Bad Request");
      return;
    }
    var client = context.client();
    if (!sockets.enter(client)) {
      context.response().getHeaders().put(HttpHeader.RETRY_AFTER, "30");
      context.text(503, "too many connections");
      return;
    }
    var socket =
        new RelaySocket(
            relay,
            address(context),
            client,
            sockets,
            connection(context) instanceof ProgressEndPoint endPoint ? endPoint : null);
    var answered =
        new Callback.Nested(context.callback()) {
          @Override
          public void failed(Throwable cause) {
            socket.refused();
            super.failed(cause);
          }
        };
    var request = context.request();
    var connection =
        Handshake.connection(request, sockets.limits().bounds(), socket.memory(), socket);
    socket.connect(connection);
    Handshake.accept(request, context.response(), answered, connection);
  }

  private static EndPoint connection(RequestContext context) {
    return context.request().getConnectionMetaData().getConnection().getEndPoint();
  }

  /// The relay's address as the client sees it: from a trusted proxy, or the host itself.
  private static Address address(RequestContext context) {
    var host = context.forwarded("X-Forwarded-Host");
    return Address.of(host == null ? context.host() : host, context.forwarded("X-Forwarded-Proto"));
  }

  private static void preflight(RequestContext context) {
    var headers = context.response().getHeaders();
    headers.put(HttpHeader.VARY, PREFLIGHT_VARY);
    var method = context.header("Access-Control-Request-Method");
    if (!context.header("Origin").isEmpty()
        && java.util.List.of(METHODS.split(" ")).contains(method)) {
      headers.put("Access-Control-Allow-Origin", "*");
      headers.put("Access-Control-Allow-Methods", method);
      var asked = context.header("Access-Control-Request-Headers");
      if (!asked.isEmpty()) {
        headers.put("Access-Control-Allow-Headers", asked);
      }
      headers.put("Access-Control-Max-Age", PREFLIGHT_SECONDS);
    }
    context.empty(204);
  }
}
