package caravel.control.hosting;

import caravel.control.hosting.RelayHost.PeopleChange;
import caravel.control.hosting.RelayHost.RelayBan;
import caravel.control.hosting.members.MemberQuery;
import caravel.control.hosting.members.MemberSearch;
import caravel.control.http.Page;
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
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

  /// Other programs read the whole list, which has no parameters.
  private Response members(Request request) {
    var query = MemberQuery.of(request);
    return query.isEmpty()
        ? shown(people.members(relay(request)))
        : shown(people.page(relay(request), query.get()));
  }

  private Response add(Request request) {
    return change(request, new PeopleChange.Add(request.publicKey("pubkey")));
  }

  private Response remove(Request request) {
    return change(request, new PeopleChange.Remove(request.publicKey("pubkey")));
  }

  private Response change(Request request, PeopleChange change) {
    var done = people.changeMembers(relay(request), change, request.caller());
    var after = done.after();
    return Response.ok(
        new MemberView(
            change.pubkey(), after.isMember(), done.changed(), after.total(), after.members()));
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

  /// @param changed false = it was so before
  /// @param members null = too many for this answer
  record MemberView(
      PublicKey pubkey,
      boolean isMember,
      boolean changed,
      int total,
      @Nullable List<PublicKey> members) {}

  private static Response shown(MemberSearch.Found found) {
    var page = found.page();
    var next = page.hasMore() ? page.members().getLast().hex() : null;
    return Response.page(
        new Page<>(page.members(), next, page.total(), page.matched(), "")
            .under("members", Map.of("names", found.names().text())));
  }

  private static Response shown(List<PublicKey> members) {
    return Response.page(
        new Page<>(members, null, members.size(), members.size(), "").under("members"));
  }

  private Relay relay(Request request) {
    return find(request).orElseThrow(() -> Problem.notFound().asException());
  }

  private Optional<Relay> find(Request request) {
    return relays.byId(new RelayId(request.path("id")));
  }
}
