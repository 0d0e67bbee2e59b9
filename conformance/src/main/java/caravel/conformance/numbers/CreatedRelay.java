package caravel.conformance.numbers;

import caravel.conformance.PlainHttp;
import caravel.conformance.TranscriptPeer;
import caravel.nostr.Json;
import caravel.nostr.Nip98;
import caravel.nostr.SecretKey;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A relay that the suite created, with the keys of the people who run it.
///
/// @param id the relay's id in the management API
/// @param host its Host header
/// @param people its own key and those of its configuration
record CreatedRelay(SuiteServer server, String id, String host, People people) {
  /// The keys in a relay's configuration.
  ///
  /// @param self the relay's own key
  /// @param manager has `can_manage`
  /// @param inviter has `can_invite`
  record People(SecretKey self, SecretKey owner, SecretKey manager, SecretKey inviter) {
    static People generate() {
      return new People(
          SecretKey.generate(), SecretKey.generate(), SecretKey.generate(), SecretKey.generate());
    }
  }

  private static final String RPC_TYPE = "application/nostr+json+rpc";

  /// The address that AUTH and push name: `ws://host/` or `wss://host/`.
  String url() {
    return server.target().socketScheme() + "://" + host + "/";
  }

  String httpUrl() {
    return server.target().httpScheme() + "://" + host;
  }

  long now() {
    return server.now();
  }

  /// Opens a socket without authentication.
  CheckClient connect(SecretKey key) {
    return connect(key, Map.of());
  }

  CheckClient connect(SecretKey key, Map<String, String> headers) {
    var peer = server.peer();
    if (!peer.connect(server.sockets(), server.target().socketAddress(), host, headers)) {
      throw CheckException.failed("an open socket", "a refused handshake of " + host);
    }
    return new CheckClient(this, key, peer);
  }

  /// Whether the server opens a socket for this relay.
  boolean opensSocket() {
    TranscriptPeer peer = server.peer();
    return peer.connect(server.sockets(), server.target().socketAddress(), host, Map.of());
  }

  CheckClient signIn(SecretKey key) {
    return connect(key).authenticate();
  }

  CheckClient owner() {
    return signIn(people.owner());
  }

  CheckClient manager() {
    return signIn(people.manager());
  }

  CheckClient inviter() {
    return signIn(people.inviter());
  }

  /// A client whose key is no member.
  CheckClient stranger() {
    return signIn(SecretKey.generate());
  }

  /// A client whose key was made a member a moment ago.
  CheckClient member() {
    var key = SecretKey.generate();
    admit(key);
    return signIn(key);
  }

  void admit(SecretKey key) {
    manage("allowpubkey", key.publicKey().hex());
  }

  PlainHttp.Answer get(String path, Map<String, String> headers) {
    return server.ask(new PlainHttp.Question("GET", path, host, headers, ""));
  }

  JsonNode nip11() {
    var answer = get("/", Map.of("Accept", "application/nostr+json"));
    Expect.status(200, answer);
    return Text.tree(answer.body());
  }

  /// Sends a request of NIP-86 that must succeed, signed by the owner.
  JsonNode manage(String method, Object... params) {
    var answer = manageAs(people.owner(), method, params);
    Expect.that(!answer.hasNonNull("error"), "a result of " + method, answer);
    return answer.path("result");
  }

  JsonNode manageAs(SecretKey key, String method, Object... params) {
    var body = body(method, params);
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    return manageWith(Nip98.token(key, httpUrl() + "/", "POST", bytes, now()), body);
  }

  JsonNode manageWith(String token, String body) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("Content-Type", RPC_TYPE);
    if (!token.isEmpty()) {
      headers.put("Authorization", token);
    }
    var answer = server.ask(new PlainHttp.Question("POST", "/", host, headers, body));
    return Text.tree(answer.body());
  }

  static String body(String method, Object... params) {
    var body = Json.mapper().createObjectNode().put("method", method);
    body.set("params", Json.mapper().valueToTree(params));
    return body.toString();
  }

  /// Sends a change of the configuration and waits until it shows.
  void patch(String json) {
    Expect.status(200, server.call("PATCH", "/relay/" + id, json));
  }

  /// The newest list of members (kind 13534) that a client sees.
  static JsonNode memberList(CheckClient reader) {
    var lists = reader.query("{\"kinds\":[13534]}");
    Expect.that(lists.size() == 1, "one event of kind 13534", lists);
    return lists.getFirst();
  }

  ObjectNode config() {
    return server.config(id, host, people);
  }
}
