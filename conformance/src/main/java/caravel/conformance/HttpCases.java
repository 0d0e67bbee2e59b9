package caravel.conformance;

import caravel.nostr.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.toml.TomlMapper;

/// Replays the recorded cases of the management API and of host dispatch against a server, and says
/// where it answers otherwise.
///
/// `supported_nips`, `software` and `version` of the information documents are not compared: what a
/// server can do is its own affair, and the transcripts look at them.
public final class HttpCases {
  private static final int POLL_MILLIS = 20;
  private static final int BODY_BYTES_MAX = 1_048_576;

  /// Longer ids are no file names anywhere.
  private static final int ID_CHARACTERS_MAX = 200;

  private static final String INFORMATION = "application/nostr+json";
  private static final List<String> OWN_FIELDS = List.of("supported_nips", "software", "version");
  private static final TomlMapper TOML = new TomlMapper();

  private final Launcher launcher;
  private final InstantSource clock;
  private final Duration effectMax;

  /// @param effectMax how long an effect may take to be seen
  public HttpCases(Launcher launcher, InstantSource clock, Duration effectMax) {
    this.launcher = launcher;
    this.clock = clock;
    this.effectMax = effectMax;
  }

  /// Starts servers, each with an empty config folder, `API_HOST` `api.localhost:<port>` and a
  /// whitelist of the recorded keys `api` and `admin`.
  public interface Launcher {
    /// @param api false = no `API_HOST`
    /// @param whitelist false = an empty one
    Server start(boolean api, boolean whitelist);
  }

  /// One running server.
  public interface Server extends AutoCloseable {
    int port();

    Path configFolder();

    @Override
    void close();
  }

  /// The result of one case.
  ///
  /// @param different what was answered instead, by what differs; empty = as recorded
  public record Result(String name, Map<String, String> different) {
    public Result {
      different = new LinkedHashMap<>(different);
    }
  }

  public List<Result> replay() {
    var results = new ArrayList<Result>();
    @Nullable Server shared = null;
    try {
      shared = launcher.start(true, true);
      for (var recorded : RecordedKeys.recording("http-api.json")) {
        var name = recorded.path("name").stringValue();
        if (name.startsWith("crash: ")
            || name.startsWith("file: ")
            || name.startsWith("disabled: ")) {
          try (var fresh =
              launcher.start(
                  !name.equals("disabled: no API_HOST"),
                  !name.equals("disabled: no API_WHITELIST"))) {
            results.add(replay(fresh, name, recorded));
          }
        } else {
          results.add(replay(shared, name, recorded));
        }
      }
    } finally {
      if (shared != null) {
        shared.close();
      }
    }
    return results;
  }

  private Result replay(Server server, String name, JsonNode template) {
    var recorded =
        Json.mapper()
            .readTree(template.toString().replace("<port>", Integer.toString(server.port())));
    var different = new LinkedHashMap<String, String>();
    try {
      if (recorded.has("file")) {
        file(server, recorded, different);
      } else {
        request(server, name, recorded, different);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    different.replaceAll((_, text) -> text.replace(":" + server.port(), ":<port>"));
    return new Result(name, different);
  }

  private void request(Server server, String name, JsonNode recorded, Map<String, String> different)
      throws IOException {
    if (name.equals("patch: existing file is broken")) {
      Files.writeString(server.configFolder().resolve("broken.toml"), "host = unclosed\n");
    }
    var answer = ask(server, recorded);
    compare(recorded.path("response"), answer, different);
    var file = server.configFolder().resolve(fileName(recorded));
    if (recorded.has("fileAfter")) {
      compareFile(recorded.path("fileAfter"), file, different);
    }
    compareFileName(recorded, file, different);
    if (recorded.has("after")) {
      compareLater("after", recorded.path("after"), server, different);
    }
    if (recorded.has("oldHost")) {
      compareLater("oldHost", recorded.path("oldHost"), server, different);
    }
    if (recorded.has("processAfter")) {
      differ(different, "processAfter", recorded.path("processAfter").stringValue(), alive(server));
    }
    if (recorded.path("note").asString("").contains("removed the file")) {
      Files.deleteIfExists(file);
    }
  }

  /// A file that was written to disk directly: is its relay served, and under which owner?
  private void file(Server server, JsonNode recorded, Map<String, String> different)
      throws IOException {
    var owner = recorded.path("file").stringValue().split("\"", -1)[1];
    var host = "f.localhost:" + server.port();
    Files.writeString(
        server.configFolder().resolve("f.toml"),
        "host = \"%s\"\nschema = \"f\"\nsecret = \"%s\"\n[info]\nname = \"f\"\npubkey = \"%s\"\n"
            .formatted(host, RecordedKeys.secret("relay").revealHex(), owner));
    var status = recorded.path("response").path("status").intValue();
    await(() -> information(server, host).status() == status);
    var answer = information(server, host);
    differ(different, "status", status, answer.status());
    if (answer.status() == 200) {
      var ours = Json.mapper().readTree(answer.body()).path("pubkey").asString("");
      differ(
          different,
          "pubkeyInNip11",
          recorded.path("response").path("pubkeyInNip11").stringValue(),
          ours);
    }
    differ(different, "processAfter", recorded.path("processAfter").stringValue(), alive(server));
  }

  private PlainHttp.Answer ask(Server server, JsonNode recorded) {
    var request = recorded.path("request");
    var path = request.path("path").stringValue();
    var host = request.path("host").stringValue();
    var headers = new LinkedHashMap<String, String>();
    for (var header : request.path("headers").properties()) {
      headers.put(header.getKey(), header.getValue().stringValue());
    }
    var scheme = "https".equals(headers.get("X-Forwarded-Proto")) ? "https" : "http";
    var exact = scheme + "://" + host + decoded(path.split("\\?", 2)[0]);
    CaseToken.header(request.path("token"), exact, clock.instant().getEpochSecond())
        .ifPresent(token -> headers.put("Authorization", token));
    return PlainHttp.ask(
        server.port(),
        new PlainHttp.Question(
            request.path("method").stringValue(), path, host, headers, body(recorded)));
  }

  private static String body(JsonNode recorded) {
    var request = recorded.path("request");
    if (request.has("body")) {
      return request.path("body").toString();
    }
    return switch (request.path("bodyDescription").asString("")) {
      case "" -> request.path("bodyRaw").asString("");
      case "valid config preceded by blanks, 1048577 bytes" -> filled("{}", BODY_BYTES_MAX + 1);
      case "valid config preceded by blanks, 1048576 bytes" ->
          filled(minimal(recorded), BODY_BYTES_MAX);
      case "{\"info\":{\"name\":\"xxx…\"}} of 1048577 bytes" ->
          "{\"info\":{\"name\":\"" + "x".repeat(BODY_BYTES_MAX + 1 - 20) + "\"}}";
      case String other -> throw new IllegalArgumentException("an unknown body: " + other);
    };
  }

  private static String filled(String text, int length) {
    return " ".repeat(length - text.length()) + text;
  }

  /// The smallest config that leads to what was seen afterwards.
  private static String minimal(JsonNode recorded) {
    var seen = recorded.path("after");
    var name = seen.path("body").path("name").stringValue();
    var config = JsonNodeFactory.instance.objectNode();
    config.put("host", seen.path("host").stringValue()).put("schema", name);
    config.put("secret", RecordedKeys.secret("relay").revealHex());
    config.putObject("info").put("name", name).put("pubkey", RecordedKeys.publicKey("owner").hex());
    return config.toString();
  }

  private static void compare(
      JsonNode recorded, PlainHttp.Answer answer, Map<String, String> different) {
    differ(different, "status", recorded.path("status").intValue(), answer.status());
    for (var header : recorded.path("headers").properties()) {
      differ(
          different,
          header.getKey(),
          header.getValue().stringValue(),
          answer.header(header.getKey()));
    }
    var body = recorded.path("body").stringValue();
    if (body.equals("(landing page)")) {
      differ(different, "body", true, answer.body().startsWith("<!doctype html>"));
    } else if (answer.header("content-type").equals(INFORMATION)) {
      differ(different, "body", own(body), own(answer.body()));
    } else {
      differ(different, "body", body, answer.body());
    }
  }

  private static void compareFile(JsonNode recorded, Path file, Map<String, String> different)
      throws IOException {
    if (!Files.exists(file)) {
      differ(different, "fileAfter", recorded.asString(""), "absent");
      return;
    }
    if (recorded.isString()) {
      differ(different, "fileAfter", recorded.stringValue(), "present");
      return;
    }
    compareFields("fileAfter", recorded, TOML.readTree(Files.readString(file)), different);
  }

  /// Every recorded field is there with its value; later versions have more fields.
  private static void compareFields(
      String path, JsonNode recorded, JsonNode ours, Map<String, String> different) {
    if (!(recorded instanceof ObjectNode fields)) {
      differ(different, path, recorded, ours);
      return;
    }
    for (var field : fields.properties()) {
      compareFields(
          path + "." + field.getKey(), field.getValue(), ours.path(field.getKey()), different);
    }
  }

  private static void compareFileName(JsonNode recorded, Path file, Map<String, String> different) {
    if (recorded.has("fileName")) {
      var wanted = !recorded.path("fileName").stringValue().equals("none");
      differ(different, "fileName", wanted, wanted ? Files.exists(file) : false);
    }
  }

  private void compareLater(
      String what, JsonNode recorded, Server server, Map<String, String> different) {
    var host = recorded.path("host").stringValue();
    BooleanSupplier same =
        () -> {
          var answer = information(server, host);
          var later = new LinkedHashMap<String, String>();
          compareInformation(recorded, answer, later);
          return later.isEmpty();
        };
    if (!await(same)) {
      var later = new LinkedHashMap<String, String>();
      compareInformation(recorded, information(server, host), later);
      later.forEach((key, ours) -> different.put(what + "." + key, ours));
    }
  }

  private static void compareInformation(
      JsonNode recorded, PlainHttp.Answer answer, Map<String, String> different) {
    differ(different, "status", recorded.path("status").intValue(), answer.status());
    if (recorded.has("contentType")) {
      differ(
          different,
          "contentType",
          recorded.path("contentType").stringValue(),
          answer.header("content-type"));
    }
    if (recorded.path("body").isObject()) {
      differ(different, "body", own(recorded.path("body").toString()), own(answer.body()));
    } else if (recorded.has("body")) {
      differ(different, "body", recorded.path("body").stringValue(), answer.body());
    }
  }

  /// A document without what every server says of itself.
  private static JsonNode own(String document) {
    if (!document.startsWith("{")) {
      return JsonNodeFactory.instance.stringNode(document);
    }
    var tree = (ObjectNode) Json.mapper().readTree(document);
    tree.remove(OWN_FIELDS);
    return tree;
  }

  private static PlainHttp.Answer information(Server server, String host) {
    return PlainHttp.ask(
        server.port(), new PlainHttp.Question("GET", "/", host, Map.of("Accept", INFORMATION), ""));
  }

  private static String alive(Server server) {
    return information(server, "nobody.localhost").status() == 404 ? "alive" : "gone";
  }

  private static String fileName(JsonNode recorded) {
    var named = recorded.path("fileName").asString("");
    if (!named.isEmpty() && !named.equals("none") && named.chars().allMatch(c -> c < 0x7f)) {
      return named;
    }
    var parts = recorded.path("request").path("path").stringValue().split("[/?]", -1);
    var id = parts.length > 2 ? decoded(parts[2]) : "";
    return id.length() > ID_CHARACTERS_MAX || id.chars().anyMatch(c -> c < ' ' || c > '~')
        ? "none"
        : id + ".toml";
  }

  private static String decoded(String path) {
    return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static void differ(
      Map<String, String> different, String what, Object recorded, Object ours) {
    if (!recorded.equals(ours)) {
      different.put(what, ours.toString());
    }
  }

  private boolean await(BooleanSupplier condition) {
    for (int waited = 0; waited < effectMax.toMillis(); waited += POLL_MILLIS) {
      if (condition.getAsBoolean()) {
        return true;
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return false;
  }
}
