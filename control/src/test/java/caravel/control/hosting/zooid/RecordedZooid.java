package caravel.control.hosting.zooid;

import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Json;
import caravel.nostr.MalformedException;
import caravel.nostr.Nip98;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A simulated zooid: it answers with recorded statuses and bodies, keeps configs in memory, and
/// applies a config after the recorded delay. Tests choose the fault of each request beforehand.
public final class RecordedZooid implements AutoCloseable {
  /// The recorded delay until a config was in effect.
  public static final Duration EFFECT_DELAY =
      Duration.ofMillis(
          Recordings.named("post: minimal config").whole().path("after").path("afterMs").asInt());

  /// The fault of one request to the API.
  public enum Fault {
    NONE,
    /// The connection ends before the change.
    LOST_BEFORE,
    /// The connection ends after the change and before the answer.
    LOST_AFTER,
    /// A proxy's error page.
    BAD_GATEWAY,
    /// The signed address differs from the one that zooid sees.
    DENIED,
    /// zooid cannot write its file.
    CANNOT_WRITE
  }

  /// One received request to the API.
  public record Seen(String method, String path, String query, String body) {}

  private record Served(JsonNode config, Instant since) {}

  private final HttpServer server;
  private final InstantSource clock;
  private final PublicKey whitelisted;
  private final Map<String, ObjectNode> files = new TreeMap<>();
  private final Map<String, Deque<Served>> served = new HashMap<>();
  private final Map<String, List<String>> members = new HashMap<>();
  private final Deque<Fault> faults = new ArrayDeque<>();
  private final List<Seen> seen = new ArrayList<>();
  private final List<String> traceparents = new ArrayList<>();
  private boolean away;
  private boolean membersRoute = true;

  public RecordedZooid(InstantSource clock, PublicKey whitelisted) {
    this.clock = clock;
    this.whitelisted = whitelisted;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    server.createContext("/", this::handle);
    server.start();
  }

  public URI apiUrl() {
    return URI.create("http://127.0.0.1:" + port());
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /// Sets whether every request, to the API or to a relay, ends without an answer.
  public synchronized void away(boolean now) {
    away = now;
  }

  /// As in version A: the members route is 405.
  public synchronized void withoutMembersRoute() {
    membersRoute = false;
  }

  /// Sets the faults of the next requests to the API, in this order.
  public synchronized void fail(Fault... next) {
    faults.addAll(List.of(next));
  }

  /// Removes the remaining faults.
  public synchronized void heal() {
    faults.clear();
  }

  public synchronized List<Seen> seen() {
    return List.copyOf(seen);
  }

  /// The header `traceparent` of each call in [#seen()]; `""` = none.
  public synchronized List<String> traceparents() {
    return List.copyOf(traceparents);
  }

  public synchronized Map<String, ObjectNode> files() {
    return Map.copyOf(files);
  }

  /// Changes the config folder from outside, with immediate effect.
  public synchronized void meddle(String id, @Nullable ObjectNode config) {
    if (config == null) {
      files.remove(id);
    } else {
      files.put(id, config);
    }
    serve(id, clock.instant());
  }

  public synchronized void join(String id, String pubkey) {
    members.computeIfAbsent(id, _ -> new ArrayList<>()).add(pubkey);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      var host = exchange.getRequestHeaders().getFirst("Host");
      if (away || host == null) {
        return;
      }
      if (host.equals("127.0.0.1:" + port())) {
        api(exchange, body);
      } else {
        relay(exchange, host);
      }
    }
  }

  private void api(HttpExchange exchange, String body) throws IOException {
    var uri = exchange.getRequestURI();
    var query = uri.getQuery() == null ? "" : uri.getQuery();
    seen.add(new Seen(exchange.getRequestMethod(), uri.getPath(), query, body));
    var trace = exchange.getRequestHeaders().getFirst("traceparent");
    traceparents.add(trace == null ? "" : trace);
    var fault = faults.isEmpty() ? Fault.NONE : faults.poll();
    switch (fault) {
      case LOST_BEFORE -> {}
      case LOST_AFTER -> answer(exchange, body);
      case BAD_GATEWAY -> send(exchange, new Answer(502, "<html>Bad Gateway</html>"));
      case DENIED -> send(exchange, recorded("auth: u missing"));
      case CANNOT_WRITE -> send(exchange, recorded("id: NUL byte"));
      case NONE -> send(exchange, answer(exchange, body));
    }
  }

  private record Answer(int status, String body) {}

  /// The answer as recorded, with the names in it replaced.
  private static Answer recorded(String name, String... replacements) {
    var one = Recordings.named(name);
    var body = one.body();
    for (var i = 0; i < replacements.length; i += 2) {
      body = body.replace(replacements[i], replacements[i + 1]);
    }
    return new Answer(one.status(), body);
  }

  private Answer answer(HttpExchange exchange, String body) {
    var refused = door(exchange);
    if (refused != null) {
      return refused;
    }
    var parts = exchange.getRequestURI().getPath().split("/", -1);
    if (parts.length < 3 || !parts[1].equals("relay")) {
      return recorded("route: unknown path");
    }
    var id = parts[2];
    return switch (exchange.getRequestMethod()) {
      case "POST" -> post(id, body);
      case "PATCH" -> patch(id, body);
      case "DELETE" -> delete(id);
      case "GET" -> members(id);
      default -> recorded("route: GET on a relay id");
    };
  }

  private @Nullable Answer door(HttpExchange exchange) {
    var header = exchange.getRequestHeaders().getFirst("Authorization");
    if (header == null) {
      return recorded("auth: no Authorization header");
    }
    Event event;
    try {
      event = Nip98.parse(header, EventJson.UnknownKeys.REFUSED).signed();
    } catch (MalformedException _) {
      return recorded("auth: not base64");
    } catch (IllegalArgumentException _) {
      return recorded("auth: signature of zeros");
    }
    if (!event.tagValues("u").contains(apiUrl() + exchange.getRequestURI().getPath())) {
      return recorded("auth: u missing");
    }
    if (!event.tagValues("method").contains(exchange.getRequestMethod())) {
      return recorded("auth: method tag missing");
    }
    return event.pubkey().equals(whitelisted) ? null : recorded("whitelist: signer not listed");
  }

  private Answer post(String id, String body) {
    if (files.containsKey(id)) {
      return recorded("post: existing id");
    }
    var config = (ObjectNode) Json.mapper().readTree(body);
    return store(id, config, "post: minimal config");
  }

  private Answer patch(String id, String body) {
    var before = files.get(id);
    if (before == null) {
      return recorded("route: PATCH of an unknown id");
    }
    var merged = merge(before.deepCopy(), Json.mapper().readTree(body));
    return store(id, merged, "patch: one nested field");
  }

  private Answer store(String id, ObjectNode config, String success) {
    if (text(config, "host").isEmpty()) {
      return recorded("post: no host");
    }
    if (config.path("secret").asString("").length() > 64) {
      return recorded("post: secret of 65 digits");
    }
    for (var other : files.entrySet()) {
      if (!other.getKey().equals(id)) {
        if (text(other.getValue(), "schema").equals(text(config, "schema"))) {
          return recorded("post: duplicate schema", "one", text(config, "schema"));
        }
        if (text(other.getValue(), "host").equals(text(config, "host"))) {
          return recorded("post: duplicate host", "one.localhost:<port>", text(config, "host"));
        }
      }
    }
    files.put(id, config);
    serve(id, clock.instant().plus(EFFECT_DELAY));
    return recorded(success);
  }

  private Answer delete(String id) {
    if (files.remove(id) == null) {
      return recorded("delete: again");
    }
    serve(id, clock.instant().plus(EFFECT_DELAY));
    return recorded("delete: existing");
  }

  private Answer members(String id) {
    if (!membersRoute) {
      return recorded("route: GET members does not exist in this version");
    }
    if (!files.containsKey(id)) {
      return recorded("route: PATCH of an unknown id");
    }
    var list = Json.mapper().createObjectNode();
    var array = list.putArray("members");
    members.getOrDefault(id, List.of()).forEach(array::add);
    return new Answer(200, list + "\n");
  }

  /// Hosts are found in the configs in effect, not in the files.
  private void serve(String id, Instant since) {
    var config = files.get(id);
    served
        .computeIfAbsent(id, _ -> new ArrayDeque<>())
        .addLast(new Served(config == null ? Json.mapper().createObjectNode() : config, since));
  }

  private void relay(HttpExchange exchange, String host) throws IOException {
    var now = clock.instant();
    for (var history : served.values()) {
      JsonNode config = Json.mapper().createObjectNode();
      for (var one : history) {
        config = one.since().isAfter(now) ? config : one.config();
      }
      if (text(config, "host").equals(host) && !config.path("inactive").asBoolean(false)) {
        send(exchange, new Answer(200, document(config)));
        return;
      }
    }
    send(exchange, recorded("dispatch: unknown host"));
  }

  private static String document(JsonNode config) {
    var document = Json.mapper().createObjectNode();
    var info = config.path("info");
    if (!text(info, "name").isEmpty()) {
      document.put("name", text(info, "name"));
    }
    document.put("pubkey", text(info, "pubkey"));
    document.put("self", SecretKey.parse(text(config, "secret")).publicKey().hex());
    document.putArray("supported_nips").add(1).add(11).add("43");
    return document + "\n";
  }

  private static ObjectNode merge(ObjectNode base, JsonNode patch) {
    for (var field : patch.properties()) {
      if (field.getValue().isNull()) {
        base.remove(field.getKey());
      } else if (field.getValue().isObject()) {
        var inner =
            base.path(field.getKey()) instanceof ObjectNode object
                ? object
                : base.putObject(field.getKey());
        merge(inner, field.getValue());
      } else {
        base.set(field.getKey(), field.getValue());
      }
    }
    return base;
  }

  private static String text(JsonNode node, String key) {
    return node.path(key).asString("");
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    var json = answer.body().toLowerCase(Locale.ROOT).startsWith("{");
    exchange.getResponseHeaders().set("Content-Type", json ? "application/json" : "text/plain");
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
