package caravel.engine.http;

import static caravel.engine.http.TestEngineServer.ANONYMOUS;
import static caravel.engine.http.TestEngineServer.MEMBERS;
import static caravel.engine.http.TestEngineServer.NEVER;
import static caravel.engine.http.TestEngineServer.event;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.EventJson;
import caravel.nostr.Json;
import caravel.nostr.Nip42;
import caravel.nostr.SecretKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Limits of clients that have not authenticated: their messages and their time (B2).
final class UnauthenticatedTest {
  private static final SecretKey OWNER = SecretKey.parse("02".repeat(32));

  @TempDir Path folder;

  /// Set by `start`, which every test calls first.
  @SuppressWarnings("NullAway.Init")
  private TestEngineServer server;

  private void start(Duration authWithin) {
    server =
        new TestEngineServer(
            folder,
            TestEngineServer.limits(
                new SocketLimits(
                    Duration.ofMillis(100),
                    NEVER,
                    Duration.ofMillis(200),
                    authWithin,
                    16_384,
                    16 * 1024 * 1024,
                    100)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String ofLength(int characters) {
    return "[\"PING\",\"" + "x".repeat(characters - 11) + "\"]";
  }

  @Test
  void before_auth_a_message_has_at_most_16_KiB_B2() throws Exception {
    start(NEVER);
    try (var socket = TestSocket.open(server.port(), MEMBERS)) {
      socket.next();
      socket.send(ofLength(16 * 1024));
      assertThat(socket.next()).startsWith("[\"NOTICE\"");
      socket.send(ofLength(16 * 1024 + 1));
      assertThat(socket.closed.get(10, TimeUnit.SECONDS))
          .isEqualTo("1009 message too big: authenticate before you send more than 16 KiB");
    }
  }

  @Test
  void a_gift_wrap_may_have_64_KiB_before_auth_and_no_more_B2() throws Exception {
    start(NEVER);
    try (var socket = TestSocket.open(server.port(), MEMBERS)) {
      socket.next();
      socket.send(event(1_059, "x".repeat(60_000)));
      assertThat(socket.next()).startsWith("[\"OK\"").contains("true");
      socket.send(event(1, "x".repeat(60_000)));
      assertThat(socket.next()).startsWith("[\"AUTH\"");
      assertThat(socket.next()).startsWith("[\"OK\"").contains("auth-required:");
      socket.send(event(1_059, "x".repeat(66_000)));
      assertThat(socket.closed.get(10, TimeUnit.SECONDS)).startsWith("1009 ");
    }
  }

  @Test
  void a_large_event_right_behind_the_auth_is_read_B2() throws Exception {
    start(NEVER);
    try (var socket = TestSocket.open(server.port(), MEMBERS)) {
      var auth = socket.answer(OWNER, MEMBERS);
      socket.send(auth);
      socket.send(ofLength(400_000));
      assertThat(socket.next()).startsWith("[\"OK\"").contains("true");
      assertThat(socket.next()).startsWith("[\"NOTICE\"");
    }
  }

  @Test
  void a_message_in_small_frames_is_bounded_too_B2() throws Exception {
    start(NEVER);
    try (var socket = server.webSocket(MEMBERS)) {
      var out = socket.getOutputStream();
      var text = new byte[] {0x01, (byte) 0x84, 0, 0, 0, 0, '[', '"', 'x', 'x'};
      var more = new byte[] {0x00, (byte) 0x84, 0, 0, 0, 0, 'x', 'x', 'x', 'x'};
      out.write(text);
      for (int i = 0; i < 4 * 1024; i++) {
        out.write(more);
      }
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(answer).contains("message too big");
    }
  }

  @Test
  void on_an_anonymous_relay_a_message_has_at_most_64_KiB_B2() throws Exception {
    start(NEVER);
    try (var socket = TestSocket.open(server.port(), ANONYMOUS)) {
      socket.send(ofLength(64 * 1024));
      assertThat(socket.next()).startsWith("[\"NOTICE\"");
      socket.send(ofLength(64 * 1024 + 1));
      assertThat(socket.closed.get(10, TimeUnit.SECONDS)).startsWith("1009 ");
    }
  }

  @Test
  void a_client_that_does_not_authenticate_in_time_is_closed_B2() throws Exception {
    start(Duration.ofMillis(500));
    try (var stranger = TestSocket.open(server.port(), MEMBERS);
        var member = TestSocket.open(server.port(), MEMBERS);
        var anonymous = TestSocket.open(server.port(), ANONYMOUS)) {
      member.authenticate(OWNER, MEMBERS);
      assertThat(stranger.closed.get(10, TimeUnit.SECONDS))
          .startsWith("1008 auth-required: authenticate within");
      for (var stays : new TestSocket[] {member, anonymous}) {
        stays.send("[\"PING\"]");
        assertThat(stays.next()).startsWith("[\"NOTICE\"");
      }
    }
  }

  @Test
  void the_text_of_a_client_is_echoed_only_in_part_B2() throws Exception {
    start(NEVER);
    var text = "y".repeat(5_000);
    try (var socket = TestSocket.open(server.port(), MEMBERS)) {
      var challenge = Json.tree(socket.next()).get(1).asString();
      socket.send("[\"NEG-MSG\",\"" + text + "\",\"\"]");
      for (var label : List.of("NEG-ERROR", "NEG-ERR")) {
        assertThat(socket.next()).contains(label, "\"" + "y".repeat(64) + "\"");
      }
      socket.send("[\"COUNT\",\"" + text + "\",{}]");
      assertThat(socket.next()).doesNotContain("y".repeat(65));
      socket.send("[\"REQ\",\"" + text + "\",{}]");
      assertThat(socket.next()).doesNotContain("y".repeat(65));
      socket.send("[\"REQ\",\"s\",{\"" + text + "\":" + text + "}]");
      assertThat(socket.next().length()).isLessThan(300);
      for (var auth :
          List.of(
              auth(MEMBERS, text), auth("ws://" + text, challenge), auth(text + " ", challenge))) {
        socket.send(auth);
        assertThat(socket.next()).contains("y".repeat(50)).doesNotContain("y".repeat(65));
      }
    }
  }

  private static String auth(String relay, String challenge) {
    return "[\"AUTH\","
        + EventJson.write(Nip42.answer(OWNER, relay, challenge, 1_700_000_000))
        + "]";
  }
}
