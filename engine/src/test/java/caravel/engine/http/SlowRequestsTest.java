package caravel.engine.http;

import static caravel.engine.http.TestEngineServer.ANONYMOUS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.engine.limits.MemoryBudget;
import caravel.engine.limits.RateLimits;
import caravel.nostr.Nip98;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Slow or incomplete requests must not hold resources that others need (B4).
final class SlowRequestsTest {
  /// More than the former number of request threads.
  private static final int SLOW_REQUESTS = 2_110;

  @TempDir Path folder;

  /// Set by `start`, which every test calls first.
  @SuppressWarnings("NullAway.Init")
  private TestEngineServer server;

  private void start(HttpConnectionLimiter.Limits connections) {
    server =
        new TestEngineServer(
            folder,
            new EngineServer.Limits(
                SocketLimits.STANDARD,
                connections,
                MemoryBudget.ofHeap(),
                RateLimits.STANDARD.perAddress()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Socket post(String host, String more) throws IOException {
    var socket = server.connect();
    TestEngineServer.write(
        socket,
        "POST / HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 1000\r\n" + more + "\r\nx");
    return socket;
  }

  private static String everything(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void thousands_of_slow_posts_stop_no_socket_and_no_request_B4() throws Exception {
    start(new HttpConnectionLimiter.Limits(10_000, 10_000, 60_000));
    var slow = new ArrayList<Socket>();
    try (var before = TestSocket.open(server.port(), ANONYMOUS)) {
      for (int i = 0; i < SLOW_REQUESTS; i++) {
        slow.add(
            i % 2 == 0
                ? post("nobody.localhost", "")
                : post(ANONYMOUS, "Content-Type: application/nostr+json+rpc\r\n"));
      }
      before.send("[\"REQ\",\"s\",{\"limit\":0}]");
      assertThat(before.next()).isEqualTo("[\"EOSE\",\"s\"]");
      try (var after = TestSocket.open(server.port(), ANONYMOUS)) {
        after.send("[\"REQ\",\"s\",{\"limit\":0}]");
        assertThat(after.next()).isEqualTo("[\"EOSE\",\"s\"]");
      }
      assertThat(RawHttp.get(server.port(), ANONYMOUS, "/", java.util.Map.of()).status())
          .isEqualTo(200);
    } finally {
      for (var socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void an_unwanted_body_is_waited_for_two_seconds_and_its_sender_gets_the_answer_B4()
      throws Exception {
    start(HttpConnectionLimiter.Limits.STANDARD);
    try (var socket = post("nobody.localhost", "")) {
      assertThat(everything(socket)).startsWith("HTTP/1.1 404").contains("Not Found");
    }
    // A complete body is read, and the connection serves the next request.
    try (var socket = post("nobody.localhost", "")) {
      TestEngineServer.write(socket, "x".repeat(999));
      assertThat(TestEngineServer.head(socket.getInputStream())).startsWith("HTTP/1.1 404");
      TestEngineServer.write(
          socket, "GET / HTTP/1.1\r\nHost: " + ANONYMOUS + "\r\nConnection: close\r\n\r\n");
      assertThat(everything(socket)).contains("HTTP/1.1 200");
    }
  }

  @Test
  void a_wanted_body_that_comes_too_slowly_is_refused_B4() throws Exception {
    start(HttpConnectionLimiter.Limits.STANDARD);
    var token =
        Nip98.token(
            RunningEngine.API,
            "http://" + RunningEngine.API_HOST + "/relay/x",
            "POST",
            null,
            InstantSource.system().instant().getEpochSecond());
    try (var socket = server.connect()) {
      socket.setSoTimeout(30_000);
      TestEngineServer.write(
          socket,
          "POST /relay/x HTTP/1.1\r\nHost: "
              + RunningEngine.API_HOST
              + "\r\nAuthorization: "
              + token
              + "\r\nContent-Length: 1000\r\n\r\n{");
      assertThat(everything(socket)).startsWith("HTTP/1.1 408");
    }
  }

  @Test
  void headers_that_come_slowly_are_cut_off_on_new_and_on_used_connections_B4() throws Exception {
    start(new HttpConnectionLimiter.Limits(100, 100, 500));
    try (var fresh = server.connect();
        var silent = server.connect();
        var used = server.connect();
        var webSocket = TestSocket.open(server.port(), ANONYMOUS)) {
      TestEngineServer.write(fresh, "GET / HTTP/1.1\r\nHo");
      TestEngineServer.write(used, "GET /nothing HTTP/1.1\r\nHost: " + ANONYMOUS + "\r\n\r\n");
      assertThat(TestEngineServer.head(used.getInputStream())).startsWith("HTTP/1.1 404");
      assertThat(fresh.getInputStream().read()).isEqualTo(-1);
      assertThat(silent.getInputStream().read()).isEqualTo(-1);
      used.getInputStream().skipNBytes("404 page not found\n".length());
      TestEngineServer.write(used, "GET / HTTP/1.1\r\n");
      assertThat(used.getInputStream().read()).isEqualTo(-1);
      webSocket.send("[\"REQ\",\"s\",{\"limit\":0}]");
      assertThat(webSocket.next()).isEqualTo("[\"EOSE\",\"s\"]");
    }
  }

  @Test
  void beyond_the_bound_of_an_address_its_oldest_connection_makes_room_B4() throws Exception {
    start(new HttpConnectionLimiter.Limits(100, 3, 60_000));
    var connections = new ArrayList<Socket>();
    try (var webSocket = TestSocket.open(server.port(), ANONYMOUS)) {
      for (int i = 0; i < 5; i++) {
        connections.add(server.connect());
        if (i < 3) {
          int opened = i + 1;
          await()
              .untilAsserted(() -> assertThat(server.server.httpConnections()).isEqualTo(opened));
        } else {
          assertThat(connections.get(i - 3).getInputStream().read()).isEqualTo(-1);
        }
      }
      TestEngineServer.write(
          connections.get(4),
          "GET / HTTP/1.1\r\nHost: " + ANONYMOUS + "\r\nConnection: close\r\n\r\n");
      assertThat(everything(connections.get(4))).startsWith("HTTP/1.1 200");
      webSocket.send("[\"REQ\",\"s\",{\"limit\":0}]");
      assertThat(webSocket.next()).as("WebSockets do not count").isEqualTo("[\"EOSE\",\"s\"]");
    } finally {
      for (var connection : connections) {
        connection.close();
      }
    }
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(server.server.httpConnections()).isZero());
  }
}
