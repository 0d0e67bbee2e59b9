package caravel.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.engine.FuzzSeeds;
import caravel.engine.store.EventStores;
import caravel.engine.store.Sync;
import caravel.engine.store.TestStores;
import caravel.engine.tenancy.VirtualRelayId;
import caravel.engine.tenancy.VirtualRelays;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Peers that send random bytes to one relay. The other relay must not notice.
final class HostilePeersTest {
  private static final String SUFFERING = "one.localhost";
  private static final String OTHER = "two.localhost";
  private static final int PEERS = 150;
  private static final String HANDSHAKE =
      """
      GET / HTTP/1.1\r
      Host: one.localhost\r
      Upgrade: websocket\r
      Connection: Upgrade\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      \r
      """;
  private static final List<String> PIECES =
      List.of(
          "[",
          "]",
          "{",
          "}",
          "\"",
          ",",
          ":",
          "\"EVENT\"",
          "\"REQ\"",
          "\"AUTH\"",
          "\"CLOSE\"",
          "\"COUNT\"",
          "\"NEG-OPEN\"",
          "\"s\"",
          "null",
          "true",
          "-1",
          "1e999",
          "99999999999999999999",
          "\"ids\"",
          "\"kinds\"",
          "\"#e\"",
          "\"limit\"",
          "\"since\"",
          "\u0000",
          "\ud800",
          "é",
          " ");

  @TempDir Path folder;
  private EventStores stores;
  private VirtualRelays relays;
  private EngineServer server;

  @BeforeEach
  void start() {
    stores = TestStores.open(folder.resolve("relays"), Sync.NORMAL);
    relays =
        VirtualRelays.open(
            folder.resolve("config"), stores, InstantSource.system(), Duration.ofMinutes(1));
    for (var host : List.of(SUFFERING, OTHER)) {
      var name = host.substring(0, 3);
      relays.create(
          new VirtualRelayId(name),
          RunningEngine.body(
              host,
              name,
              "\"policy\":{\"anonymous\":true,\"public_read\":true,\"public_write\":true}"));
    }
    server =
        EngineServer.open(
            new EngineServerSettings(
                "127.0.0.1", 0, null, Set.of(), TrustedProxies.parse(List.of())),
            relays,
            InstantSource.system());
  }

  @AfterEach
  void stop() {
    server.close();
    relays.close();
    stores.close();
  }

  static LongStream seeds() {
    return FuzzSeeds.of(1, 3);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void hostile_input_to_one_relay_does_not_affect_others(long seed) throws Exception {
    try (var other = TestSocket.open(server.port(), OTHER);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < PEERS; i++) {
        var random = new Random(seed * PEERS + i);
        var _ = threads.submit(() -> attack(random));
        if (i % 10 == 0) {
          other.send("[\"REQ\",\"s" + i + "\",{\"limit\":0}]");
          assertThat(other.next())
              .as("seed %d, peer %d", seed, i)
              .isEqualTo("[\"EOSE\",\"s" + i + "\"]");
        }
      }
    }
    await().untilAsserted(() -> assertThat(server.sockets().size()).as("seed %d", seed).isZero());
    try (var own = TestSocket.open(server.port(), SUFFERING)) {
      own.send("[\"REQ\",\"s\",{\"limit\":0}]");
      assertThat(own.next()).as("seed %d", seed).isEqualTo("[\"EOSE\",\"s\"]");
    }
  }

  @Test
  void a_storm_of_short_connections_leaves_no_place_taken() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 500; i++) {
        var leaveAt = i % 4;
        var _ =
            threads.submit(() -> {
              try (var socket = connect()) {
                socket.getOutputStream().write(HANDSHAKE.getBytes(StandardCharsets.UTF_8));
                if (leaveAt > 0) {
                  socket.getInputStream().readNBytes(leaveAt * 40);
                }
                if (leaveAt == 3) {
                  socket.setSoLinger(true, 0);
                }
              }
              return leaveAt;
            });
      }
    }
    await().untilAsserted(() -> assertThat(server.sockets().size()).isZero());
    await().untilAsserted(() -> assertThat(server.sockets().taken()).isZero());
  }

  private Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(5_000);
    return socket;
  }

  private boolean attack(Random random) {
    try (var socket = connect()) {
      var out = socket.getOutputStream();
      if (random.nextInt(3) > 0) {
        out.write(HANDSHAKE.getBytes(StandardCharsets.UTF_8));
        assertThat(socket.getInputStream().read()).isNotNegative();
      }
      for (int i = random.nextInt(20); i >= 0; i--) {
        out.write(random.nextInt(4) == 0 ? noise(random) : frame(random));
      }
      return true;
    } catch (IOException _) {
      // The server may close the connection.
      return false;
    }
  }

  private static byte[] noise(Random random) {
    var bytes = new byte[random.nextInt(300)];
    random.nextBytes(bytes);
    return bytes;
  }

  /// A text frame, well formed or slightly broken.
  private static byte[] frame(Random random) {
    var text = new StringBuilder("[");
    for (int i = random.nextInt(30); i >= 0; i--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    var payload = text.toString().getBytes(StandardCharsets.UTF_8);
    var frame = ByteBuffer.allocate(payload.length + 8);
    frame.put((byte) (0x80 | (random.nextInt(10) == 0 ? random.nextInt(16) : 1)));
    frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
    frame.putInt(0).put(payload);
    return frame.array();
  }
}
