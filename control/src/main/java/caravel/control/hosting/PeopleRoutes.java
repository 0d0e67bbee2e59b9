package caravel.control.hosting;

import caravel.control.hosting.RelayHost.PeopleChange;
import caravel.control.hosting.RelayHost.RelayBan;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.http.TeamRole;
import caravel.control.problem.Problem;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayId;
import caravel.control.relay.RelayProgress;
import caravel.nostr.PublicKey;
import java.util.List;
import java.util.Optional;

/// The routes for members and bans, which the relay itself stores.
final class PeopleRoutes {
  /// Longest reason that is passed on to a relay.
  static final int REASON_CHARACTERS_MAX = 500;

  private final RelayProgress relays;
  private final MemberAccess people;

  PeopleRoutes(RelayProgress relays, MemberAccess people) {
    this.relays = relays;
    this.people = people;
  }

  record BansView(List<RelayBan> bans) {}

  List<Route> routes() {
    var moderator = relays.access(TeamRole.MODERATOR);
    return List.of(
        Route.get("/relays/{id}/members", moderator, this::members),
        Route.put("/relays/{id}/members/{pubkey}", moderator, this::add),
        Route.delete("/relays/{id}/members/{pubkey}", moderator, this::remove),
        Route.get("/relays/{id}/bans", moderator, this::bans),
        Route.put("/relays/{id}/bans/{pubkey}", moderator, this::ban),
        Route.delete("/relays/{id}/bans/{pubkey}", moderator, this::unban));
  }

  private Response members(Request request) {
    return shown(people.members(relay(request)));
  }

  private Response add(Request request) {
    var change = new PeopleChange.Add(request.publicKey("pubkey"));
    return shown(people.changeMembers(relay(request), change, request.caller()));
  }

  private Response remove(Request request) {
    var change = new PeopleChange.Remove(request.publicKey("pubkey"));
    return shown(people.changeMembers(relay(request), change, request.caller()));
  }

  private Response bans(Request request) {
    return Response.ok(new BansView(people.bans(relay(request))));
  }

  private Response ban(Request request) {
    var reason = request.body().text("reason", REASON_CHARACTERS_MAX);
    var change =
        new PeopleChange.Ban(request.publicKey("pubkey"), reason == null ? "" : reason.strip());
    return Response.ok(new BansView(people.changeBans(relay(request), change, request.caller())));
  }

  private Response unban(Request request) {
    var change = new PeopleChange.LiftBan(request.publicKey("pubkey"));
    return Response.ok(new BansView(people.changeBans(relay(request), change, request.caller())));
  }

  record MembersView(List<PublicKey> members) {}

  private static Response shown(List<PublicKey> members) {
    return Response.ok(new MembersView(members));
  }

  private Relay relay(Request request) {
    return find(request).orElseThrow(() -> Problem.notFound().asException());
  }

  private Optional<Relay> find(Request request) {
    return relays.byId(new RelayId(request.path("id")));
  }
}
