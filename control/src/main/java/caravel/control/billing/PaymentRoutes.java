package caravel.control.billing;

import caravel.control.http.Access;
import caravel.control.http.Quota;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.payment.CardEvents;
import caravel.control.payment.CheckoutPages;
import caravel.control.payment.PaymentAttempt;
import caravel.control.payment.SavedCards;
import caravel.control.problem.Problem;
import caravel.control.tenant.ReturnUrls;
import caravel.control.tenant.TenantRoutes;
import caravel.nostr.PublicKey;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Routes for payments: users' actions and the card processor's webhook.
final class PaymentRoutes {
  private static final int WALLET_CHARACTERS_MAX = 4_096;

  private final PaymentActions payments;
  private final CheckoutPages pages;
  private final SavedCards savedCards;
  private final CardEvents cardEvents;
  private final Shown shown;
  private final ReturnUrls returnUrls;

  /// The JSON of invoices and tenants, as their own routes show them.
  interface Shown {
    Map<String, Object> invoice(InvoiceRow invoice);

    /// Empty if there is no such tenant.
    Optional<Map<String, Object>> tenant(PublicKey pubkey);
  }

  PaymentRoutes(
      PaymentActions payments,
      CheckoutPages pages,
      SavedCards savedCards,
      CardEvents cardEvents,
      Shown shown,
      ReturnUrls returnUrls) {
    this.payments = payments;
    this.pages = pages;
    this.savedCards = savedCards;
    this.cardEvents = cardEvents;
    this.shown = shown;
    this.returnUrls = returnUrls;
  }

  List<Route> routes() {
    var ownTenant = TenantRoutes.ownerInPath();
    var ownInvoice = InvoiceRoutes.owner(payments);
    return List.of(
        Route.put("/tenants/{pubkey}", ownTenant, this::updateTenant).counting(Quota.CONNECT),
        Route.post("/tenants/{pubkey}/reconcile", ownTenant, this::reconcileTenant),
        Route.get("/tenants/{pubkey}/stripe/session", ownTenant, this::portal)
            .counting(Quota.CONNECT),
        Route.post("/invoices/{id}/bolt11", ownInvoice, this::bolt11),
        Route.get("/invoices/{id}/bolt11", ownInvoice, this::bolt11),
        Route.post("/invoices/{id}/checkout", ownInvoice, this::checkout).counting(Quota.CONNECT),
        Route.post("/invoices/{id}/reconcile", ownInvoice, this::reconcileInvoice)
            .counting(Quota.NONE),
        Route.post("/invoices/{id}/void", Access.ADMIN, this::voidInvoice),
        Route.post("/stripe/webhook", Access.PUBLIC, this::webhook));
  }

  private Response updateTenant(Request request) {
    var url = request.body().text("nwc_url", WALLET_CHARACTERS_MAX);
    var tenant = tenant(request);
    if (url != null) {
      payments.wallet(tenant, url, request.caller());
    }
    return shownTenant(tenant);
  }

  private Response reconcileTenant(Request request) {
    var tenant = tenant(request);
    savedCards.refresh(tenant);
    payments.reconcile(tenant);
    return shownTenant(tenant);
  }

  private Response portal(Request request) {
    var tenant = tenant(request);
    var back = returnUrl(request, "/account");
    return Response.ok(Map.of("url", pages.portal(tenant, back)));
  }

  private Response bolt11(Request request) {
    var code = payments.bolt11(InvoiceRoutes.id(request));
    var json = new LinkedHashMap<String, Object>();
    json.put("id", code.id());
    json.put("invoice_id", code.invoice().value());
    json.put("lnbc", code.reference().instrument());
    json.put("msats", code.price().amount());
    json.put("created_at", code.lifetime().createdAt().getEpochSecond());
    json.put("expires_at", code.expiresAt().getEpochSecond());
    if (code.state() == PaymentAttempt.State.SETTLED) {
      json.put("settled_at", code.progress().since().getEpochSecond());
    }
    return Response.ok(json);
  }

  private Response checkout(Request request) {
    var id = InvoiceRoutes.id(request);
    var back = returnUrl(request, "/account?invoice=" + id.value());
    var url = pages.open(id, back).orElseThrow(() -> payments.closed(id).asException());
    return Response.ok(Map.of("url", url));
  }

  private Response reconcileInvoice(Request request) {
    payments.reconcile(InvoiceRoutes.id(request));
    return shownInvoice(request);
  }

  private Response voidInvoice(Request request) {
    var reason = request.body().text("reason", TenantRoutes.REASON_CHARACTERS_MAX);
    if (reason == null || reason.isBlank()) {
      throw Problem.invalid("reason", "Enter a reason. It’s saved with the invoice.").asException();
    }
    payments.voided(InvoiceRoutes.id(request), reason, request.caller());
    return shownInvoice(request);
  }

  /// The signature covers the exact bytes of the body.
  private Response webhook(Request request) {
    var signature = request.header("Stripe-Signature").orElse("");
    var payload = new String(request.bytes(), StandardCharsets.UTF_8);
    if (!cardEvents.take(payload, signature)) {
      throw new Problem.Refused("invalid", "This isn’t signed by the card processor.")
          .asException();
    }
    return Response.ok(null);
  }

  /// @param otherwise the default, a path of the web app
  private String returnUrl(Request request, String otherwise) {
    var wanted = request.query("return_url").orElse("").strip();
    if (wanted.isEmpty()) {
      return returnUrls.appUrl() + otherwise;
    }
    if (!returnUrls.allows(wanted)) {
      throw Problem.invalid("return_url", "We can’t send you back to this address.").asException();
    }
    return wanted;
  }

  private Response shownInvoice(Request request) {
    return payments
        .find(InvoiceRoutes.id(request))
        .map(row -> Response.ok(shown.invoice(row)))
        .orElseThrow(() -> Problem.notFound().asException());
  }

  private Response shownTenant(PublicKey tenant) {
    return shown
        .tenant(tenant)
        .map(Response::ok)
        .orElseThrow(() -> Problem.notFound().asException());
  }

  /// The tenant in the path, who must be registered.
  private PublicKey tenant(Request request) {
    return TenantRoutes.key(request)
        .filter(key -> shown.tenant(key).isPresent())
        .orElseThrow(() -> Problem.notFound().asException());
  }
}
