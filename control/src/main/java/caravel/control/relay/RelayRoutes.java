package caravel.control.relay;

import caravel.control.activity.Activities;
import caravel.control.activity.Activity;
import caravel.control.auth.Caller;
import caravel.control.db.Db;
import caravel.control.http.Access;
import caravel.control.http.ListQuery;
import caravel.control.http.Page;
import caravel.control.http.Quota;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.http.TeamRole;
import caravel.control.problem.Problem;
import caravel.control.tenant.TenantRoutes;
import caravel.nostr.PublicKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The routes of relays and their labels.
final class RelayRoutes {
  private final Db db;
  private final RelayDesk desk;
  private final Activities activities;
  private final RelayProgress progress;
  private final RelayListStore lists = new RelayListStore();
  private final TeamStore team = new TeamStore();

  RelayRoutes(Db db, RelayDesk desk, Activities activities, RelayProgress progress) {
    this.db = db;
    this.desk = desk;
    this.activities = activities;
    this.progress = progress;
  }

  List<Route> routes() {
    var owner = progress.access(TeamRole.OWNER);
    var coOwner = progress.access(TeamRole.CO_OWNER);
    var moderator = progress.access(TeamRole.MODERATOR);
    return List.of(
        Route.get("/availability", Access.PUBLIC, this::availability),
        Route.get("/subdomains/{label}", Access.AUTHED, this::checkLabel),
        Route.get("/tenants/{pubkey}/relays", TenantRoutes.ownerInPath(), this::ofTenant),
        Route.get("/relays", Access.ADMIN, this::list),
        Route.post("/relays", Access.AUTHED, this::create).counting(Quota.CREATE),
        Route.get(
            "/relays/{id}", moderator, request -> ok(desk.byId(id(request)), request.caller())),
        Route.put("/relays/{id}", coOwner, this::update),
        Route.patch("/relays/{id}", coOwner, this::update),
        Route.delete("/relays/{id}", owner, this::delete).counting(Quota.CREATE),
        Route.post(
            "/relays/{id}/deactivate",
            owner,
            request -> ok(desk.deactivate(id(request), request.caller()), request.caller())),
        Route.post(
            "/relays/{id}/reactivate",
            owner,
            request -> ok(desk.reactivate(id(request), request.caller()), request.caller())),
        Route.post(
            "/relays/{id}/retry",
            coOwner,
            request -> ok(desk.retry(id(request)), request.caller())),
        Route.post("/relays/{id}/suspend", Access.ADMIN, this::suspend),
        Route.post("/relays/{id}/unsuspend", Access.ADMIN, this::unsuspend),
        Route.get("/relays/{id}/activity", moderator, this::activity));
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
    return Response.created(json(desk.create(RelayForm.read(body), tenant, caller), caller));
  }

  private Response update(Request request) {
    var form = RelayForm.read(request.body());
    var relay = desk.byId(id(request));
    var caller = request.caller();
    var decides = caller.admin() || relay.tenant().equals(caller.pubkey());
    var allowed = decides ? form : withoutPlan(form, relay);
    return ok(desk.update(relay.id(), allowed, caller), caller);
  }

  /// A form names every field, so the present plan is no change.
  private static RelayForm withoutPlan(RelayForm form, Relay relay) {
    var plan = form.planId();
    var interval = form.interval();
    if ((plan != null && !plan.equals(relay.wishes().planId()))
        || (interval != null && !interval.equals(relay.wishes().interval().word()))) {
      throw new Problem.Forbidden("forbidden", "Only the owner of this relay can change its plan.")
          .asException();
    }
    return form.withoutPlan();
  }

  private Optional<TeamRole> role(Relay relay, Caller caller) {
    return relay.tenant().equals(caller.pubkey())
        ? Optional.of(TeamRole.OWNER)
        : db.<Optional<TeamMember>>read(tx -> team.find(tx, relay.id(), caller.pubkey()))
            .map(TeamMember::role);
  }

  private Response delete(Request request) {
    var confirm = request.query("confirm").orElse("");
    var relay = desk.delete(id(request), confirm, request.caller());
    return Response.accepted(json(relay, request.caller()));
  }

  private Response suspend(Request request) {
    var reason = request.body().text("reason", TenantRoutes.REASON_CHARACTERS_MAX);
    if (reason == null || reason.isBlank()) {
      throw Problem.invalid("reason", "Enter a reason. The tenant will see it.").asException();
    }
    return ok(desk.suspend(id(request), reason, request.caller()), request.caller());
  }

  private Response unsuspend(Request request) {
    var reason = request.body().text("reason", TenantRoutes.REASON_CHARACTERS_MAX);
    var relay = desk.unsuspend(id(request), reason == null ? "" : reason, request.caller());
    return ok(relay, request.caller());
  }

  private Response activity(Request request) {
    var query = ListQuery.of(request);
    var relay = desk.byId(id(request));
    var page =
        db.read(tx ->
            activities.ofResource(tx, relay.tenant(), RelayEvents.resource(relay.id()), query));
    return Response.page(page.map(Activity::shown).under("activity"));
  }

  private Response ok(Relay relay, Caller caller) {
    return Response.ok(json(relay, caller));
  }

  /// Contains the caller's role. A caller without one is an operator.
  private Map<String, Object> json(Relay relay, Caller caller) {
    var json = RelayJson.of(relay);
    json.put("role", role(relay, caller).map(TeamRole::word).orElse("operator"));
    return json;
  }

  private static RelayId id(Request request) {
    return new RelayId(request.path("id"));
  }
}
