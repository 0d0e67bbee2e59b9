package caravel.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.engine.Engine;
import caravel.engine.EngineSettings;
import caravel.engine.config.ConfigDraft;
import caravel.engine.store.Sync;
import caravel.nostr.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.SerializationFeature;

/// Every recorded case of the management API and of host dispatch, against our engine.
///
/// Where we answer otherwise on purpose, a list says what we answer and why. The list must be
/// exactly as long as reality.
final class HttpCasesTest {
  private static final Duration EFFECT_MAX = Duration.ofMillis(300);

  @TempDir Path folder;

  private record Listed(String reason, Map<String, String> ours) {}

  @Test
  void the_engine_answers_as_recorded_but_for_the_listed_cases() throws IOException {
    var results = new HttpCases(this::start, InstantSource.system(), EFFECT_MAX).replay();
    assertThat(results).hasSize(237);
    compare(results, "http-differences.json");
  }

  /// The numbers 137 to 141.
  @Test
  void files_are_served_as_recorded_but_for_the_listed_cases() throws IOException {
    var results = replayFeature("blossom.json");
    assertThat(results).hasSize(110);
    compare(results, "blossom-differences.json");
  }

  /// The number 144.
  @Test
  void calls_are_served_as_recorded_but_for_the_listed_cases() throws IOException {
    var results = replayFeature("livekit.json");
    assertThat(results).hasSize(54);
    compare(results, "livekit-differences.json");
  }

  private List<HttpCases.Result> replayFeature(String recording) throws IOException {
    try (var server = start(true, true);
        var cases = new FeatureCases(server.port(), InstantSource.system())) {
      for (var config : cases.configs(recording).entrySet()) {
        Files.writeString(
            server.configFolder().resolve(config.getKey() + ".toml"),
            ConfigDraft.ofJson(config.getValue()).toToml());
      }
      await().until(() -> served(server, cases.configs(recording)));
      return cases.replay(recording);
    }
  }

  private static boolean served(HttpCases.Server server, Map<String, String> configs) {
    return configs.values().stream()
        .allMatch(config -> {
          var host = Json.mapper().readTree(config).path("host").stringValue();
          var question = new PlainHttp.Question("GET", "/", host, Map.of(), "");
          return PlainHttp.ask(server.port(), question).status() == 200;
        });
  }

  private static void compare(List<HttpCases.Result> results, String list) throws IOException {
    var listed = read(list);
    assertThat(listed.values()).allSatisfy(entry -> assertThat(entry.reason()).isNotBlank());
    var expected = new LinkedHashMap<String, Map<String, String>>();
    listed.forEach((name, entry) -> expected.put(name, entry.ours()));
    var actual = new LinkedHashMap<String, Map<String, String>>();
    for (var result : results) {
      if (!result.different().isEmpty()) {
        assertThat(actual.put(result.name(), result.different())).as(result.name()).isNull();
      }
    }
    Files.writeString(
        Path.of("target", "actual-" + list),
        Json.mapper()
            .rebuild()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build()
            .writeValueAsString(actual));
    assertThat(actual).containsExactlyInAnyOrderEntriesOf(expected);
  }

  private static Map<String, Listed> read(String resource) throws IOException {
    try (var in = HttpCasesTest.class.getResourceAsStream("/" + resource)) {
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      var listed = new TreeMap<String, Listed>();
      for (var entry : Json.mapper().readTree(text)) {
        var ours = new LinkedHashMap<String, String>();
        entry
            .path("ours")
            .properties()
            .forEach(field -> ours.put(field.getKey(), field.getValue().stringValue()));
        listed.put(
            entry.path("case").stringValue(), new Listed(entry.path("reason").stringValue(), ours));
      }
      return listed;
    }
  }

  private final AtomicInteger servers = new AtomicInteger();

  private HttpCases.Server start(boolean api, boolean whitelist) {
    var home = folder.resolve("server-" + servers.incrementAndGet());
    var port = freePort();
    var engine =
        Engine.start(
            new EngineSettings(
                new EngineSettings.Listen("127.0.0.1", port),
                new EngineSettings.Folders(
                    home.resolve("config"), home.resolve("relays"), home.resolve("media")),
                new EngineSettings.Api(
                    api ? "api.localhost:" + port : null,
                    whitelist
                        ? Set.of(RecordedKeys.publicKey("api"), RecordedKeys.publicKey("admin"))
                        : Set.of()),
                Sync.NORMAL,
                // The recordings were taken with every peer's X-Forwarded-* believed.
                List.of("127.0.0.1")),
            InstantSource.system());
    return new HttpCases.Server() {
      @Override
      public int port() {
        return engine.port();
      }

      @Override
      public Path configFolder() {
        return home.resolve("config");
      }

      @Override
      public void close() {
        engine.close();
      }
    };
  }

  /// The API's host holds the port, so it must be known before the start.
  private static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
