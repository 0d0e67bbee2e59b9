package caravel.control.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.control.Seeds;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// After any input on the socket, the server answers the next request.
final class HostileClientTest {
  private static final String[] PARTS = {
    "GET ",
    "POST ",
    "BREW ",
    "/things",
    "/",
    "?q=",
    "%00",
    "%zz",
    "..",
    " HTTP/1.1",
    " HTTP/9.9",
    "\r\n",
    "\n",
    "\r\n\r\n",
    "Host: x",
    "Content-Length: ",
    "-1",
    "99999999999999999999",
    "5",
    "Transfer-Encoding: chunked",
    "Authorization: Nostr ",
    "e30=",
    ": ",
    "\u0000",
    "{\"a\":",
    "[[[",
    "Accept: text/html",
    "Idempotency-Key: k",
    "Expect: 100-continue",
    "Upgrade: websocket"
  };

  private final SecretKey ann = SecretKey.generate();
  private ApiUnderTest api;

  @BeforeEach
  void start(@TempDir Path folder) {
    api =
        new ApiUnderTest(
            folder,
            ApiUnderTest.OPEN,
            _ ->
                List.of(
                    Route.get("/things", Access.PUBLIC, _ -> Response.ok(1)),
                    Route.post(
                        "/things",
                        Access.PUBLIC,
                        request -> Response.ok(request.body().has("name")))));
  }

  @AfterEach
  void stop() {
    api.close();
  }

  static LongStream seeds() {
    return Seeds.fixed(1, 4);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void noise_is_refused_or_cut_off_and_never_a_fault_of_ours(long seed) throws IOException {
    var random = new Random(seed);
    for (var i = 0; i < 100; i++) {
      var noise = new StringBuilder(random.nextBoolean() ? "POST /things HTTP/1.1\r\n" : "");
      for (var part = random.nextInt(15); part >= 0; part--) {
        noise.append(PARTS[random.nextInt(PARTS.length)]);
      }
      assertThat(exchange(noise.append("\r\n\r\n").toString()))
          .as("seed %d, round %d: %s", seed, i, noise)
          .doesNotContain(" 500 ")
          .doesNotContain("Exception");
    }
    assertThat(api.get("/things", null).status()).isEqualTo(200);
  }

  @Test
  void unknown_methods_are_405_or_404() throws IOException {
    for (var method : List.of("BREW", "PROPFIND", "TRACE", "CONNECT")) {
      assertThat(exchange(method + " /things HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
          .as(method)
          .startsWith("HTTP/1.1 4");
    }
  }

  @Test
  void a_body_that_contradicts_its_headers_is_refused() throws IOException {
    var post = "POST /things HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
    for (var rest :
        List.of(
            "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\n5\r\nab",
            "Transfer-Encoding: gzip\r\n\r\nab",
            "Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
            "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "Content-Length: 50\r\n\r\nab",
            "Content-Length: 4\r\nContent-Encoding: gzip\r\n\r\n\u0001\u0002\u0003\u0004")) {
      var answer = exchange(post + rest);
      assertThat(answer).as(rest).matches("(?s)(HTTP/1.1 4.*|reset|)");
    }
  }

  @Test
  void a_body_that_comes_in_a_trickle_is_given_up() throws IOException {
    try (var socket = connect()) {
      write(socket, "POST /things HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{");
      assertThat(api.get("/things", null).status()).isEqualTo(200);
      // The time counts from the start of the server's reading, which the test cannot know.
      await()
          .until(() -> {
            if (socket.getInputStream().available() > 0) {
              return true;
            }
            api.clock.move(Duration.ofSeconds(21));
            write(socket, " ");
            return false;
          });
      assertThat(readAll(socket)).startsWith("HTTP/1.1 422").contains("cut off");
    }
  }

  /// Most clients lose an answer that arrives, with the end of the connection, while they still
  /// send the body.
  @Test
  void a_client_that_sends_too_much_gets_an_error_and_is_not_cut_off() throws IOException {
    var bytes = 3 * HttpAdapter.BODY_BYTES_MAX;
    var head = "POST /things HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: " + bytes;
    for (var times = 0; times < 20; times++) {
      try (var socket = connect()) {
        write(socket, head + "\r\n\r\n");
        for (var sent = 0; sent < bytes; sent += 1024) {
          write(socket, " ".repeat(1024));
        }
        assertThat(readAll(socket)).startsWith("HTTP/1.1 413").contains("too-large");
      }
    }
  }

  @Test
  void a_far_too_large_body_is_refused_before_it_is_sent() throws IOException {
    try (var socket = connect()) {
      write(
          socket,
          "POST /things HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 999999999\r\n\r\n");
      assertThat(readAll(socket)).startsWith("HTTP/1.1 413");
    }
  }

  @Test
  void hundreds_of_half_open_connections_delay_no_other() throws IOException {
    var open = new java.util.ArrayList<Socket>();
    for (var i = 0; i < 300; i++) {
      var socket = connect();
      write(
          socket,
          i % 2 == 0 ? "GET /th" : "POST /things HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n");
      open.add(socket);
    }
    for (var i = 0; i < 20; i++) {
      assertThat(api.get("/identity", api.session(ann)).status()).isEqualTo(200);
    }
    for (var socket : open) {
      socket.close();
    }
    assertThat(api.get("/things", null).status()).isEqualTo(200);
  }

  private String exchange(String request) throws IOException {
    try (var socket = connect()) {
      write(socket, request);
      socket.shutdownOutput();
      return readAll(socket);
    }
  }

  private Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), api.server.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  private static String readAll(Socket socket) throws IOException {
    try {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (SocketException reset) {
      return "reset";
    }
  }
}
