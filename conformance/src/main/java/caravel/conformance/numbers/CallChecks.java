package caravel.conformance.numbers;

import caravel.conformance.PlainHttp;
import caravel.conformance.numbers.ConformanceSuite.NumberedCheck;
import caravel.nostr.Nip98;
import caravel.nostr.SecretKey;
import caravel.nostr.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Calls over LiveKit (144).
final class CallChecks {
  private static final String LIVEKIT = "/.well-known/nip29/livekit";
  private static final String LIVEKIT_KEY = "conformance";
  private static final String LIVEKIT_SECRET = "conformance-secret-0123456789-0123456789";

  private CallChecks() {}

  static List<NumberedCheck> list() {
    return List.of(
        new NumberedCheck(
            144, "LiveKit’s state, tokens and webhook follow NIP-29.", CallChecks::serveCalls));
  }

  private static void serveCalls(SuiteServer server) {
    Expect.status(404, server.relay().get(LIVEKIT, Map.of()));
    var relay =
        server.create(config ->
            config
                .withObject("/livekit")
                .put("server_url", "wss://livekit.example.com")
                .put("api_key", LIVEKIT_KEY)
                .put("api_secret", LIVEKIT_SECRET));
    Expect.status(204, relay.get(LIVEKIT, Map.of()));
    var manager = relay.manager();
    manager.accept(manager.event(9_007, "", List.of("h", "plain")));
    manager.accept(manager.event(9_007, "", List.of("h", "call")));
    manager.accept(
        manager.event(9_002, "", List.of("h", "call"), List.of("livekit"), List.of("restricted")));
    var member = SecretKey.generate();
    relay.admit(member);
    Expect.status(401, relay.get(LIVEKIT + "/call", Map.of()));
    expect(403, "not a member of this relay", token(relay, SecretKey.generate(), "call"));
    expect(404, "group not found", token(relay, member, "unknown"));
    expect(403, "livekit not enabled for this group", token(relay, member, "plain"));
    expect(403, "not a group member", token(relay, member, "call"));
    callWebhook(relay, manager);
    throw CheckException.passedInPart("tokens and participants, which need a LiveKit server");
  }

  private static void expect(int status, String text, PlainHttp.Answer answer) {
    Expect.error(status, text, answer);
  }

  private static PlainHttp.Answer token(CreatedRelay relay, SecretKey key, String room) {
    var path = LIVEKIT + "/" + room;
    var token = Nip98.token(key, relay.httpUrl() + path, "GET", null, relay.now());
    return relay.get(path, Map.of("Authorization", token));
  }

  private static void callWebhook(CreatedRelay relay, CheckClient reader) {
    var finished = "{\"event\":\"room_finished\",\"id\":\"EV_1\",\"room\":{\"name\":\"call\"}}";
    reader.subscribe("live", "{\"kinds\":[39004]}");
    Expect.status(401, webhook(relay, finished, "wrong-secret-0123456789-0123456789-01"));
    expect(400, "missing room", webhook(relay, "{\"event\":\"room_finished\"}", LIVEKIT_SECRET));
    Expect.status(404, webhook(relay, finished.replace("\"call\"", "\"unknown\""), LIVEKIT_SECRET));
    Expect.status(403, webhook(relay, finished.replace("\"call\"", "\"plain\""), LIVEKIT_SECRET));
    Expect.status(204, webhook(relay, finished, LIVEKIT_SECRET));
    var presence =
        reader.awaitEvent("live", event -> Text.tag(event, "d").equals("call"), "kind 39004");
    Expect.that(!Text.hasTag(presence, "participant", ""), "no participant", presence);
  }

  private static PlainHttp.Answer webhook(CreatedRelay relay, String body, String secret) {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    var headers =
        Map.of(
            "Content-Type",
            "application/webhook+json",
            "Authorization",
            jwt(bytes, secret, relay.now()));
    var path = LIVEKIT + "/webhook";
    return relay.server().ask(new PlainHttp.Question("POST", path, relay.host(), headers, body));
  }

  /// The signature of a webhook: an HS256 token with the hash of the body.
  private static String jwt(byte[] body, String secret, long now) {
    var sha = Base64.getEncoder().encodeToString(Sha256.of(body));
    var claims =
        "{\"iss\":\"%s\",\"sha256\":\"%s\",\"nbf\":%d,\"exp\":%d}"
            .formatted(LIVEKIT_KEY, sha, now - 5, now + 300);
    var signed = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + base64(claims);
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      var signature = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
      return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
