package caravel.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.Event;
import caravel.nostr.EventJson;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// WebSocket connections to the engine's listener.
final class SocketTest {
  private static final String HOST = "one.localhost";

  @TempDir Path folder;
  private RunningEngine engine;

  @BeforeEach
  void start() {
    engine = new RunningEngine(folder);
    engine.api("POST", "/relay/one", RunningEngine.body(HOST, "one", ""));
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  @Test
  void a_challenge_comes_unprompted_and_unknown_labels_leave_the_socket_open() throws Exception {
    try (var socket = TestSocket.open(engine.port(), HOST)) { // 43, 67
      assertThat(socket.next()).startsWith("[\"AUTH\",\"");
      socket.send("[\"PING\"]");
      assertThat(socket.next())
          .isEqualTo("[\"NOTICE\",\"failed to parse envelope: unknown envelope label\"]");
    }
  }

  @Test
  void a_message_beyond_512000_bytes_closes_with_1009() throws Exception { // 66
    try (var socket = TestSocket.open(engine.port(), HOST)) {
      socket.authenticate(RunningEngine.API, HOST);
      socket.send("[\"PING\",\"" + "x".repeat(512_000 - 11) + "\"]");
      assertThat(socket.next()).startsWith("[\"NOTICE\"");
      socket.send("[\"PING\",\"" + "x".repeat(512_001 - 11) + "\"]");
      assertThat(socket.closed.get(10, TimeUnit.SECONDS)).startsWith("1009 ");
    }
  }

  @Test
  void deactivation_closes_sockets_with_a_reason() throws Exception { // 8
    try (var socket = TestSocket.open(engine.port(), HOST)) {
      socket.next();
      var answer = engine.api("PATCH", "/relay/one", "{\"inactive\":true}");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(socket.closed.get(10, TimeUnit.SECONDS)).contains("stopped");
      assertThat(engine.information(HOST).status()).isEqualTo(404); // 3
    }
  }

  @Test
  void a_relay_made_again_with_its_schema_shows_the_old_events() throws Exception { // 10, 35
    var open =
        RunningEngine.body(
            "two.localhost",
            "two",
            "\"policy\":{\"anonymous\":true,\"public_read\":true,\"public_write\":true}");
    engine.api("POST", "/relay/two", open);
    var event = Event.sign(RunningEngine.API, 1_700_000_000, 1, List.of(), "still here");
    try (var socket = TestSocket.open(engine.port(), "two.localhost")) {
      socket.send("[\"EVENT\"," + EventJson.write(event) + "]");
      assertThat(socket.next()).isEqualTo("[\"OK\",\"" + event.id().hex() + "\",true,\"\"]");
      assertThat(engine.api("DELETE", "/relay/two", "").status()).isEqualTo(200);
      assertThat(socket.closed.get(10, TimeUnit.SECONDS)).contains("deleted");
    }
    engine.api("POST", "/relay/two", open);
    try (var socket = TestSocket.open(engine.port(), "two.localhost")) {
      socket.send("[\"REQ\",\"s\",{\"kinds\":[1]}]");
      assertThat(socket.next()).isEqualTo("[\"EVENT\",\"s\"," + EventJson.write(event) + "]");
      assertThat(socket.next()).isEqualTo("[\"EOSE\",\"s\"]");
    }
    engine.api("DELETE", "/relay/two?purge=1", "");
    engine.api("POST", "/relay/two", open);
    try (var socket = TestSocket.open(engine.port(), "two.localhost")) {
      socket.send("[\"REQ\",\"s\",{\"kinds\":[1]}]");
      assertThat(socket.next()).isEqualTo("[\"EOSE\",\"s\"]");
    }
  }
}
