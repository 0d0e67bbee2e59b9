package caravel.control.relay;

import caravel.control.activity.Activities;
import caravel.control.activity.Activity;
import caravel.control.db.Db;
import caravel.control.http.Access;
import caravel.control.http.ListQuery;
import caravel.control.http.Page;
import caravel.control.http.Quota;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.problem.Problem;
import caravel.control.tenant.TenantRoutes;
import caravel.nostr.PublicKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The routes of relays and their labels.
final class RelayRoutes {
  private final Db db;
  private final RelayDesk desk;
  private final Activities activities;
  private final RelayListStore lists = new RelayListStore();

  RelayRoutes(Db db, RelayDesk desk, Activities activities) {
    this.db = db;
    this.desk = desk;
    this.activities = activities;
  }

  List<Route> routes() {
    var owner = owner();
    return List.of(
        Route.get("/availability", Access.PUBLIC, this::availability),
        Route.get("/subdomains/{label}", Access.AUTHED, this::checkLabel),
        Route.get("/tenants/{pubkey}/relays", TenantRoutes.ownerInPath(), this::ofTenant),
        Route.get("/relays", Access.ADMIN, this::list),
        Route.post("/relays", Access.AUTHED, this::create).counting(Quota.CREATE),
        Route.get("/relays/{id}", owner, request -> ok(desk.byId(id(request)))),
        Route.put("/relays/{id}", owner, this::update),
        Route.patch("/relays/{id}", owner, this::update),
        Route.delete("/relays/{id}", owner, this::delete).counting(Quota.CREATE),
        Route.post(
            "/relays/{id}/deactivate",
            owner,
            request -> ok(desk.deactivate(id(request), request.caller()))),
        Route.post(
            "/relays/{id}/reactivate",
            owner,
            request -> ok(desk.reactivate(id(request), request.caller()))),
        Route.post("/relays/{id}/retry", owner, request -> ok(desk.retry(id(request)))),
        Route.post("/relays/{id}/suspend", Access.ADMIN, this::suspend),
        Route.post("/relays/{id}/unsuspend", Access.ADMIN, this::unsuspend),
        Route.get("/relays/{id}/activity", owner, this::activity));
  }

  /// Grants access to the owner of the relay in the path's `{id}`.
  Access owner() {
    return Access.owner(request -> desk.find(id(request)).map(Relay::tenant));
  }

  private Response checkLabel(Request request) {
    var label = request.path("label");
    var domain = request.query("zooid_domain").orElse(null);
    return shown(desk.check(label, domain, request.caller().pubkey()));
  }

  /// For visitors, a label that is reserved for its former tenant is taken.
  private Response availability(Request request) {
    var label = request.query("subdomain").orElse("");
    var domain = request.query("zooid_domain").orElse(null);
    return shown(desk.check(label, domain, null));
  }

  private static Response shown(RelayDesk.Availability found) {
    var json = new LinkedHashMap<String, Object>();
    json.put("available", found.reason() == null);
    if (found.reason() != null) {
      json.put("reason", found.reason());
    }
    if (found.suggestion() != null) {
      json.put("suggestion", found.suggestion());
    }
    return Response.ok(json);
  }

  private Response list(Request request) {
    return Response.page(page(request, null));
  }

  private Response ofTenant(Request request) {
    var tenant = TenantRoutes.key(request).orElseThrow(() -> Problem.notFound().asException());
    return Response.page(page(request, tenant));
  }

  private Page<Map<String, Object>> page(Request request, @Nullable PublicKey tenant) {
    var plan = request.query("plan").orElse("").trim();
    var wanted = new RelayListStore.Wanted(tenant, plan, ListQuery.of(request, "plan"));
    return db.read(tx -> lists.page(tx, wanted)).map(RelayJson::of);
  }

  private Response create(Request request) {
    var body = request.body();
    var caller = request.caller();
    var wanted = body.publicKey("tenant_pubkey");
    var tenant = wanted == null ? caller.pubkey() : wanted;
    if (!tenant.equals(caller.pubkey()) && !caller.admin()) {
      return Response.problem(
          new Problem.Forbidden(
              "forbidden", "Only the operator can create a relay for someone else."));
    }
    if (!tenant.isOnCurve()) {
      throw Problem.invalid("tenant_pubkey", "That’s not a public key.").asException();
    }
    return Response.created(RelayJson.of(desk.create(RelayForm.read(body), tenant, caller)));
  }

  private Response update(Request request) {
    return ok(desk.update(id(request), RelayForm.read(request.body()), request.caller()));
  }

  private Response delete(Request request) {
    var confirm = request.query("confirm").orElse("");
    return Response.accepted(RelayJson.of(desk.delete(id(request), confirm, request.caller())));
  }

  private Response suspend(Request request) {
    var reason = request.body().text("reason", TenantRoutes.REASON_CHARACTERS_MAX);
    if (reason == null || reason.isBlank()) {
      throw Problem.invalid("reason", "Enter a reason. The tenant will see it.").asException();
    }
    return ok(desk.suspend(id(request), reason, request.caller()));
  }

  private Response unsuspend(Request request) {
    var reason = request.body().text("reason", TenantRoutes.REASON_CHARACTERS_MAX);
    return ok(desk.unsuspend(id(request), reason == null ? "" : reason, request.caller()));
  }

  private Response activity(Request request) {
    var query = ListQuery.of(request);
    var relay = desk.byId(id(request));
    var page =
        db.read(tx ->
            activities.ofResource(tx, relay.tenant(), RelayEvents.resource(relay.id()), query));
    return Response.page(page.map(Activity::shown).under("activity"));
  }

  private static Response ok(Relay relay) {
    return Response.ok(RelayJson.of(relay));
  }

  private static RelayId id(Request request) {
    return new RelayId(request.path("id"));
  }
}
