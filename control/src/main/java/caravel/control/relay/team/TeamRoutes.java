package caravel.control.relay.team;

import caravel.control.db.Db;
import caravel.control.http.Access;
import caravel.control.http.Quota;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.http.TeamRole;
import caravel.control.money.Money;
import caravel.control.problem.Problem;
import caravel.control.relay.RelayId;
import caravel.control.relay.Relays;
import caravel.control.tenant.TenantRoutes;
import caravel.nostr.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The routes for the team of a relay and for its transfer to another owner.
public final class TeamRoutes {
  private static final int ROLE_CHARACTERS_MAX = 100;
  private static final int PLAN_CHARACTERS_MAX = 1_000;

  private final Relays relays;
  private final TeamDesk desk;

  public TeamRoutes(Db db, Relays relays) {
    this.relays = relays;
    this.desk = new TeamDesk(db, relays);
  }

  record TeamView(PublicKey owner, List<TeamMemberView> team, @Nullable OfferView transfer) {}

  record TeamMemberView(PublicKey pubkey, String role, Instant since) {}

  record OfferView(PublicKey to, Instant createdAt, Instant expiresAt) {}

  /// @param relays each with the person's role
  record SharedView(List<Map<String, Object>> relays, List<OfferedRelayView> offers) {}

  /// @param status of the relay, which the recipient takes over
  record TransferPriceView(String planId, String interval, String status, Object quote) {}

  public List<Route> routes() {
    var owner = relays.access(TeamRole.OWNER);
    var moderator = relays.access(TeamRole.MODERATOR);
    var recipient = Access.owner(request -> desk.recipient(id(request)));
    return List.of(
        Route.get("/relays/{id}/team", moderator, request -> shown(desk.team(id(request)))),
        Route.put("/relays/{id}/team/{pubkey}", owner, this::setRole),
        Route.delete("/relays/{id}/team/{pubkey}", moderator, this::remove),
        Route.post("/relays/{id}/transfer", owner, this::offer).counting(Quota.CREATE),
        Route.delete(
            "/relays/{id}/transfer",
            owner,
            request -> shown(desk.withdraw(id(request), request.caller()))),
        Route.post("/relays/{id}/transfer/quote", recipient, this::price).counting(Quota.NONE),
        Route.post("/relays/{id}/transfer/accept", recipient, this::accept),
        Route.post("/relays/{id}/transfer/decline", recipient, this::decline),
        Route.get("/tenants/{pubkey}/team-relays", TenantRoutes.ownerInPath(), this::shared));
  }

  private Response setRole(Request request) {
    var word = request.body().text("role", ROLE_CHARACTERS_MAX);
    var role =
        TeamRole.named(word == null ? "" : word)
            .filter(known -> known != TeamRole.OWNER)
            .orElseThrow(() ->
                Problem.invalid("role", "Choose the role co_owner or moderator.").asException());
    return shown(desk.setRole(id(request), person(request), role, request.caller()));
  }

  private Response remove(Request request) {
    return shown(desk.remove(id(request), person(request), request.caller()));
  }

  private Response offer(Request request) {
    var person = request.body().publicKey("pubkey");
    if (person == null || !person.isOnCurve()) {
      throw notAKey();
    }
    return shown(desk.offer(id(request), person, request.caller()));
  }

  private Response price(Request request) {
    var price = desk.price(id(request), request.caller());
    return Response.ok(
        new TransferPriceView(
            price.planId(), price.interval().word(), price.status().word(), price.shown()));
  }

  /// A body without a price confirms that the relay costs nothing.
  private Response accept(Request request) {
    var body = request.body();
    var plan = body.text("plan_id", PLAN_CHARACTERS_MAX);
    var due = body.integer("due", 0, Money.AMOUNT_MAX);
    if (due != null && due > 0 && plan == null) {
      throw Problem.invalid("plan_id", "Confirm the plan as well.").asException();
    }
    var relay =
        desk.accept(id(request), request.caller(), plan == null ? "" : plan, due == null ? 0 : due);
    return Response.ok(Relays.json(relay, TeamRole.OWNER));
  }

  private Response decline(Request request) {
    desk.decline(id(request), request.caller());
    return shared(request.caller().pubkey());
  }

  private Response shared(Request request) {
    return shared(TenantRoutes.key(request).orElseThrow(() -> Problem.notFound().asException()));
  }

  private Response shared(PublicKey person) {
    var shared = desk.sharedWith(person);
    return Response.ok(
        new SharedView(
            shared.relays().stream().map(one -> Relays.json(one.relay(), one.role())).toList(),
            OfferedRelayView.list(shared.offers())));
  }

  private static Response shown(TeamDesk.Team team) {
    return Response.ok(
        new TeamView(
            team.relay().tenant(),
            team.members().stream()
                .map(one -> new TeamMemberView(one.pubkey(), one.role().word(), one.since()))
                .toList(),
            team.offer()
                .map(offer -> new OfferView(offer.to(), offer.createdAt(), offer.expiresAt()))
                .orElse(null)));
  }

  private static RelayId id(Request request) {
    return new RelayId(request.path("id"));
  }

  private static PublicKey person(Request request) {
    return TenantRoutes.key(request).filter(PublicKey::isOnCurve).orElseThrow(TeamRoutes::notAKey);
  }

  private static RuntimeException notAKey() {
    return Problem.invalid("pubkey", "That’s not a public key.").asException();
  }
}
