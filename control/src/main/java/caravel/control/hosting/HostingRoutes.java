package caravel.control.hosting;

import caravel.control.http.Access;
import caravel.control.http.Problem;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayId;
import caravel.control.relay.RelayProgress;
import caravel.nostr.PublicKey;
import java.util.List;
import java.util.Optional;

/// What is asked of relays as they really are.
final class HostingRoutes {
  static final Problem UNREACHABLE =
      new Problem.Unavailable(
          "relay-unreachable", "The relay does not answer at the moment. Please try again later.");

  private final RelayProgress relays;
  private final Specs specs;
  private final Hosts hosts;
  private final Prober.Sights sights;

  HostingRoutes(RelayProgress relays, Specs specs, Hosts hosts, Prober.Sights sights) {
    this.relays = relays;
    this.specs = specs;
    this.hosts = hosts;
    this.sights = sights;
  }

  record MembersView(List<PublicKey> members) {}

  record HealthView(List<ProbeStore.Look> probes) {}

  List<Route> routes() {
    var owner = Access.owner(request -> relay(request).map(Relay::tenant));
    return List.of(
        Route.get("/relays/{id}/members", owner, this::members),
        Route.get("/relays/{id}/health", owner, this::health));
  }

  private Response members(Request request) {
    var relay = relay(request).orElseThrow(() -> Problem.notFound().asException());
    if (!relay.seen().answeredOnce()) {
      return Response.ok(new MembersView(List.of()));
    }
    var host = hosts.of(relay.address().zooidDomain()).orElse(null);
    if (host == null) {
      return Response.problem(UNREACHABLE);
    }
    return switch (host.members(specs.of(relay))) {
      case Membership.Listed(var keys) -> Response.ok(new MembersView(keys));
      case Membership.Unknown _ -> Response.problem(UNREACHABLE);
    };
  }

  private Response health(Request request) {
    return Response.ok(new HealthView(sights.of(new RelayId(request.path("id")))));
  }

  private Optional<Relay> relay(Request request) {
    return relays.byId(new RelayId(request.path("id")));
  }
}
