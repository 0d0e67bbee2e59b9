package caravel.control.hosting;

import caravel.control.http.Access;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.problem.Problem;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayId;
import caravel.control.relay.RelayProgress;
import caravel.control.relay.RelaySettings.Switch;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The public routes about availability. They tell nothing about a relay whose owner has not
/// published it. Answers are up to a minute old.
final class StatusRoutes {
  private static final Duration VALID = Duration.ofMinutes(1);
  private static final int RELAYS_MAX = 10_000;
  private static final String PLATFORM = "";

  private final RelayProgress relays;
  private final Availability availability;
  private final Supplier<List<HostFault>> faults;
  private final LoadingCache<String, Optional<Object>> answers =
      Caffeine.newBuilder().expireAfterWrite(VALID).maximumSize(RELAYS_MAX).build(this::answer);

  /// @param state `ok`, or `trouble` while a relay host does not answer
  record StatusView(String state, AvailabilityReport availability) {}

  /// @param host the relay's name
  record RelayStatusView(
      String id, String name, String host, boolean online, AvailabilityReport availability) {}

  /// @param faults the current faults of whole relay hosts
  StatusRoutes(RelayProgress relays, Availability availability, Supplier<List<HostFault>> faults) {
    this.relays = relays;
    this.availability = availability;
    this.faults = faults;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/status", Access.PUBLIC, _ -> shown(PLATFORM)),
        Route.get("/status/{id}", Access.PUBLIC, this::relay));
  }

  private Response relay(Request request) {
    return shown(request.path("id"));
  }

  private Response shown(String id) {
    return Response.ok(answers.get(id).orElseThrow(() -> Problem.notFound().asException()));
  }

  private Optional<Object> answer(String id) {
    if (id.equals(PLATFORM)) {
      var state = faults.get().isEmpty() ? "ok" : "trouble";
      return Optional.of(new StatusView(state, availability.platform()));
    }
    return relays.byId(new RelayId(id)).filter(StatusRoutes::isPublished).map(this::view);
  }

  private static boolean isPublished(Relay relay) {
    return !relay.isDeleted() && relay.wishes().settings().has(Switch.PUBLIC_STATUS);
  }

  private RelayStatusView view(Relay relay) {
    return new RelayStatusView(
        relay.id().value(),
        relay.wishes().profile().name(),
        relay.publicHost(),
        relay.wantedOnline(),
        availability.relay(relay.id()));
  }
}
