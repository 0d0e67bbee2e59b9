package caravel.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.limits.MemoryBudget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.junit.jupiter.api.Test;

/// The order, the bounds and the memory of a socket's unread frames. The peer is the test, which
/// takes bytes from a connection in memory.
final class OutboxTest {
  private static final byte[] END = {']'};
  private static final SocketBounds BOUNDS = new SocketBounds(1_000, 1_000, 1_000_000);

  private final MemoryBudget.Account memory = new MemoryBudget(Long.MAX_VALUE).open(() -> {});
  private final AtomicInteger ends = new AtomicInteger();

  /// A connection whose peer has room for a number of bytes.
  private static final class Peer extends ByteArrayEndPoint {
    int writes;

    Peer(int roomBytes) {
      super(new ScheduledExecutorScheduler(), 0, new byte[0], roomBytes);
    }

    @Override
    public boolean flush(ByteBuffer... buffers) throws IOException {
      writes++;
      return super.flush(buffers);
    }

    /// Takes what was written. What waits is written next.
    byte[] read() {
      var output = takeOutput();
      var bytes = new byte[output.remaining()];
      output.get(bytes);
      return bytes;
    }
  }

  private Outbox outbox(Peer peer) {
    return new Outbox(
        peer,
        BOUNDS,
        memory,
        new Outbox.Listener() {
          @Override
          public void failed(Throwable cause) {
            throw new AssertionError(cause);
          }

          @Override
          public void ended() {
            ends.incrementAndGet();
          }
        });
  }

  private static OutboundFrame event(int subscription, byte[] json) {
    var head = ("[\"EVENT\",\"" + subscription + "\",").getBytes(StandardCharsets.UTF_8);
    return OutboundFrame.text(head, json, END);
  }

  private static String message(int subscription, byte[] json) {
    return "[\"EVENT\",\"" + subscription + "\"," + new String(json, StandardCharsets.UTF_8) + "]";
  }

  /// The text messages in a stream of whole frames.
  private static List<String> messages(byte[] stream) {
    var messages = new ArrayList<String>();
    var in = ByteBuffer.wrap(stream);
    while (in.hasRemaining()) {
      assertThat(in.get()).isEqualTo((byte) 0x81);
      int length = in.get();
      length = length == 126 ? in.getShort() & 0xffff : length == 127 ? (int) in.getLong() : length;
      var payload = new byte[length];
      in.get(payload);
      messages.add(new String(payload, StandardCharsets.UTF_8));
    }
    return messages;
  }

  private static byte[] json(Random random, int lengthMax) {
    var json = new byte[random.nextInt(lengthMax)];
    for (int i = 0; i < json.length; i++) {
      json[i] = (byte) ('a' + random.nextInt(26));
    }
    return json;
  }

  private static byte[] readAll(Peer peer) {
    var all = new ByteArrayOutputStream();
    for (var bytes = peer.read(); bytes.length > 0; bytes = peer.read()) {
      all.writeBytes(bytes);
    }
    return all.toByteArray();
  }

  @Test
  void a_peer_that_reads_a_few_bytes_at_a_time_gets_whole_frames_in_order() {
    for (long seed = 1; seed <= 30; seed++) {
      var random = new Random(seed);
      var peer = new Peer(1 + random.nextInt(seed % 3 == 0 ? 20_000 : 300));
      var outbox = outbox(peer);
      var expected = new ArrayList<String>();
      var received = new ByteArrayOutputStream();
      for (int i = 0; i < 40; i++) {
        var json = json(random, i % 8 == 0 ? 100_000 : i % 3 == 0 ? 500 : 60);
        if (outbox.add(event(i, json))) {
          expected.add(message(i, json));
        }
        if (random.nextBoolean()) {
          outbox.flush();
        }
        if (random.nextInt(3) == 0) {
          received.writeBytes(peer.read());
        }
      }
      outbox.flush();
      received.writeBytes(readAll(peer));
      assertThat(messages(received.toByteArray())).as("seed %d", seed).isEqualTo(expected);
      assertThat(outbox.isEmpty()).isTrue();
      assertThat(memory.bytes()).as("seed %d", seed).isZero();
    }
  }

  @Test
  void queued_messages_wait_for_the_flush_and_go_out_in_one_write() {
    var peer = new Peer(1_000_000);
    var outbox = outbox(peer);
    var json = new byte[500];
    for (int i = 0; i < 100; i++) {
      outbox.add(event(i, json));
    }
    assertThat(peer.writes).isZero();
    outbox.flush();
    assertThat(peer.writes).isEqualTo(1);
    assertThat(messages(peer.read())).hasSize(100);
    outbox.flush();
    assertThat(peer.writes).isEqualTo(1);
  }

  @Test
  void messages_that_are_added_while_the_peer_does_not_read_follow_in_order() {
    var peer = new Peer(10);
    var outbox = outbox(peer);
    var json = new byte[0];
    outbox.add(event(0, json));
    outbox.flush();
    for (int i = 1; i < 50; i++) {
      outbox.add(event(i, json));
      outbox.flush();
    }
    var expected = new ArrayList<String>();
    for (int i = 0; i < 50; i++) {
      expected.add(message(i, json));
    }
    assertThat(messages(readAll(peer))).isEqualTo(expected);
  }

  @Test
  void a_stalled_reader_counts_every_byte_of_shared_events_up_to_its_bound() {
    var json = new byte[16_000];
    var peer = new Peer(1_000);
    var outbox = outbox(peer);
    int accepted = 0;
    while (outbox.add(event(accepted, json))) {
      outbox.flush();
      accepted++;
    }
    assertThat(accepted).isEqualTo(1_000_000 / 16_020);
    assertThat(memory.bytes()).isGreaterThanOrEqualTo(accepted * 16_000L);
    outbox.clear();
    assertThat(memory.bytes()).isZero();
    assertThat(readAll(peer)).as("what the connection holds itself").hasSizeLessThan(3_000);
  }

  @Test
  void the_close_frame_follows_the_queued_messages_and_nothing_follows_it() {
    var peer = new Peer(10);
    var outbox = outbox(peer);
    outbox.add(event(0, new byte[100]));
    outbox.end(OutboundFrame.close(1008, "too slow"));
    assertThat(outbox.add(event(1, new byte[0]))).as("dropped without a complaint").isTrue();
    assertThat(ends).hasValue(0);
    var bytes = readAll(peer);
    assertThat(ends).hasValue(1);
    assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).endsWith("\u0003\u00f0too slow");
    assertThat(memory.bytes()).isZero();
  }
}
