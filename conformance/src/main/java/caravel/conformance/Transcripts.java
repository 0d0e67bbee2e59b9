package caravel.conformance;

import caravel.nostr.SecretKey;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import tools.jackson.databind.JsonNode;

/// Plays recorded conversations with zooid against another server and tells where it answers
/// otherwise. The server is only spoken to: each relay is made and changed over the management API.
public final class Transcripts implements AutoCloseable {
  /// Longest text message that is read; zooid's lists of members are the longest.
  private static final long MESSAGE_BYTES_MAX = 4 * 1024 * 1024;

  private final Server server;
  private final InstantSource clock;
  private final WebSocketClient client = new WebSocketClient();

  /// @param port on this machine
  /// @param apiHost the Host header of the management API
  /// @param apiKey is on its whitelist
  public record Server(int port, String apiHost, SecretKey apiKey) {}

  /// @param step number of the step whose answers differ, from 0
  /// @param what did not come, and what came instead
  public record Difference(int step, String what) {}

  public Transcripts(Server server, InstantSource clock) {
    this.server = server;
    this.clock = clock;
    client.setMaxTextMessageSize(MESSAGE_BYTES_MAX);
    try {
      client.start();
    } catch (Exception failed) {
      throw new IllegalStateException("the WebSocket client does not start", failed);
    }
  }

  /// The names of all recordings, sorted.
  public static List<String> names() throws IOException {
    var folder = RecordedKeys.class.getResource("/zooid/wire");
    try {
      if (folder == null) {
        throw new IllegalStateException("the recordings are not on the class path");
      }
      if (folder.getProtocol().equals("file")) {
        return names(Path.of(folder.toURI()));
      }
      try (var jar = FileSystems.newFileSystem(folder.toURI(), Map.of())) {
        return names(jar.getPath("/zooid/wire"));
      }
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString().replace(".json", ""))
          .sorted()
          .toList();
    }
  }

  /// @param name of a recording under `wire/`, without `.json`
  /// @param expected steps whose missing answers are not waited for long
  public List<Difference> replay(String name, Set<Integer> expected) {
    JsonNode transcript = RecordedKeys.recording("wire/" + name + ".json");
    var api = new RelayApi(server, clock);
    return new TranscriptPlayer(
            name, transcript, api, client, clock.instant().getEpochSecond(), expected)
        .run();
  }

  @Override
  public void close() {
    try {
      client.stop();
    } catch (Exception failed) {
      throw new IllegalStateException("the WebSocket client does not stop", failed);
    }
  }
}
