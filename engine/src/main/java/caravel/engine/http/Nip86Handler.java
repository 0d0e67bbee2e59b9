package caravel.engine.http;

import static java.util.stream.Collectors.joining;

import caravel.engine.policy.Rules.Verdict;
import caravel.engine.session.LiveRelay;
import caravel.engine.session.LiveRelay.Ban;
import caravel.engine.store.EventStore.StoreException;
import caravel.nostr.Json;
import caravel.nostr.MalformedException;
import caravel.nostr.PublicKey;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Manages the members and bans of one relay over the relay's own address (NIP-86).
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

  private final InstantSource clock;
  private final HttpWorkers workers;
  private final RequestContext.BodyLimit bodies;

  Nip86Handler(InstantSource clock, HttpWorkers workers) {
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
            ? perform(call, request.method(), relay)
            : error("blocked: only relay admins can manage this relay.");
      }
    };
  }

  private static String perform(Nip86Call call, String method, LiveRelay relay) {
    return switch (call) {
      case Nip86Call.SupportedMethods _ -> names(Nip86Call.SERVED);
      case Nip86Call.Ban(var who, var reason) -> done(relay.ban(new Ban(who, reason)));
      case Nip86Call.Unban(var who) -> done(relay.unban(who));
      case Nip86Call.Allow(var who) -> done(relay.allow(who));
      case Nip86Call.Unallow(var who) -> done(relay.unallow(who));
      case Nip86Call.ListBanned _ -> list(relay.bans(), ban -> entry(ban.who(), ban.reason()));
      case Nip86Call.ListAllowed _ -> list(relay.members(), who -> entry(who, MEMBER));
      case Nip86Call.NotServed _ -> notSupported(method);
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
    return list(names, name -> '"' + name + '"');
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
