package caravel.control.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.nostr.SecretKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Finding S4: streams were limited for each key only, in two steps, and outlived their token.
final class OpenStreamsTest {
  private static final int WAIT_MILLIS_MAX = 10_000;

  private final SynchronousQueue<String> beats = new SynchronousQueue<>();
  private final List<Socket> sockets = new ArrayList<>();
  private ApiUnderTest api;

  @BeforeEach
  void start(@TempDir Path folder) {
    api =
        new ApiUnderTest(
            folder,
            ApiUnderTest.OPEN,
            _ ->
                List.of(
                    Route.get(
                        "/stream",
                        Access.AUTHED,
                        _ ->
                            new Response.Streamed(
                                "text/event-stream",
                                out -> {
                                  out.write("open\n".getBytes(StandardCharsets.UTF_8));
                                  out.flush();
                                  while (true) {
                                    out.write(beats.take().getBytes(StandardCharsets.UTF_8));
                                    out.flush();
                                  }
                                }))));
  }

  @AfterEach
  void stop() throws IOException {
    for (var socket : sockets) {
      socket.close();
    }
    api.close();
  }

  @Test
  void many_keys_of_one_address_share_its_bound() throws IOException {
    for (var i = 0; i < OpenStreams.STREAMS_PER_ADDRESS_MAX; i++) {
      assertThat(open(api.session(SecretKey.generate()))).startsWith("HTTP/1.1 200");
    }
    assertThat(open(api.session(SecretKey.generate()))).startsWith("HTTP/1.1 429");
  }

  @Test
  void simultaneous_streams_of_one_key_never_exceed_its_bound() {
    var token = api.session(SecretKey.generate());
    var answers =
        IntStream.range(0, OpenStreams.STREAMS_PER_KEY_MAX * 3)
            .parallel()
            .mapToObj(_ -> openQuietly(token))
            .toList();
    assertThat(answers)
        .filteredOn(answer -> answer.startsWith("HTTP/1.1 200"))
        .hasSize(OpenStreams.STREAMS_PER_KEY_MAX);
  }

  @Test
  void a_stream_ends_with_its_token() throws Exception {
    var socket = connect(api.session(SecretKey.generate()));
    readUntil(socket, "open");
    beats.put("beat 1\n");
    readUntil(socket, "beat 1");
    api.clock.move(Duration.ofMinutes(31));
    beats.put("beat 2\n");
    assertThat(readUntil(socket, "0\r\n\r\n")).as("up to the last chunk").doesNotContain("beat 2");
  }

  /// Finding S4: headers could trickle, one connection each, until there were none left.
  @Test
  void headers_that_arrive_slowly_are_cut_off_and_an_open_stream_is_not() throws Exception {
    var stream = connect(api.session(SecretKey.generate()));
    readUntil(stream, "open");
    var slow = new Socket(InetAddress.getLoopbackAddress(), api.server.port());
    sockets.add(slow);
    await()
        .atMost(ApiConnectionLimiter.HEADERS_WAIT_MAX.multipliedBy(3))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> isCutOff(slow));
    beats.put("still here\n");
    readUntil(stream, "still here");
  }

  /// Finding S4: one address could hold all connections.
  @Test
  void one_address_has_no_more_connections_than_its_share() throws IOException {
    for (var i = 0; i < ApiConnectionLimiter.CONNECTIONS_PER_ADDRESS_MAX; i++) {
      sockets.add(new Socket(InetAddress.getLoopbackAddress(), api.server.port()));
    }
    await()
        .until(() -> {
          var extra = new Socket(InetAddress.getLoopbackAddress(), api.server.port());
          sockets.add(extra);
          extra.setSoTimeout(1_000);
          return endOfStream(extra);
        });
    for (var socket : sockets.subList(0, 10)) {
      socket.close();
    }
    await().until(() -> api.get("/healthz", null).status() == 200);
  }

  private static boolean endOfStream(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException open) {
      return false;
    } catch (SocketException reset) {
      return true;
    }
  }

  private static boolean isCutOff(Socket slow) {
    try {
      slow.getOutputStream().write("G".getBytes(StandardCharsets.US_ASCII));
      slow.getOutputStream().flush();
      return false;
    } catch (IOException cut) {
      return true;
    }
  }

  private String openQuietly(String token) {
    try {
      return open(token);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private String open(String token) throws IOException {
    var in = connect(token).getInputStream();
    var head = new StringBuilder();
    while (head.indexOf("\r\n") < 0) {
      head.append((char) in.read());
    }
    return head.toString();
  }

  private Socket connect(String token) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), api.server.port());
    synchronized (sockets) {
      sockets.add(socket);
    }
    socket.setSoTimeout(WAIT_MILLIS_MAX);
    socket
        .getOutputStream()
        .write(
            ("GET /stream HTTP/1.1\r\nHost: x\r\nAuthorization: " + token + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    return socket;
  }

  private static String readUntil(Socket socket, String text) throws IOException {
    var read = new StringBuilder();
    while (read.indexOf(text) < 0) {
      var next = socket.getInputStream().read();
      assertThat(next).as("after %s", read).isNotNegative();
      read.append((char) next);
    }
    return read.toString();
  }
}
