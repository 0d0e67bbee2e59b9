package caravel.control.hosting.invites;

import caravel.control.auth.Caller;
import caravel.control.hosting.RelayAccess;
import caravel.control.hosting.RelayAccess.Target;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.invites.InviteHost.RelayInvite;
import caravel.control.http.Access;
import caravel.control.http.TeamRole;
import caravel.control.problem.Problem;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayId;
import caravel.control.relay.RelayProgress;
import caravel.nostr.Hex;
import caravel.nostr.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/// Lists, creates and revokes the invite codes of online relays. Refusals are thrown as [Problem]s.
/// The activity records the changes without the codes.
///
/// No network call happens inside a transaction: the relay makes the change first, then it is
/// recorded.
public final class RelayInvites {
  private static final int CODE_CHARACTERS = 12;

  /// Digits and letters that are not confused with each other.
  private static final String ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

  private final RelayProgress relays;
  private final RelayAccess access;
  private final Map<String, InviteHost> hosts;
  private final RandomGenerator random;

  /// @param hosts by the parent domain of their relays
  /// @param random makes the codes; its numbers cannot be guessed
  public RelayInvites(
      RelayProgress relays,
      RelayAccess access,
      Map<String, InviteHost> hosts,
      RandomGenerator random) {
    this.relays = relays;
    this.access = access;
    this.hosts = Map.copyOf(hosts);
    this.random = random;
  }

  /// The codes of a relay.
  ///
  /// @param isLimited whether codes may have an end and a number of uses
  record Listing(List<RelayInvite> invites, boolean isLimited) {}

  Access access(TeamRole needed) {
    return relays.access(needed);
  }

  Optional<Relay> find(RelayId id) {
    return relays.byId(id);
  }

  /// Lists the codes of the relay's managers and the relay's own. The codes that members are shown
  /// are not listed.
  Listing list(Relay relay) {
    return read(access.online(relay));
  }

  /// Returns the code of the relay's own invite, which the relay makes if it has none.
  String standing(Relay relay) {
    var target = access.online(relay);
    return RelayAccess.answer(target, target.host().invite(target.spec()));
  }

  /// @param expiresAt unix seconds; 0 = never
  /// @param usesMax members that the code may admit; 0 = unlimited
  RelayInvite create(Relay relay, long expiresAt, long usesMax, Caller caller) {
    var invite =
        access.inTurn(
            relay,
            () -> {
              var target = access.managed(relay);
              var hasLimits = expiresAt != 0 || usesMax != 0;
              if (hasLimits && !read(target).isLimited()) {
                throw unlimited().asException();
              }
              var made = new RelayInvite(code(), null, expiresAt, usesMax, 0);
              manage(target, "createclaim", params(made));
              return made;
            });
    var detail = Map.<String, Object>of("expires_at", expiresAt, "uses_max", usesMax);
    relays.contentChanged(relay.id(), "create_invite", detail, caller);
    return invite;
  }

  /// Revokes a code. A code that does not exist is a [Problem.NotFound].
  ///
  /// @param id see [#idOf]
  void revoke(Relay relay, String id, Caller caller) {
    access.inTurn(
        relay,
        () -> {
          var target = access.managed(relay);
          var invite =
              read(target).invites().stream()
                  .filter(one -> idOf(one).equals(id))
                  .findFirst()
                  .orElseThrow(() -> Problem.notFound().asException());
          return manage(target, "deleteclaim", List.of(invite.code()));
        });
    relays.contentChanged(relay.id(), "delete_invite", Map.of(), caller);
  }

  /// The id of a code in addresses, which may be logged: the SHA-256 of the code as hex.
  static String idOf(RelayInvite invite) {
    return Hex.encode(Sha256.of(invite.code().getBytes(StandardCharsets.UTF_8)));
  }

  private Listing read(Target target) {
    var host = hosts.get(target.relay().address().zooidDomain());
    var reply =
        host == null ? new RelayReply.Off<List<RelayInvite>>() : host.invites(target.spec());
    if (reply instanceof RelayReply.Off<List<RelayInvite>>) {
      return new Listing(plain(manage(target, "listclaims", List.of())), false);
    }
    var shown =
        RelayAccess.answer(target, reply).stream()
            .filter(invite -> invite.inviter() == null || target.isSelf(invite.inviter()))
            .toList();
    return new Listing(shown, true);
  }

  private JsonNode manage(Target target, String method, List<?> params) {
    return RelayAccess.answer(target, access.content(target).manage(target.spec(), method, params));
  }

  private static List<RelayInvite> plain(JsonNode codes) {
    return codes
        .valueStream()
        .map(code -> new RelayInvite(code.asString(""), null, 0, 0, 0))
        .toList();
  }

  private static List<Object> params(RelayInvite invite) {
    return invite.expiresAt() == 0 && invite.usesMax() == 0
        ? List.of(invite.code())
        : List.of(invite.code(), invite.expiresAt(), invite.usesMax());
  }

  private String code() {
    var code = new StringBuilder();
    for (var i = 0; i < CODE_CHARACTERS; i++) {
      code.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return code.toString();
  }

  private static Problem unlimited() {
    return new Problem.Conflict(
        "invites-unsupported",
        "This relay’s software makes only invites without an end and a number of uses.");
  }
}
