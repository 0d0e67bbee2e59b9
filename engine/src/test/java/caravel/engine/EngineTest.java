package caravel.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.engine.store.Sync;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The engine as a whole: start, start-up errors and stop.
final class EngineTest {
  private static final String CONFIG =
      """
      host = "a.example.com"
      schema = "a"
      secret = "0101010101010101010101010101010101010101010101010101010101010101"
      [info]
      pubkey = "4d4b6cd1361032ca9bd2aeb9d900aa4d45d9ead80ac9423374c451a7254d0766"
      """;

  @TempDir Path folder;

  private EngineSettings settings(Path home, int port, String... proxies) {
    return new EngineSettings(
        new EngineSettings.Listen("127.0.0.1", port),
        new EngineSettings.Folders(
            home.resolve("config"), home.resolve("relays"), home.resolve("media")),
        new EngineSettings.Api(null, Set.of()),
        Sync.FULL,
        List.of(proxies));
  }

  private static String statusLine(int port, String host) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      var request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return answer.lines().findFirst().orElse("");
    }
  }

  @Test
  void configured_relays_answer_again_after_a_restart_on_the_same_port() throws IOException {
    Files.createDirectories(folder.resolve("config"));
    Files.writeString(folder.resolve("config/a.toml"), CONFIG);
    int port;
    try (var engine = Engine.start(settings(folder, 0), InstantSource.system())) {
      port = engine.port();
      assertThat(statusLine(port, "a.example.com")).isEqualTo("HTTP/1.1 200 OK");
    }
    assertThatThrownBy(() -> statusLine(port, "a.example.com")).isInstanceOf(IOException.class);
    try (var engine = Engine.start(settings(folder, port), InstantSource.system())) {
      assertThat(statusLine(engine.port(), "a.example.com")).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  void without_a_host_there_is_no_management_api() throws IOException {
    try (var engine = Engine.start(settings(folder, 0), InstantSource.system())) {
      assertThat(statusLine(engine.port(), "api.localhost")).isEqualTo("HTTP/1.1 404 Not Found");
    }
  }

  @Test
  void a_start_that_fails_leaves_nothing_behind() throws IOException {
    try (var engine = Engine.start(settings(folder, 0), InstantSource.system())) {
      var other = folder.resolve("other");
      assertThatThrownBy(() -> Engine.start(settings(other, engine.port()), InstantSource.system()))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage("cannot listen on 127.0.0.1:" + engine.port());
      Engine.start(settings(other, 0), InstantSource.system()).close();
    }
    assertThatThrownBy(
            () -> Engine.start(settings(folder, 0, "proxy.example.com"), InstantSource.system()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("proxy.example.com");
    Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(
            () -> Engine.start(settings(folder.resolve("file"), 0), InstantSource.system()))
        .isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void an_engine_without_its_backup_refuses_relays_that_are_not_restored_yet() throws IOException {
    Files.createDirectories(folder.resolve("relays/.restoring"));
    Files.writeString(folder.resolve("relays/.restoring/time"), "2026-11-23T05:00:00Z");
    assertThatThrownBy(() -> Engine.start(settings(folder, 0), InstantSource.system()))
        .hasMessageContaining("Set BACKUP_URL");
  }
}
