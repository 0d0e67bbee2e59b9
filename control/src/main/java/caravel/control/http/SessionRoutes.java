package caravel.control.http;

import caravel.control.auth.Authenticator;
import caravel.control.auth.Caller;
import caravel.nostr.PublicKey;
import java.util.List;

/// The routes about the caller's own authentication.
final class SessionRoutes {
  private record Identity(PublicKey pubkey, boolean isAdmin) {}

  private final Authenticator authenticator;
  private final OpenStreams streams;

  SessionRoutes(Authenticator authenticator, OpenStreams streams) {
    this.authenticator = authenticator;
    this.streams = streams;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/identity", Access.AUTHED, request -> Response.ok(identity(request.caller()))),
        Route.delete("/session", Access.AUTHED, this::end));
  }

  private static Identity identity(Caller caller) {
    return new Identity(caller.pubkey(), caller.admin());
  }

  private Response end(Request request) {
    var token = request.signIn().token();
    authenticator.end(token);
    streams.end(token);
    return Response.ok(null);
  }
}
