package caravel.control.hosting.invites;

import caravel.control.hosting.invites.InviteHost.RelayInvite;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.http.TeamRole;
import caravel.control.problem.Problem;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayId;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The routes for the invites of a relay. The address of a code has its id, because addresses may
/// be logged.
public final class InviteRoutes {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final long USES_MAX = 100_000;

  /// The end of the year 2099.
  private static final long END_MAX = 4_102_444_799L;

  private final RelayInvites invites;
  private final InvitePages pages;
  private final InstantSource clock;

  public InviteRoutes(RelayInvites invites, InvitePages pages, InstantSource clock) {
    this.invites = invites;
    this.pages = pages;
    this.clock = clock;
  }

  record InviteView(String claim, String relay, String link) {}

  /// @param uses null = not counted, because the code has no limit
  /// @param standing whether it is the relay's own invite, which is made again after a revocation
  record InviteCodeView(
      String id,
      String code,
      String link,
      @Nullable Long expiresAt,
      @Nullable Long usesMax,
      @Nullable Long uses,
      boolean standing) {}

  record InvitesView(String relay, boolean limits, List<InviteCodeView> invites) {}

  record RevokedView(String id) {}

  public List<Route> routes() {
    var moderator = invites.access(TeamRole.MODERATOR);
    return List.of(
        Route.post("/relays/{id}/invite", moderator, this::standing),
        Route.get("/relays/{id}/invites", moderator, this::list),
        Route.post("/relays/{id}/invites", moderator, this::create),
        Route.delete("/relays/{id}/invites/{hash}", moderator, this::revoke));
  }

  private Response standing(Request request) {
    var relay = relay(request);
    var code = invites.standing(relay);
    return Response.ok(new InviteView(code, relay.url(), pages.link(relay, code)));
  }

  private Response list(Request request) {
    var relay = relay(request);
    var listing = invites.list(relay);
    var shown = listing.invites().stream().map(one -> shown(relay, one)).toList();
    return Response.ok(new InvitesView(relay.url(), listing.isLimited(), shown));
  }

  private Response create(Request request) {
    var body = request.body();
    var expiresAt = body.integer("expires_at", 1, END_MAX);
    var usesMax = body.integer("uses_max", 1, USES_MAX);
    if (expiresAt != null && expiresAt <= clock.instant().getEpochSecond()) {
      throw Problem.invalid("expires_at", "Choose an end in the future.").asException();
    }
    var relay = relay(request);
    var made =
        invites.create(
            relay,
            expiresAt == null ? 0 : expiresAt,
            usesMax == null ? 0 : usesMax,
            request.caller());
    return Response.created(shown(relay, made));
  }

  private Response revoke(Request request) {
    var id = request.path("hash");
    if (!HASH.matcher(id).matches()) {
      throw Problem.invalid("hash", "That’s not the id of an invite.").asException();
    }
    invites.revoke(relay(request), id, request.caller());
    return Response.ok(new RevokedView(id));
  }

  private InviteCodeView shown(Relay relay, RelayInvite invite) {
    var isCounted = invite.usesMax() != 0;
    return new InviteCodeView(
        RelayInvites.idOf(invite),
        invite.code(),
        pages.link(relay, invite.code()),
        invite.expiresAt() == 0 ? null : invite.expiresAt(),
        isCounted ? invite.usesMax() : null,
        isCounted ? invite.uses() : null,
        invite.inviter() != null);
  }

  private Relay relay(Request request) {
    return invites
        .find(new RelayId(request.path("id")))
        .orElseThrow(() -> Problem.notFound().asException());
  }
}
