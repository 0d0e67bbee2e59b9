package caravel.control.billing;

import caravel.control.http.Access;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.problem.Problem;
import caravel.control.tenant.TenantRoutes;
import java.util.LinkedHashMap;
import java.util.List;

/// Lets an operator resume billing after money was put on hold.
final class HoldRoutes {
  private final Billing billing;

  HoldRoutes(Billing billing) {
    this.billing = billing;
  }

  List<Route> routes() {
    return List.of(Route.post("/admin/billing/resume", Access.ADMIN, this::resume));
  }

  private Response resume(Request request) {
    var reason = request.body().text("reason", TenantRoutes.REASON_CHARACTERS_MAX);
    if (reason == null || reason.isBlank()) {
      throw Problem.invalid("reason", "Say what you checked. It’s saved with the hold.")
          .asException();
    }
    if (!billing.resume(request.caller(), reason.strip())) {
      throw new Problem.Conflict("conflict", "Billing isn’t on hold.").asException();
    }
    var json = new LinkedHashMap<String, Object>();
    json.put("money_hold", billing.moneyHold());
    return Response.ok(json);
  }
}
