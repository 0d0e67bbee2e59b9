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

/// The routes for the observed state of relays.
final class HostingRoutes {
  private final RelayProgress relays;
  private final ProbeHistory history;
  private final Availability availability;

  HostingRoutes(RelayProgress relays, ProbeHistory history, Availability availability) {
    this.relays = relays;
    this.history = history;
    this.availability = availability;
  }

  record HealthView(
      List<ProbeStore.Look> probes, List<ProbeStore.Hour> hours, AvailabilityReport availability) {}

  List<Route> routes() {
    var owner = Access.owner(request -> relay(request).map(Relay::tenant));
    return List.of(Route.get("/relays/{id}/health", owner, this::health));
  }

  private Response health(Request request) {
    var id = new RelayId(request.path("id"));
    return Response.ok(
        new HealthView(history.looks(id), history.hours(id), availability.relay(id)));
  }

  private Optional<Relay> relay(Request request) {
    return relays.byId(new RelayId(request.path("id")));
  }
}
