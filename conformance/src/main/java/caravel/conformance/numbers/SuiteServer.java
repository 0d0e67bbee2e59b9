package caravel.conformance.numbers;

import caravel.conformance.PlainHttp;
import caravel.conformance.TranscriptPeer;
import caravel.nostr.Hex;
import caravel.nostr.Json;
import caravel.nostr.Nip98;
import caravel.nostr.SecretKey;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The server that is checked, and the relays that the suite created on it. Closing it deletes
/// them.
final class SuiteServer implements AutoCloseable {
  private static final long MESSAGE_BYTES_MAX = 4 * 1024 * 1024;
  private static final long WAIT_NANOS = 5_000_000_000L;
  private static final long LOOK_NANOS = 5_000_000;
  private static final int RANDOM_BYTES = 4;

  private final SuiteTarget target;
  private final InstantSource clock;
  private final WebSocketClient sockets = new WebSocketClient();
  private final AtomicInteger created = new AtomicInteger();
  private final Set<String> ids = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<TranscriptPeer> peers = new ConcurrentLinkedQueue<>();
  private final String run;
  private @Nullable CreatedRelay shared;
  private boolean isEnding;

  SuiteServer(SuiteTarget target, InstantSource clock) {
    this.target = target;
    this.clock = clock;
    var random = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    run = "conformance" + Hex.encode(random);
    sockets.setMaxTextMessageSize(MESSAGE_BYTES_MAX);
    try {
      sockets.start();
    } catch (Exception failed) {
      throw new IllegalStateException("the WebSocket client does not start", failed);
    }
  }

  SuiteTarget target() {
    return target;
  }

  WebSocketClient sockets() {
    return sockets;
  }

  /// Unix seconds.
  long now() {
    return clock.instant().getEpochSecond();
  }

  /// A client that is closed after the check.
  TranscriptPeer peer() {
    var peer = new TranscriptPeer();
    peers.add(peer);
    return peer;
  }

  /// The relay for checks that need no configuration of their own: closed, with rooms, management,
  /// files and push.
  CreatedRelay relay() {
    var known = shared;
    if (known == null) {
      known = create(_ -> {});
      shared = known;
    }
    return known;
  }

  /// Creates a relay with a changed configuration and waits until it is served.
  CreatedRelay create(Consumer<ObjectNode> change) {
    var relay = unsaved();
    var config = relay.config();
    change.accept(config);
    save(relay, config);
    awaitServed(relay, true);
    return relay;
  }

  /// The name and keys of a relay that is not on the server yet. It is deleted with the others.
  CreatedRelay unsaved() {
    var label = run + "n" + created.incrementAndGet();
    ids.add(label);
    return new CreatedRelay(this, label, target.hostOf(label), CreatedRelay.People.generate());
  }

  void save(CreatedRelay relay, ObjectNode config) {
    Expect.status(201, call("POST", "/relay/" + relay.id(), config.toString()));
  }

  void awaitServed(CreatedRelay relay, boolean isServed) {
    var headers = Map.of("Accept", "application/nostr+json");
    var status = isServed ? 200 : 404;
    await(
        () -> relay.get("/", headers).status() == status,
        relay.host() + " to answer with status " + status);
  }

  /// Waits for a condition that the server brings about.
  void await(BooleanSupplier condition, String expected) {
    var end = System.nanoTime() + WAIT_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw CheckException.failed(expected, "nothing of it within 5 s");
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /// Calls the management API with a valid token.
  PlainHttp.Answer call(String method, String path, String body) {
    return callWith(token(method, path), method, path, body);
  }

  /// Calls the management API. After [#deleteRelays] it creates nothing any more.
  ///
  /// @param token the Authorization header; `""` = none
  synchronized PlainHttp.Answer callWith(String token, String method, String path, String body) {
    if (isEnding && !method.equals("DELETE")) {
      throw CheckException.notApplicable("the run was interrupted");
    }
    Map<String, String> headers = token.isEmpty() ? Map.of() : Map.of("Authorization", token);
    return PlainHttp.ask(
        target.apiAddress(), new PlainHttp.Question(method, path, target.apiHost(), headers, body));
  }

  String token(String method, String path) {
    return Nip98.token(target.apiKey(), target.apiUrl(path), method, null, now());
  }

  /// Sends a request to the address of the relays.
  PlainHttp.Answer ask(PlainHttp.Question question) {
    return PlainHttp.ask(target.httpAddress(), question);
  }

  /// The standard configuration as JSON.
  ObjectNode config(String id, String host, CreatedRelay.People people) {
    var config = Json.mapper().createObjectNode();
    config.put("host", host).put("schema", id).put("secret", people.self().revealHex());
    config.put("inactive", false);
    config
        .putObject("info")
        .put("name", id)
        .put("icon", "")
        .put("pubkey", people.owner().publicKey().hex())
        .put("description", "A relay of a conformance run.");
    config.putObject("policy").put("public_join", false).put("strip_signatures", false);
    for (var feature : List.of("groups", "management", "push", "blossom")) {
      config.putObject(feature).put("enabled", true);
    }
    config.putObject("livekit").put("server_url", "").put("api_key", "").put("api_secret", "");
    var roles = config.putObject("roles");
    role(roles, "manager", people.manager()).put("can_invite", false).put("can_manage", true);
    role(roles, "inviter", people.inviter()).put("can_invite", true).put("can_manage", false);
    return config;
  }

  private static ObjectNode role(ObjectNode roles, String name, SecretKey key) {
    var role = roles.putObject(name);
    role.putArray("pubkeys").add(key.publicKey().hex());
    return role;
  }

  /// The reason why the suite cannot run against this server; `""` = it can.
  String findProblem() {
    var path = "/relay/" + run;
    try {
      var answer = callWith(token("DELETE", path), "DELETE", path, "");
      var text = Text.shortened(answer.body());
      return answer.status() == 404 && text.contains("relay not found")
          ? ""
          : "The management API at %s answered a signed request with %d %s"
              .formatted(target.api(), answer.status(), text);
    } catch (UncheckedIOException failed) {
      return "The management API at %s does not answer: %s"
          .formatted(target.api(), failed.getCause());
    }
  }

  /// Closes the sockets of a check.
  void closePeers() {
    for (var peer = peers.poll(); peer != null; peer = peers.poll()) {
      peer.close();
    }
  }

  /// Deletes the relays of the run, with their events where the server can.
  ///
  /// @return the ids of those that could not be deleted
  synchronized List<String> deleteRelays() {
    isEnding = true;
    var left = new ArrayList<String>();
    for (var id : List.copyOf(ids)) {
      var path = "/relay/" + id;
      try {
        var answer = callWith(token("DELETE", path), "DELETE", path + "?purge=1", "");
        if (answer.status() != 200 && answer.status() != 404) {
          left.add(id);
        } else {
          ids.remove(id);
        }
      } catch (UncheckedIOException _) {
        left.add(id);
      }
    }
    return left;
  }

  @Override
  public void close() {
    closePeers();
    var _ = deleteRelays();
    try {
      sockets.stop();
    } catch (Exception failed) {
      throw new IllegalStateException("the WebSocket client does not stop", failed);
    }
  }
}
