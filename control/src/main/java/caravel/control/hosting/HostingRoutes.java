package caravel.control.hosting;

import caravel.control.backup.TestedRelay;
import caravel.control.backup.TestedRelayStore;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.http.TeamRole;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The routes for the observed state of relays.
final class HostingRoutes {
  private final Hosting.Parts parts;
  private final Availability availability;
  private final TestedRelayStore tests = new TestedRelayStore();

  HostingRoutes(Hosting.Parts parts, Availability availability) {
    this.parts = parts;
    this.availability = availability;
  }

  /// @param backup null = this server does not back up the relay
  record HealthView(
      List<ProbeStore.Look> probes,
      List<ProbeStore.Hour> hours,
      AvailabilityReport availability,
      @Nullable BackupView backup) {}

  /// @param lastTest null = none yet
  record BackupView(@Nullable TestView lastTest) {}

  /// @param restoredTo time of the last change in the restored relay; null = it was not restored
  record TestView(Instant at, boolean ok, @Nullable Instant restoredTo) {
    static TestView of(TestedRelay test) {
      return new TestView(test.testedAt(), test.isGood(), test.restoredTo());
    }
  }

  List<Route> routes() {
    var moderator = parts.relays().access(TeamRole.MODERATOR);
    return List.of(Route.get("/relays/{id}/health", moderator, this::health));
  }

  private Response health(Request request) {
    var id = new RelayId(request.path("id"));
    var history = parts.history();
    return Response.ok(
        new HealthView(
            history.looks(id),
            history.hours(id),
            availability.relay(id),
            parts.isBackedUp() ? backup(request) : null));
  }

  private BackupView backup(Request request) {
    var test =
        relay(request)
            .flatMap(relay ->
                parts
                    .db()
                    .<Optional<TestedRelay>>read(tx -> tests.find(tx, relay.address().schema())));
    return new BackupView(test.map(TestView::of).orElse(null));
  }

  private Optional<Relay> relay(Request request) {
    return parts.relays().byId(new RelayId(request.path("id")));
  }
}
