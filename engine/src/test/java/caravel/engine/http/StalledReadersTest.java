package caravel.engine.http;

import static caravel.engine.http.TestEngineServer.ANONYMOUS;
import static caravel.engine.http.TestEngineServer.NEVER;
import static caravel.engine.http.TestEngineServer.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.engine.limits.MemoryBudget;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients that do not read, or read slowly (B2, B12).
final class StalledReadersTest {
  private static final int BUDGET_BYTES = 4 * 1024 * 1024;
  private static final int STALLED = 20;

  @TempDir Path folder;

  /// The grace of a closing handshake is long; a stalled reader's memory must be freed earlier.
  private static SocketLimits limits(Duration ping, Duration silence) {
    return new SocketLimits(
        ping, silence, Duration.ofSeconds(5), NEVER, 16_384, 16 * 1024 * 1024, 100);
  }

  @Test
  void stalled_readers_are_dropped_before_memory_is_short_and_a_reader_is_served_B2()
      throws Exception {
    var memory = new MemoryBudget(BUDGET_BYTES);
    var stalled = new ArrayList<Socket>();
    try (var server =
            new TestEngineServer(folder, TestEngineServer.limits(limits(NEVER, NEVER), memory));
        var publisher = TestSocket.open(server.port(), ANONYMOUS);
        var reader = TestSocket.open(server.port(), ANONYMOUS)) {
      reader.send("[\"REQ\",\"s\",{\"limit\":0}]");
      assertThat(reader.next()).startsWith("[\"EOSE\"");
      for (int i = 0; i < STALLED; i++) {
        var socket = server.webSocket(ANONYMOUS);
        stalled.add(socket);
        socket.getOutputStream().write(TestEngineServer.frame("[\"REQ\",\"s\",{\"limit\":0}]"));
        assertThat(socket.getInputStream().read()).as("an EOSE begins").isEqualTo(0x81);
      }
      for (int published = 0; server.server.sockets().size() == STALLED + 2; published++) {
        assertThat(published).as("events until the first is dropped").isLessThan(200);
        publisher.send(event(1, published + "x".repeat(60_000)));
        assertThat(publisher.next()).startsWith("[\"OK\"").contains("true");
        assertThat(reader.next()).startsWith("[\"EVENT\"");
        assertThat(memory.heldBytes()).isLessThanOrEqualTo(BUDGET_BYTES + 100_000);
      }
      for (var socket : stalled) {
        socket.close();
      }
    }
    assertThat(memory.heldBytes()).as("closed sockets hold nothing").isZero();
  }

  @Test
  void one_stalled_reader_of_100_delays_no_other_and_is_closed_at_its_bound() throws Exception {
    var memory = new MemoryBudget(Long.MAX_VALUE);
    var bound = new SocketLimits(NEVER, NEVER, Duration.ofSeconds(5), NEVER, 1_000, 1_000_000, 200);
    var readers = new ArrayList<Socket>();
    try (var server = new TestEngineServer(folder, TestEngineServer.limits(bound, memory));
        var publisher = TestSocket.open(server.port(), ANONYMOUS)) {
      for (int i = 0; i < 100; i++) {
        readers.add(subscribed(server));
      }
      // The first reader reads nothing from now on.
      int published = 0;
      for (; server.server.sockets().size() == 101; published++) {
        assertThat(published).as("events until it is closed").isLessThan(1_000);
        var event = event(1, published + "x".repeat(16_000));
        publisher.send(event);
        assertThat(publisher.next()).startsWith("[\"OK\"").contains("true");
        var expected = "[\"EVENT\",\"s\"," + event.substring("[\"EVENT\",".length());
        for (var reader : readers.subList(1, 100)) {
          assertThat(message(reader)).isEqualTo(expected);
        }
      }
      assertThat(published).as("its unread bytes are not few").isGreaterThan(60);
      assertThat(server.server.sockets().size()).isEqualTo(100);
      for (var reader : readers) {
        reader.close();
      }
    }
    assertThat(memory.heldBytes()).as("closed sockets hold nothing").isZero();
  }

  /// A subscriber of all new events.
  private static Socket subscribed(TestEngineServer server) throws IOException {
    var socket = server.webSocket(ANONYMOUS);
    socket.getOutputStream().write(TestEngineServer.frame("[\"REQ\",\"s\",{\"limit\":0}]"));
    assertThat(message(socket)).isEqualTo("[\"EOSE\",\"s\"]");
    return socket;
  }

  /// The next message of at most 64 KiB.
  private static String message(Socket socket) throws IOException {
    var in = new DataInputStream(socket.getInputStream());
    assertThat(in.readUnsignedByte()).as("a whole text message").isEqualTo(0x81);
    int length = in.readUnsignedByte();
    var payload = in.readNBytes(length == 126 ? in.readUnsignedShort() : length);
    return new String(payload, StandardCharsets.UTF_8);
  }

  @Test
  void open_subscriptions_count_and_are_given_back_B2() throws Exception {
    var memory = new MemoryBudget(BUDGET_BYTES);
    try (var server =
            new TestEngineServer(folder, TestEngineServer.limits(limits(NEVER, NEVER), memory));
        var socket = TestSocket.open(server.port(), ANONYMOUS)) {
      var ids = new StringBuilder();
      for (int i = 0; i < 500; i++) {
        ids.append(i == 0 ? "" : ",").append('"').append(String.format("%064x", i)).append('"');
      }
      socket.send("[\"REQ\",\"s\",{\"ids\":[" + ids + "],\"limit\":0}]");
      assertThat(socket.next()).startsWith("[\"EOSE\"");
      assertThat(memory.heldBytes()).isGreaterThan(500 * 512);
      socket.send("[\"CLOSE\",\"s\"]");
      await().untilAsserted(() -> assertThat(memory.heldBytes()).isLessThan(10_000));
    }
  }

  @Test
  void a_slow_client_that_reads_frames_but_sends_nothing_stays_B12() throws Exception {
    var silence = Duration.ofSeconds(2);
    try (var server =
            new TestEngineServer(
                folder, TestEngineServer.limits(limits(Duration.ofMillis(100), silence)));
        var author = TestSocket.open(server.port(), ANONYMOUS)) {
      for (int i = 0; i < 40; i++) {
        author.send(event(1, i + "x".repeat(60_000)));
        assertThat(author.next()).startsWith("[\"OK\"");
      }
      try (var slow = server.webSocket(ANONYMOUS)) {
        // This client answers no ping, like one whose pongs wait behind a full inbox.
        slow.getOutputStream().write(TestEngineServer.frame("[\"REQ\",\"s\",{\"kinds\":[1]}]"));
        var started = System.nanoTime();
        await()
            .atMost(Duration.ofSeconds(30))
            .pollInterval(Duration.ofMillis(50))
            .until(() -> {
              readSome(slow);
              return System.nanoTime() - started > 2 * silence.toNanos();
            });
        assertThat(server.server.sockets().size()).as("it is still there").isEqualTo(2);
      }
    }
  }

  private static void readSome(Socket socket) throws IOException {
    assertThat(socket.getInputStream().read(new byte[16 * 1024])).isPositive();
  }
}
