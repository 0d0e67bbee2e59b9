package caravel.control.tenant;

import caravel.control.activity.Activities;
import caravel.control.activity.Activity;
import caravel.control.db.Db;
import caravel.control.http.Access;
import caravel.control.http.ListQuery;
import caravel.control.http.Quota;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.problem.Problem;
import caravel.nostr.PublicKey;
import java.util.List;
import java.util.Optional;

/// The routes of tenants.
public final class TenantRoutes {
  /// Longest reason of an admin.
  public static final int REASON_CHARACTERS_MAX = 500;

  /// Longest text that is read before its blank lines and outer spaces are removed.
  private static final int TYPED_CHARACTERS_MAX = 2_000;

  private static final int INVITATION_CHARACTERS_MAX = 64;

  private final Db db;
  private final TenantDesk desk;
  private final Activities activities;
  private final ReturnUrls returnUrls;
  private final TenantDesk.OfRelays relays;

  public TenantRoutes(
      Db db,
      TenantDesk desk,
      Activities activities,
      ReturnUrls returnUrls,
      TenantDesk.OfRelays relays) {
    this.db = db;
    this.desk = desk;
    this.activities = activities;
    this.returnUrls = returnUrls;
    this.relays = relays;
  }

  public List<Route> routes() {
    var owner = ownerInPath();
    return List.of(
        Route.get("/tenants", Access.ADMIN, this::list),
        Route.post("/tenants", Access.AUTHED, this::create).counting(Quota.CREATE),
        Route.get("/tenants/{pubkey}", owner, this::get),
        Route.post("/tenants/{pubkey}/suspend", Access.ADMIN, this::suspend),
        Route.post("/tenants/{pubkey}/unsuspend", Access.ADMIN, this::unsuspend),
        Route.get("/tenants/{pubkey}/activity", owner, this::activity),
        Route.get("/tenants/{pubkey}/billing-details", owner, this::billingDetails),
        Route.put("/tenants/{pubkey}/billing-details", owner, this::saveBillingDetails));
  }

  /// Grants access to the key in the path's `{pubkey}`, tenant or not.
  public static Access ownerInPath() {
    return Access.owner(TenantRoutes::key);
  }

  /// The key in the path's `{pubkey}`; empty if it is not a key.
  public static Optional<PublicKey> key(Request request) {
    try {
      return Optional.of(PublicKey.parse(request.path("pubkey")));
    } catch (RuntimeException notAKey) {
      return Optional.empty();
    }
  }

  private Response list(Request request) {
    var query = ListQuery.of(request);
    return Response.page(db.read(tx -> desk.listWithSummaries(tx, query)));
  }

  private Response create(Request request) {
    var wanted = request.body().text("return_url", ReturnUrls.CHARACTERS_MAX);
    var returnUrl = wanted != null && returnUrls.allows(wanted) ? wanted : null;
    var reopen = Boolean.TRUE.equals(request.body().flag("reopen"));
    var code = request.body().text("invitation", INVITATION_CHARACTERS_MAX);
    var invitation = code == null ? "" : code.strip();
    var caller = request.caller().pubkey();
    return Response.ok(
        desk.shown(db.inTx(tx -> desk.welcome(tx, caller, returnUrl, invitation, reopen))));
  }

  private Response get(Request request) {
    return Response.ok(desk.shown(tenant(request)));
  }

  private Response suspend(Request request) {
    var reason = request.body().text("reason", REASON_CHARACTERS_MAX);
    if (reason == null || reason.isBlank()) {
      throw Problem.invalid("reason", "Enter a reason. The tenant will see it.").asException();
    }
    var pubkey = pubkey(request);
    return Response.ok(
        desk.shown(db.inTx(tx -> desk.suspend(tx, pubkey, reason, request.caller(), relays))));
  }

  private Response unsuspend(Request request) {
    var reason = request.body().text("reason", REASON_CHARACTERS_MAX);
    var pubkey = pubkey(request);
    return Response.ok(
        desk.shown(
            db.inTx(tx ->
                desk.unsuspend(
                    tx, pubkey, reason == null ? "" : reason, request.caller(), relays))));
  }

  private Response activity(Request request) {
    var query = ListQuery.of(request);
    var pubkey = pubkey(request);
    var page = db.read(tx -> activities.ofTenant(tx, pubkey, query));
    return Response.page(page.map(Activity::shown).under("activity"));
  }

  private Response billingDetails(Request request) {
    var pubkey = tenant(request).pubkey();
    return Response.ok(db.<BillingDetails>read(tx -> desk.billingDetails(tx, pubkey)));
  }

  /// An absent field is empty.
  private Response saveBillingDetails(Request request) {
    var pubkey = pubkey(request);
    var details =
        BillingDetails.typed(
            typed(request, "name"),
            typed(request, "address"),
            typed(request, "tax_id"),
            typed(request, "reference"));
    db.inTx(tx -> {
      desk.saveBillingDetails(tx, pubkey, details, request.caller());
      return details;
    });
    return Response.ok(details);
  }

  private static String typed(Request request, String field) {
    var text = request.body().text(field, TYPED_CHARACTERS_MAX);
    return text == null ? "" : text;
  }

  private Tenant tenant(Request request) {
    var pubkey = pubkey(request);
    return db.<Optional<Tenant>>read(tx -> desk.find(tx, pubkey))
        .orElseThrow(() -> Problem.notFound().asException());
  }

  private static PublicKey pubkey(Request request) {
    return key(request).orElseThrow(() -> Problem.notFound().asException());
  }
}
