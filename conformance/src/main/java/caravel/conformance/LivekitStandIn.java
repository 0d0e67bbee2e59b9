package caravel.conformance;

import caravel.nostr.Json;
import caravel.nostr.Sha256;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HashSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A server in the place of LiveKit while its recorded cases are replayed: it answers as LiveKit
/// did for each case, and notes the calls that it receives in the form of the recording.
final class LivekitStandIn implements AutoCloseable {
  private static final String SECRET = "fixture-secret-0123456789abcdef-0123456789";

  /// The engine puts the schema before the name of each room.
  private static final String PREFIX = "livekit:";

  private final HttpServer server;
  private JsonNode recorded = Json.mapper().nullNode();
  private ArrayNode calls = Json.mapper().createArrayNode();

  private LivekitStandIn(HttpServer server) {
    this.server = server;
  }

  static LivekitStandIn start() {
    try {
      var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      var standIn = new LivekitStandIn(server);
      server.createContext("/", standIn::answer);
      server.start();
      return standIn;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// Host and port.
  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /// Answers from now on as in this recorded case, and forgets the calls.
  synchronized void expect(JsonNode next) {
    recorded = next;
    calls = Json.mapper().createArrayNode();
  }

  /// The calls since [#expect], as a recording describes them.
  synchronized ArrayNode calls() {
    return calls;
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = (ObjectNode) Json.mapper().readTree(exchange.getRequestBody().readAllBytes());
      var token = exchange.getRequestHeaders().getFirst("Authorization");
      var call = calls.addObject();
      call.put("method", exchange.getRequestMethod());
      call.put("path", exchange.getRequestURI().getPath());
      call.put("contentType", exchange.getRequestHeaders().getFirst("Content-Type"));
      call.putObject("authorization")
          .put("scheme", "Bearer")
          .set("jwt", decode(token.replaceFirst("^Bearer ", "")));
      // The relay's schema, which the recorded version of zooid did not send yet.
      body.remove("metadata");
      withoutPrefix(body, "name");
      withoutPrefix(body, "room");
      call.set("body", body);
      reply(exchange);
    }
  }

  private void reply(HttpExchange exchange) throws IOException {
    var name = recorded.path("name").asString("");
    int status = name.contains("409") ? 409 : name.contains("fail") ? 500 : 200;
    var answer = Json.mapper().createObjectNode();
    if (status == 500) {
      answer.put("code", "internal");
    } else {
      addParticipants(answer.putArray("participants"), name.contains("duplicates"));
    }
    var bytes = answer.toString().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /// Those whom the recorded list of the relay names, each on one device or on two.
  private void addParticipants(ArrayNode participants, boolean withDuplicates) {
    for (var live : recorded.path("liveToMembers")) {
      for (var tag : live.path("tags")) {
        if (tag.path(0).asString("").equals("participant")) {
          participants.addObject().put("identity", tag.path(1).stringValue() + ":AAAAAAAAAAAAAAAA");
          if (withDuplicates) {
            participants.addObject().put("identity", tag.path(1).stringValue() + ":B");
            participants.addObject().put("identity", "EG_recorder");
          }
        }
      }
    }
  }

  /// The token of a recorded webhook.
  ///
  /// @param now unix seconds
  static String webhookToken(JsonNode token, String name, byte[] body, long now) {
    var claims = (ObjectNode) token.path("jwt").deepCopy();
    claims.put("exp", CaseToken.time(claims.path("exp").stringValue(), now));
    if (claims.path("sha256").stringValue().startsWith("base64 ")) {
      claims.put("sha256", Base64.getEncoder().encodeToString(Sha256.of(body)));
    }
    var signed = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + encode(claims.toString());
    var secret = name.contains("wrong secret") ? "another " + SECRET : SECRET;
    return token.path("prefix").asString("") + signed + "." + mac(signed, secret);
  }

  /// The parts of a token, with placeholders as in the recording.
  static JsonNode decode(String token) {
    var parts = token.split("\\.", -1);
    var payload = (ObjectNode) parse(parts[1]);
    payload.put(
        "exp", "<nbf+" + (payload.path("exp").asLong() - payload.path("nbf").asLong()) + ">");
    payload.put("nbf", "<now>");
    for (var key : new HashSet<>(payload.propertyNames())) {
      if (payload.path(key).isString()) {
        payload.put(
            key,
            payload
                .path(key)
                .stringValue()
                .replaceFirst(":[0-9A-Z]{16}$", ":<16 random characters of 0-9A-Z>"));
      }
    }
    if (payload.path("video").has("room")) {
      withoutPrefix((ObjectNode) payload.path("video"), "room");
    }
    var decoded = Json.mapper().createObjectNode();
    decoded.set("header", parse(parts[0]));
    decoded.set("payload", payload);
    return decoded.put(
        "signedWithApiSecret", mac(parts[0] + "." + parts[1], SECRET).equals(parts[2]));
  }

  private static void withoutPrefix(ObjectNode node, String key) {
    var name = node.path(key).asString("");
    if (name.startsWith(PREFIX)) {
      node.put(key, name.substring(PREFIX.length()));
    }
  }

  private static JsonNode parse(String part) {
    return Json.mapper().readTree(Base64.getUrlDecoder().decode(part));
  }

  private static String encode(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String mac(String signed, String secret) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      var signature = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
