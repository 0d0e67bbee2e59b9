package caravel.control.hosting;

import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.http.TeamRole;
import caravel.control.problem.Problem;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayId;
import java.util.List;
import java.util.regex.Pattern;

/// The routes for exports and imports of a relay's events.
final class TransferRoutes {
  private static final Pattern CURSOR = Pattern.compile("\\d{1,11}-[0-9a-f]{64}");

  private final RelayTransfers transfers;

  TransferRoutes(RelayTransfers transfers) {
    this.transfers = transfers;
  }

  List<Route> routes() {
    var coOwner = transfers.access(TeamRole.CO_OWNER);
    return List.of(
        Route.get("/relays/{id}/export", coOwner, this::export),
        Route.get("/relays/{id}/exit-kit", coOwner, this::exitKit),
        Route.post("/relays/{id}/import", coOwner, this::importEvents).streamed(),
        Route.get("/relays/{id}/import", coOwner, this::latestImport));
  }

  private Response export(Request request) {
    var after = request.query("after").orElse("");
    if (!after.isEmpty() && !CURSOR.matcher(after).matches()) {
      throw Problem.invalid(
              "after", "“after” is the last event’s created_at and id, joined by a hyphen.")
          .asException();
    }
    return transfers.export(relay(request), after, request.caller());
  }

  /// The relay's key is contained only if the label of the relay confirms it.
  private Response exitKit(Request request) {
    var relay = relay(request);
    var confirmed = request.query("include_key").orElse("");
    if (!confirmed.isEmpty() && !confirmed.equals(relay.address().subdomain())) {
      throw Problem.invalid("include_key", "To include the key, repeat the relay’s label.")
          .asException();
    }
    if (!confirmed.isEmpty() && !relay.tenant().equals(request.caller().pubkey())) {
      throw new Problem.Forbidden("forbidden", "Only the owner of a relay may take its key.")
          .asException();
    }
    return transfers.exitKit(relay, !confirmed.isEmpty(), request.caller());
  }

  private Response importEvents(Request request) {
    return Response.ok(transfers.importEvents(relay(request), request.upload(), request.caller()));
  }

  private Response latestImport(Request request) {
    return Response.ok(transfers.latestImport(id(request)).orElse(null));
  }

  private Relay relay(Request request) {
    return transfers.find(id(request)).orElseThrow(() -> Problem.notFound().asException());
  }

  private static RelayId id(Request request) {
    return new RelayId(request.path("id"));
  }
}
