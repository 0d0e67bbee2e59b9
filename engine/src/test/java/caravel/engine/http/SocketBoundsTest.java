package caravel.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.engine.store.EventStores;
import caravel.engine.store.Sync;
import caravel.engine.store.TestStores;
import caravel.engine.tenancy.VirtualRelayId;
import caravel.engine.tenancy.VirtualRelays;
import caravel.nostr.Event;
import caravel.nostr.EventJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.api.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Silent, slow, dead and too many peers, with short timeouts.
final class SocketBoundsTest {
  private static final String HOST = "one.localhost";
  private static final Duration NEVER = Duration.ofMinutes(10);
  private static final String HANDSHAKE =
      """
      GET / HTTP/1.1\r
      Host: one.localhost\r
      Upgrade: websocket\r
      Connection: Upgrade\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Extensions: permessage-deflate\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      \r
      """;

  @TempDir Path folder;

  /// Set by `start`, which every test calls first.
  @SuppressWarnings("NullAway.Init")
  private EventStores stores;

  @SuppressWarnings("NullAway.Init")
  private VirtualRelays relays;

  @SuppressWarnings("NullAway.Init")
  private EngineServer server;

  private void start(SocketLimits limits) {
    stores = TestStores.open(folder.resolve("relays"), Sync.NORMAL);
    relays =
        VirtualRelays.open(
            folder.resolve("config"), stores, InstantSource.system(), Duration.ofMinutes(1));
    relays.create(
        new VirtualRelayId("one"),
        RunningEngine.body(
            HOST,
            "one",
            "\"policy\":{\"anonymous\":true,\"public_read\":true,\"public_write\":true}"));
    server =
        EngineServer.open(
            new EngineServerSettings(
                "127.0.0.1", 0, null, Set.of(), TrustedProxies.parse(List.of())),
            relays,
            InstantSource.system(),
            EngineServer.Limits.of(limits));
  }

  @AfterEach
  void stop() {
    server.close();
    relays.close();
    stores.close();
  }

  private static SocketLimits limits(Duration ping, Duration silence) {
    return new SocketLimits(ping, silence, Duration.ofMillis(200), NEVER, 100, 1_000_000, 3);
  }

  /// A socket that reads and writes only when the test does.
  private Socket raw() throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.setSoTimeout(10_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    socket.getOutputStream().write(HANDSHAKE.getBytes(StandardCharsets.UTF_8));
    assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 101");
    return socket;
  }

  private static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      var b = in.read();
      if (b < 0) {
        break;
      }
      head.append((char) b);
    }
    return head.toString();
  }

  /// A masked text frame with a mask of zeros.
  private static byte[] frame(int opcode, String text) {
    var payload = text.getBytes(StandardCharsets.UTF_8);
    var frame = ByteBuffer.allocate(payload.length + 14);
    frame.put((byte) (0x80 | opcode));
    if (payload.length < 126) {
      frame.put((byte) (0x80 | payload.length));
    } else {
      frame.put((byte) 0xff).putLong(payload.length);
    }
    frame.putInt(0).put(payload);
    return Arrays.copyOf(frame.array(), frame.position());
  }

  @Test
  void a_silent_peer_is_cut() throws Exception {
    start(limits(Duration.ofMillis(50), Duration.ofSeconds(3)));
    try (var halfOpen = raw();
        var living = TestSocket.open(server.port(), HOST)) {
      // This client answers no ping: it counts as gone although its connection is open.
      assertThat(halfOpen.getInputStream().readAllBytes()).as("pings, and the end").isNotEmpty();
      living.send("[\"PING\"]");
      assertThat(living.next()).startsWith("[\"NOTICE\"");
      await().untilAsserted(() -> assertThat(server.sockets().size()).isEqualTo(1));
    }
  }

  @Test
  void a_peer_that_reads_too_slowly_is_dropped_while_others_are_served() throws Exception {
    start(limits(NEVER, NEVER));
    try (var slow = raw();
        var other = TestSocket.open(server.port(), HOST)) {
      slow.getOutputStream().write(frame(1, "[\"REQ\",\"s\",{\"kinds\":[1],\"limit\":0}]"));
      assertThat(slow.getInputStream().read()).as("an EOSE begins").isEqualTo(0x81);
      var published = 0;
      while (server.sockets().size() > 1) {
        assertThat(published++)
            .as("events until the one that takes none is dropped")
            .isLessThan(2_000);
        other.send(event("x".repeat(20_000) + published));
        assertThat(other.next())
            .as("the publisher is served")
            .startsWith("[\"OK\"")
            .contains("true");
      }
    }
  }

  @Test
  void a_peer_that_reads_nothing_is_cut_even_if_it_sends() throws Exception {
    start(limits(Duration.ofMillis(100), Duration.ofSeconds(3)));
    // The answer is large, so that the buffers on the way fill up soon.
    try (var author = TestSocket.open(server.port(), HOST)) {
      author.send(event("x".repeat(60_000)));
      assertThat(author.next()).startsWith("[\"OK\"").contains("true");
    }
    try (var stalled = raw()) {
      var asking = frame(1, "[\"REQ\",\"s\",{\"kinds\":[1]}]");
      var talk =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (int i = 0; i < 5_000_000; i++) {
                    stalled.getOutputStream().write(asking);
                  }
                } catch (IOException _) {
                  // The cut is expected.
                }
              });
      assertThat(talk.join(Duration.ofSeconds(60))).as("it is cut while it talks").isTrue();
      await().untilAsserted(() -> assertThat(server.sockets().size()).isZero());
    }
  }

  private static String event(String content) {
    var event =
        Event.sign(
            RunningEngine.API,
            InstantSource.system().instant().getEpochSecond(),
            1,
            List.of(),
            content);
    return "[\"EVENT\"," + EventJson.write(event) + "]";
  }

  @Test
  void sockets_of_one_address_are_limited() throws Exception {
    start(limits(NEVER, NEVER));
    var first = raw();
    try (var _ = raw();
        var _ = raw()) {
      var refused =
          RawHttp.exchange(
              server.port(), HANDSHAKE.replace("Upgrade\r\nSec", "Upgrade, close\r\nSec"));
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("retry-after")).isNotEmpty();
      first.close();
      await().untilAsserted(() -> assertThat(server.sockets().size()).isEqualTo(2));
      raw().close();
    }
    await().untilAsserted(() -> assertThat(server.sockets().size()).isZero());
  }

  @Test
  void failed_handshakes_take_no_place() throws Exception {
    start(limits(NEVER, NEVER));
    for (int i = 0; i < 10; i++) {
      var answer =
          RawHttp.exchange(
              server.port(),
              HANDSHAKE
                  .replace("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "")
                  .replace("Upgrade\r\nSec", "Upgrade, close\r\nSec"));
      assertThat(answer.status()).isEqualTo(400);
    }
    raw().close();
  }

  @Test
  void a_socket_may_name_any_path_but_no_unknown_host() throws Exception { // 2
    start(limits(NEVER, NEVER));
    var closing = HANDSHAKE.replace("Upgrade\r\nSec", "Upgrade, close\r\nSec");
    var unknown =
        RawHttp.exchange(server.port(), closing.replace("one.localhost", "two.localhost"));
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.body()).isEqualTo("Not Found\n");
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      var elsewhere = HANDSHAKE.replace("GET / ", "GET /any/path?x=%20 ");
      socket.getOutputStream().write(elsewhere.getBytes(StandardCharsets.UTF_8));
      assertThat(head(socket.getInputStream()))
          .startsWith("HTTP/1.1 101")
          .doesNotContain("permessage-deflate");
    }
  }

  @Test
  void a_binary_frame_is_read_as_text() throws Exception { // 4.2
    start(limits(NEVER, NEVER));
    try (var socket = TestSocket.open(server.port(), HOST)) {
      socket
          .session()
          .sendBinary(
              ByteBuffer.wrap("[\"PING\"]".getBytes(StandardCharsets.UTF_8)), Callback.NOOP);
      assertThat(socket.next())
          .isEqualTo("[\"NOTICE\",\"failed to parse envelope: unknown envelope label\"]");
    }
  }

  @Test
  void malformed_utf_8_in_a_binary_frame_is_read_as_replacement_characters() throws Exception {
    start(limits(NEVER, NEVER));
    var head = "[\"REQ\",\"a".getBytes(StandardCharsets.UTF_8);
    var tail = "b\",{\"limit\":0}]".getBytes(StandardCharsets.UTF_8);
    for (var malformed : new byte[][] {{(byte) 0xff}, {(byte) 0xe2, (byte) 0x82}, {(byte) 0x80}}) {
      try (var socket = TestSocket.open(server.port(), HOST)) {
        var message = ByteBuffer.allocate(100).put(head).put(malformed).put(tail).flip();
        socket.session().sendBinary(message, Callback.NOOP);
        assertThat(socket.next()).isEqualTo("[\"EOSE\",\"a\ufffdb\"]");
      }
    }
  }

  @Test
  void messages_that_arrive_together_are_answered_in_order() throws Exception {
    start(new SocketLimits(NEVER, NEVER, Duration.ofMillis(200), NEVER, 10_000, 10_000_000, 3));
    try (var socket = TestSocket.open(server.port(), HOST)) {
      for (int i = 0; i < 500; i++) {
        socket.send("[\"REQ\",\"s" + i + "\",{\"limit\":0}]");
        socket.send("[\"CLOSE\",\"s" + i + "\"]");
      }
      for (int i = 0; i < 500; i++) {
        assertThat(socket.next()).isEqualTo("[\"EOSE\",\"s" + i + "\"]");
      }
    }
  }

  @Test
  void frames_that_break_the_protocol_close_the_socket_and_nothing_else() throws Exception {
    start(limits(NEVER, NEVER));
    for (var bytes :
        new byte[][] {
          {(byte) 0x81, 0x01, 'x'}, // not masked
          {(byte) 0x83, (byte) 0x80, 0, 0, 0, 0}, // unknown opcode
          {(byte) 0xf1, (byte) 0x80, 0, 0, 0, 0}, // reserved bits
          {(byte) 0x80, (byte) 0x80, 0, 0, 0, 0}, // continues nothing
          {(byte) 0x81, (byte) 0x81, 0, 0, 0, 0, (byte) 0xff}, // not UTF-8
          {(byte) 0x81, (byte) 0xff, 0x7f, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0} // 8 EiB
        }) {
      try (var socket = raw()) {
        socket.getOutputStream().write(bytes);
        assertThat(socket.getInputStream().readAllBytes()).as("a close frame").isNotEmpty();
      }
    }
    try (var socket = TestSocket.open(server.port(), HOST)) {
      socket.send("[\"PING\"]");
      assertThat(socket.next()).startsWith("[\"NOTICE\"");
    }
  }

  @Test
  void stopping_the_server_closes_every_socket_with_a_reason() throws Exception {
    start(limits(NEVER, NEVER));
    try (var socket = TestSocket.open(server.port(), HOST)) {
      socket.send("[\"PING\"]");
      socket.next();
      server.close();
      assertThat(socket.closed.get(10, TimeUnit.SECONDS))
          .isEqualTo("1001 the relay is shutting down");
    }
  }
}
