package caravel.control.payment;

import caravel.control.http.Access;
import caravel.control.http.ListQuery;
import caravel.control.http.Page;
import caravel.control.http.Problem;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.tenant.TenantRoutes;
import java.util.List;

/// The money routes that clients call while nothing is billed: there are no invoices, and no way to
/// pay one.
public final class PaymentRoutes {
  private PaymentRoutes() {}

  public static List<Route> routes() {
    var owner = TenantRoutes.ownerInPath();
    return List.of(
        Route.get("/tenants/{pubkey}/invoices", owner, PaymentRoutes::none),
        Route.get("/invoices", Access.ADMIN, PaymentRoutes::none),
        Route.get("/tenants/{pubkey}/invoices/draft", owner, _ -> Response.ok(null)),
        Route.get("/tenants/{pubkey}/stripe/session", owner, PaymentRoutes::off),
        Route.post("/invoices/{id}/bolt11", Access.AUTHED, PaymentRoutes::off),
        Route.get("/invoices/{id}/bolt11", Access.AUTHED, PaymentRoutes::off),
        Route.post("/invoices/{id}/checkout", Access.AUTHED, PaymentRoutes::off));
  }

  /// What is asked is read all the same, so that a client learns today what it asks wrongly.
  private static Response none(Request request) {
    ListQuery.of(request, "tenant");
    return Response.page(Page.whole(List.of()));
  }

  private static Response off(Request request) {
    return Response.problem(
        new Problem.Conflict(
            "payments-disabled",
            "Payments are off here: nothing is billed, and there is nothing to pay."));
  }
}
