package caravel.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.Engine;
import caravel.engine.EngineSettings;
import caravel.engine.store.Sync;
import caravel.nostr.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every recorded conversation with zooid, held with our engine.
///
/// `wire-differences.json` says at which steps we answer otherwise on purpose. It must be exactly
/// as long as reality. `wire-unordered.json` names the steps whose answers depend on the order of
/// events of the same second, which has no meaning: they are played and not compared.
final class TranscriptsTest {
  private static final int TRANSCRIPTS = 62;

  @TempDir Path folder;

  @Test
  void the_engine_answers_as_recorded_but_at_the_listed_steps() throws Exception {
    var listed = new TreeMap<String, Set<Integer>>();
    read("wire-differences.json", listed);
    var unordered = new TreeMap<String, Set<Integer>>();
    read("wire-unordered.json", unordered);
    var different = new TreeMap<String, Set<Integer>>();
    var report = new StringBuilder();
    var port = freePort();
    var apiHost = "api.localhost:" + port;
    var server = new Transcripts.Server(port, apiHost, RecordedKeys.secret("api"));
    try (var _ = start(port, apiHost);
        var transcripts = new Transcripts(server, InstantSource.system())) {
      var names = Transcripts.names();
      assertThat(names).hasSize(TRANSCRIPTS);
      for (var name : names) {
        var differences = transcripts.replay(name, listed.getOrDefault(name, Set.of()));
        for (var difference : differences) {
          if (unordered.getOrDefault(name, Set.of()).contains(difference.step())) {
            continue;
          }
          different.computeIfAbsent(name, _ -> new TreeSet<>()).add(difference.step());
          report.append(name).append(' ').append(difference.what()).append('\n');
        }
      }
    }
    var path = Path.of("target", "wire-different.txt");
    Files.writeString(path, report);
    assertThat(different).as("what differs stands in %s", path).isEqualTo(listed);
  }

  private Engine start(int port, String apiHost) {
    return Engine.start(
        new EngineSettings(
            new EngineSettings.Listen("127.0.0.1", port),
            new EngineSettings.Folders(
                folder.resolve("config"), folder.resolve("relays"), folder.resolve("media")),
            new EngineSettings.Api(apiHost, Set.of(RecordedKeys.publicKey("api"))),
            Sync.NORMAL,
            // The recordings were taken with every peer's X-Forwarded-* believed.
            List.of("127.0.0.1")),
        InstantSource.system());
  }

  /// A step in two lists, or twice in one, has two reasons: that is refused.
  private static void read(String list, Map<String, Set<Integer>> into) throws IOException {
    try (var in = TranscriptsTest.class.getResourceAsStream("/" + list)) {
      for (var entry : Json.tree(new String(in.readAllBytes(), StandardCharsets.UTF_8))) {
        assertThat(entry.path("reason").asString("")).as("%s", entry).isNotBlank();
        var steps =
            into.computeIfAbsent(entry.path("transcript").stringValue(), _ -> new TreeSet<>());
        for (var step : entry.path("steps")) {
          assertThat(steps.add(step.asInt())).as("%s step %s", entry, step).isTrue();
        }
      }
    }
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
