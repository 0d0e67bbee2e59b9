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

/// What is asked of relays as they really are.
final class HostingRoutes {
  private final RelayProgress relays;
  private final Prober.Sights sights;

  HostingRoutes(RelayProgress relays, Prober.Sights sights) {
    this.relays = relays;
    this.sights = sights;
  }

  record HealthView(List<ProbeStore.Look> probes) {}

  List<Route> routes() {
    var owner = Access.owner(request -> relay(request).map(Relay::tenant));
    return List.of(Route.get("/relays/{id}/health", owner, this::health));
  }

  private Response health(Request request) {
    return Response.ok(new HealthView(sights.of(new RelayId(request.path("id")))));
  }

  private Optional<Relay> relay(Request request) {
    return relays.byId(new RelayId(request.path("id")));
  }
}
