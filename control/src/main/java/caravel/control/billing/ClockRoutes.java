package caravel.control.billing;

import caravel.control.audit.AuditEntry;
import caravel.control.audit.AuditLog;
import caravel.control.http.Access;
import caravel.control.http.ApiJson;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Moves the billing clock ahead in a demo, so that a month passes at once. Elsewhere the route
/// answers as if it did not exist.
final class ClockRoutes {
  private static final int DAYS_MAX = 366;

  private final Billing billing;
  private final boolean demo;
  private final AuditLog audit = new AuditLog();

  ClockRoutes(Billing billing, boolean demo) {
    this.billing = billing;
    this.demo = demo;
  }

  List<Route> routes() {
    return List.of(Route.post("/dev/clock", Access.ADMIN, this::advance));
  }

  private Response advance(Request request) {
    if (!demo) {
      throw Problem.notFound().asException();
    }
    var days = request.body().integer("advance_days", 1, DAYS_MAX);
    if (days == null) {
      throw Problem.invalid("advance_days", "Say by how many days.").asException();
    }
    var act =
        new AuditEntry.Act(
            "advance_clock", "platform", "clock", null, ApiJson.tree(Map.of("days", days)));
    billing.advance(Duration.ofDays(days), tx -> audit.record(tx, request.caller(), act));
    return Response.ok(
        Map.of(
            "now", billing.now().getEpochSecond(),
            "clock_ahead_seconds", billing.clockAhead().toSeconds()));
  }
}
