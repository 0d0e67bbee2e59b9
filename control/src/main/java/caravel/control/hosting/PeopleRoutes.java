package caravel.control.hosting;

import caravel.control.http.Access;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayId;
import caravel.control.relay.RelayProgress;
import java.util.List;
import java.util.Optional;

/// Who may be in a relay: members, bans and invites, as the relay itself keeps them.
final class PeopleRoutes {
  private final RelayProgress relays;

  PeopleRoutes(RelayProgress relays) {
    this.relays = relays;
  }

  List<Route> routes() {
    var owner = Access.owner(request -> relay(request).map(Relay::tenant));
    return List.of(
        Route.put("/relays/{id}/members/{pubkey}", owner, this::later),
        Route.delete("/relays/{id}/members/{pubkey}", owner, this::later),
        Route.get("/relays/{id}/bans", owner, this::later),
        Route.put("/relays/{id}/bans/{pubkey}", owner, this::later),
        Route.delete("/relays/{id}/bans/{pubkey}", owner, this::later),
        Route.post("/relays/{id}/invite", owner, this::later));
  }

  private Response later(Request request) {
    return Response.problem(HostingRoutes.UNREACHABLE);
  }

  private Optional<Relay> relay(Request request) {
    return relays.byId(new RelayId(request.path("id")));
  }
}
