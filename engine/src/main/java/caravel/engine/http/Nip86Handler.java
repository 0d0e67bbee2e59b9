package caravel.engine.http;

import static java.util.stream.Collectors.joining;

import caravel.engine.policy.Rules.Verdict;
import caravel.engine.session.EventTemplate;
import caravel.engine.session.LiveRelay;
import caravel.engine.session.LiveRelay.Ban;
import caravel.engine.session.RelayManagement;
import caravel.engine.store.EventStore.StoreException;
import caravel.engine.tenancy.Outcome;
import caravel.engine.tenancy.VirtualRelays;
import caravel.nostr.EventJson;
import caravel.nostr.Json;
import caravel.nostr.MalformedException;
import caravel.nostr.PublicKey;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Manages one relay over the relay's own address (NIP-86).
///
/// As in zooid the status is always 200, and the response's `error` reports failures. Checks in
/// this order: signature, request, permission.
final class Nip86Handler {
  /// The content type that selects this handler. It must match exactly.
  static final String TYPE = "application/nostr+json+rpc";

  /// Largest body. The longest call is a ban with its reason.
  static final int BODY_BYTES_MAX = 64 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(Nip86Handler.class);
  private static final String MEMBER = "relay member";

  private final VirtualRelays relays;
  private final InstantSource clock;
  private final HttpWorkers workers;
  private final RequestContext.BodyLimit bodies;

  Nip86Handler(VirtualRelays relays, InstantSource clock, HttpWorkers workers) {
    this.relays = relays;
    this.clock = clock;
    this.workers = workers;
    this.bodies =
        workers.bodyLimit(BODY_BYTES_MAX, "a body has at most " + BODY_BYTES_MAX + " bytes");
  }

  /// @param address the relay's own, `ws://…` or `wss://…`
  void handle(RequestContext context, LiveRelay relay, String address) {
    context.readBody(
        bodies,
        body -> workers.run(relay, context, () -> handle(context, relay, address, body)),
        refused -> context.answer(200, TYPE, error(refused) + "\n"));
  }

  private void handle(RequestContext context, LiveRelay relay, String address, byte[] body) {
    String answer;
    try {
      answer = answer(context, relay, address, body);
    } catch (MalformedException refused) {
      answer = error(String.valueOf(refused.getMessage()));
    } catch (StoreException broken) {
      LOG.warn("relay {}: a management call failed", relay.config().schema(), broken);
      answer = error("error: the relay cannot reach its storage");
    }
    context.answer(200, TYPE, answer + "\n");
  }

  private String answer(RequestContext context, LiveRelay relay, String address, byte[] json) {
    var authorization = context.header("Authorization");
    return switch (Nip86Filter.check(
        authorization, address, json, clock.instant().getEpochSecond())) {
      case Nip98Filter.Verdict.Refused(var why) -> error(why);
      case Nip98Filter.Verdict.Signed(var by) -> {
        var request = Nip86Request.parse(json);
        var call = request.call();
        if (!relay.config().features().management()) {
          yield call instanceof Nip86Call.SupportedMethods
              ? names(List.of())
              : notSupported(request.method());
        }
        yield relay.mayManage(by)
            ? perform(call, request.method(), relay, context.client())
            : error("blocked: only relay admins can manage this relay.");
      }
    };
  }

  private String perform(Nip86Call call, String method, LiveRelay relay, RemoteAddress caller) {
    return switch (call) {
      case Nip86Call.SupportedMethods _ -> names(Nip86Request.served());
      case Nip86Call.Ban(var who, var reason) -> done(relay.ban(new Ban(who, reason)));
      case Nip86Call.Unban(var who) -> done(relay.unban(who));
      case Nip86Call.Allow(var who) -> done(relay.allow(who));
      case Nip86Call.Unallow(var who) -> done(relay.unallow(who));
      case Nip86Call.ListBanned _ -> list(relay.bans(), ban -> entry(ban.who(), ban.reason()));
      case Nip86Call.ListAllowed _ -> list(List.copyOf(relay.members()), who -> entry(who, MEMBER));
      case Nip86Call.BanEvent(var event, var reason) ->
          done(relay.management().banEvent(event, reason));
      case Nip86Call.AllowEvent(var event) -> done(relay.management().allowEvent(event));
      case Nip86Call.ListBannedEvents _ -> entries("id", relay.management().bannedEvents());
      case Nip86Call.AllowKind(var kind) -> done(relay.management().allowKind(kind));
      case Nip86Call.DisallowKind(var kind) -> done(relay.management().disallowKind(kind));
      case Nip86Call.ListAllowedKinds _ -> kinds(relay.management().kinds().allowed());
      case Nip86Call.ListDisallowedKinds _ -> kinds(relay.management().kinds().disallowed());
      case Nip86Call.BlockAddress(var address, _) when address.group().equals(caller.group()) ->
          error("blocked: this is your own address");
      case Nip86Call.BlockAddress(var address, var reason) ->
          done(relay.management().blockAddress(address.group(), reason));
      case Nip86Call.UnblockAddress(var address) ->
          done(relay.management().unblockAddress(address.group()));
      case Nip86Call.ListBlockedAddresses _ -> entries("ip", relay.management().blockedAddresses());
      case Nip86Call.ChangeInfo(var field, var text) -> changeInfo(relay, field, text);
      case Nip86Call.CreateRole(var role) -> done(relay.roleLabels().create(role));
      case Nip86Call.EditRole(var role) -> done(relay.roleLabels().edit(role));
      case Nip86Call.DeleteRole(var role) -> done(relay.roleLabels().delete(role));
      case Nip86Call.AssignRole(var who, var role) -> done(relay.roleLabels().assign(who, role));
      case Nip86Call.UnassignRole(var who, var role) ->
          done(relay.roleLabels().unassign(who, role));
      case Nip86Call.ListClaims _ -> names(relay.inviteCodes().list());
      case Nip86Call.CreateClaim(var code, var limits) ->
          done(relay.inviteCodes().create(code, limits));
      case Nip86Call.DeleteClaim(var code) -> done(relay.inviteCodes().delete(code));
      case Nip86Call.SignEvent(var template) -> sign(relay, template);
      case Nip86Call.NotServed _ -> notSupported(method);
    };
  }

  /// Changes the configuration file. The answer follows the write.
  private String changeInfo(LiveRelay relay, String field, String text) {
    var patch = Json.mapper().createObjectNode();
    patch.putObject("info").put(field, text);
    return switch (relays.patch(relay, patch.toString())) {
      case Outcome.Done _ -> "{\"result\":true}";
      case Outcome.Refused(var why) -> error("invalid: " + why);
      case Outcome.Failed _ -> error("error: the relay's configuration could not be written");
      case Outcome.Unknown _,
          Outcome.Exists _,
          Outcome.Taken _,
          Outcome.Purged _,
          Outcome.Members _ ->
          error("error: this relay has no configuration any more");
    };
  }

  private static String sign(LiveRelay relay, EventTemplate template) {
    return switch (relay.management().sign(template)) {
      case RelayManagement.Signing.Signed(var event) ->
          "{\"result\":" + EventJson.write(event) + "}";
      case RelayManagement.Signing.Refused(var why) -> error(why);
    };
  }

  private static String done(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Allowed _ -> "{\"result\":true}";
      case Verdict.Refused(var why) -> error(why);
    };
  }

  private static String notSupported(String method) {
    return error("method " + method + " not supported");
  }

  private static String error(String text) {
    return Json.mapper().createObjectNode().put("error", text).toString();
  }

  private static String names(List<String> names) {
    return list(names, name -> Json.mapper().valueToTree(name).toString());
  }

  private static String kinds(Set<Integer> kinds) {
    return list(kinds.stream().sorted().toList(), kind -> Integer.toString(kind));
  }

  private static String entries(String key, Map<String, String> reasons) {
    return list(
        List.copyOf(reasons.entrySet()),
        entry ->
            Json.mapper()
                .createObjectNode()
                .put(key, entry.getKey())
                .put("reason", entry.getValue())
                .toString());
  }

  private static String entry(PublicKey who, String reason) {
    return Json.mapper()
        .createObjectNode()
        .put("pubkey", who.hex())
        .put("reason", reason)
        .toString();
  }

  private static <T> String list(List<T> all, Function<T, String> json) {
    return all.stream().map(json).collect(joining(",", "{\"result\":[", "]}"));
  }
}
