package caravel.control.billing;

import caravel.control.http.Access;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.money.Currency;
import caravel.control.money.InvoiceId;
import caravel.control.money.Money;
import caravel.control.problem.Problem;
import caravel.control.tenant.TenantRoutes;
import caravel.nostr.PublicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Operator routes for refunds, payments made outside the platform, and credit.
final class AdjustmentRoutes {
  private static final int ID_CHARACTERS_MAX = 200;

  private final RefundActions refunds;
  private final AdjustmentActions adjustments;
  private final Currency currency;
  private final PaymentRoutes.Shown shown;

  AdjustmentRoutes(
      RefundActions refunds,
      AdjustmentActions adjustments,
      Currency currency,
      PaymentRoutes.Shown shown) {
    this.refunds = refunds;
    this.adjustments = adjustments;
    this.currency = currency;
    this.shown = shown;
  }

  List<Route> routes() {
    return List.of(
        Route.post("/admin/invoices/{id}/refund", Access.ADMIN, this::refund),
        Route.post("/admin/tenants/{pubkey}/payments", Access.ADMIN, this::bookPayment),
        Route.post("/admin/tenants/{pubkey}/credits", Access.ADMIN, this::giveCredit));
  }

  private Response refund(Request request) {
    var wanted =
        new RefundActions.Wanted(InvoiceRoutes.id(request), amount(request), reason(request));
    return Response.ok(refunds.refund(wanted, request.caller()).shown());
  }

  private Response bookPayment(Request request) {
    var tenant = tenant(request);
    var id = request.body().text("invoice_id", ID_CHARACTERS_MAX);
    var invoice = id == null || id.isBlank() ? null : new InvoiceId(id.strip());
    adjustments.book(tenant, money(request), invoice, reason(request), request.caller());
    return shownTenant(tenant);
  }

  private Response giveCredit(Request request) {
    var tenant = tenant(request);
    adjustments.credit(tenant, money(request), reason(request), request.caller());
    return shownTenant(tenant);
  }

  private Response shownTenant(PublicKey tenant) {
    return shown
        .tenant(tenant)
        .map(Response::ok)
        .orElseThrow(() -> Problem.notFound().asException());
  }

  private static PublicKey tenant(Request request) {
    return TenantRoutes.key(request).orElseThrow(() -> Problem.notFound().asException());
  }

  private static @Nullable Long amount(Request request) {
    return request.body().integer("amount", 1, Money.AMOUNT_MAX);
  }

  private Money money(Request request) {
    var amount = amount(request);
    if (amount == null) {
      throw Problem.invalid("amount", "Enter an amount.").asException();
    }
    return new Money(amount, currency);
  }

  private static String reason(Request request) {
    var reason = request.body().text("reason", TenantRoutes.REASON_CHARACTERS_MAX);
    if (reason == null || reason.isBlank()) {
      throw Problem.invalid("reason", "Enter a reason. The tenant sees it.").asException();
    }
    return reason.strip();
  }
}
