package caravel.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The rules of RFC 6455 section 5 for the frames of a client, however they are cut.
final class FrameParserTest {
  private static final int MESSAGE_BYTES_MAX = 1_000;
  private static final int ROUNDS = 2_000;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CONTINUATION = 0;

  /// Notes what is received, and holds messages back when a test asks for it.
  private static final class Notes implements FrameParser.Receiver {
    private final List<String> notes = new ArrayList<>();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private boolean accepts = true;

    @Override
    public boolean mayReceive() {
      return accepts;
    }

    @Override
    public void received(byte[] bytes, int from, int length, boolean last) {
      message.write(bytes, from, length);
      if (last) {
        notes.add("message " + message.toString(StandardCharsets.ISO_8859_1));
        message.reset();
      }
    }

    @Override
    public void ping(byte[] payload) {
      notes.add("ping " + new String(payload, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close(int code) {
      notes.add("close " + code);
    }
  }

  private final Notes notes = new Notes();
  private final FrameParser parser = new FrameParser(notes, MESSAGE_BYTES_MAX);

  private static byte[] frame(boolean isFinal, int opcode, byte[] payload, int mask) {
    var frame = ByteBuffer.allocate(payload.length + 14);
    frame.put((byte) ((isFinal ? 0x80 : 0) | opcode));
    if (payload.length < 126) {
      frame.put((byte) (0x80 | payload.length));
    } else if (payload.length < 65_536) {
      frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
    } else {
      frame.put((byte) (0x80 | 127)).putLong(payload.length);
    }
    frame.putInt(mask);
    var key = ByteBuffer.allocate(4).putInt(mask).array();
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ key[i % 4]));
    }
    return Arrays.copyOf(frame.array(), frame.position());
  }

  private static byte[] frame(boolean isFinal, int opcode, String payload) {
    return frame(isFinal, opcode, payload.getBytes(StandardCharsets.UTF_8), 0x37_fa_21_3d);
  }

  private static byte[] join(byte[]... frames) {
    var all = new ByteArrayOutputStream();
    for (var frame : frames) {
      all.writeBytes(frame);
    }
    return all.toByteArray();
  }

  /// Parses the bytes in two parts, or fails with the code of the close frame.
  private static List<String> parse(byte[] bytes, int cut) {
    var received = new Notes();
    var parser = new FrameParser(received, MESSAGE_BYTES_MAX);
    try {
      assertThat(parser.parse(ByteBuffer.wrap(bytes.clone(), 0, cut))).isTrue();
      assertThat(parser.parse(ByteBuffer.wrap(bytes.clone(), cut, bytes.length - cut))).isTrue();
    } catch (FrameException broken) {
      received.notes.add("broken " + broken.code());
    }
    return received.notes;
  }

  private static void assertParsed(byte[] bytes, String... expected) {
    for (int cut = 0; cut <= bytes.length; cut++) {
      assertThat(parse(bytes, cut)).as("cut at %d", cut).containsExactly(expected);
    }
  }

  @Test
  void the_example_of_the_rfc_is_read() { // RFC 6455 section 5.7
    assertParsed(
        new byte[] {
          (byte) 0x81,
          (byte) 0x85,
          0x37,
          (byte) 0xfa,
          0x21,
          0x3d,
          0x7f,
          (byte) 0x9f,
          0x4d,
          0x51,
          0x58
        },
        "message Hello");
  }

  @Test
  void control_frames_within_a_fragmented_message_do_not_disturb_it() {
    assertParsed(
        join(
            frame(false, TEXT, "one "),
            frame(true, 9, "a"),
            frame(false, CONTINUATION, ""),
            frame(true, 10, "unasked"),
            frame(true, 9, ""),
            frame(true, CONTINUATION, "two"),
            frame(true, TEXT, "")),
        "ping a",
        "ping ",
        "message one two",
        "message ");
  }

  @Test
  void a_character_may_be_cut_between_frames_but_a_message_must_not_end_within_one() {
    var euro = "€".getBytes(StandardCharsets.UTF_8);
    var first = Arrays.copyOf(euro, 1);
    var rest = Arrays.copyOfRange(euro, 1, 3);
    assertThat(parse(join(frame(false, TEXT, first, 1), frame(true, CONTINUATION, rest, 2)), 3))
        .hasSize(1);
    assertParsed(frame(true, TEXT, first, 1), "broken 1007");
    assertParsed(join(frame(false, TEXT, first, 1), frame(true, CONTINUATION, "x")), "broken 1007");
  }

  @Test
  void malformed_text_is_refused_before_its_message_is_complete() {
    assertParsed(frame(false, TEXT, new byte[] {'a', (byte) 0xc0}, 5), "broken 1007");
    assertThat(parse(frame(true, BINARY, new byte[] {(byte) 0xc0}, 5), 2)).hasSize(1);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a frame without a mask, 81 01 78, 1002",
    "a reserved bit, c1 80 00 00 00 00, 1002",
    "an unknown opcode, 83 80 00 00 00 00, 1002",
    "an unknown control opcode, 8b 80 00 00 00 00, 1002",
    "a continuation of nothing, 80 80 00 00 00 00, 1002",
    "a fragmented ping, 09 80 00 00 00 00, 1002",
    "a ping of 126 bytes, 89 fe 00 7e 00 00 00 00, 1002",
    "a message within a message, 01 80 00 00 00 00 81 80 00 00 00 00, 1002",
    "a length with its highest bit, 81 ff 80 00 00 00 00 00 00 00 00 00 00 00, 1002",
    "a message of 1001 bytes, 81 fe 03 e9 00 00 00 00, 1009",
    "a message of 8 EiB, 81 ff 7f ff ff ff ff ff ff ff 00 00 00 00, 1009",
    "half a close code, 88 81 00 00 00 00 03, 1002",
    "a close code that must not be sent, 88 82 00 00 00 00 03 ed, 1002",
    "an unassigned close code, 88 82 00 00 00 00 07 d0, 1002",
    "a close reason that is not UTF-8, 88 83 00 00 00 00 03 e8 ff, 1007",
  })
  void what_breaks_the_protocol_is_refused(String what, String hex, int code) {
    var bytes = java.util.HexFormat.ofDelimiter(" ").parseHex(hex);
    assertThat(parse(bytes, bytes.length)).as(what).containsExactly("broken " + code);
    assertThat(parse(bytes, bytes.length / 2)).as(what).containsExactly("broken " + code);
  }

  @Test
  void the_fragments_of_a_message_together_have_a_limit() {
    var half = "x".repeat(500);
    assertParsed(
        join(frame(false, TEXT, half), frame(true, CONTINUATION, half)), "message " + half + half);
    assertThat(
            parse(
                join(
                    frame(false, TEXT, half),
                    frame(false, CONTINUATION, half),
                    frame(true, CONTINUATION, "y")),
                700))
        .containsExactly("broken 1009");
  }

  @ParameterizedTest
  @CsvSource({"1000", "1001", "1003", "1007", "1011", "1012", "1014", "3000", "4999"})
  void a_close_frame_ends_everything(int code) {
    var payload = ByteBuffer.allocate(5).putShort((short) code).put(new byte[] {'b', 'y', 'e'});
    assertParsed(
        join(frame(true, 8, payload.array(), 77), frame(true, TEXT, "late")), "close " + code);
  }

  @Test
  void a_close_frame_needs_no_code() {
    assertParsed(frame(true, 8, ""), "close " + CloseCode.NONE);
  }

  @Test
  void while_messages_are_held_back_pings_are_read_and_nothing_is_lost() throws FrameException {
    notes.accepts = false;
    var bytes =
        ByteBuffer.wrap(join(frame(true, 9, "1"), frame(true, TEXT, "held"), frame(true, 9, "2")));
    assertThat(parser.parse(bytes)).isFalse();
    assertThat(notes.notes).containsExactly("ping 1");
    notes.accepts = true;
    assertThat(parser.parse(bytes)).isTrue();
    assertThat(notes.notes).containsExactly("ping 1", "message held", "ping 2");
  }

  /// Random messages in random fragments with control frames between them, cut and held back at
  /// random places.
  @Test
  void messages_arrive_whole_and_in_order_however_they_are_cut() throws FrameException {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    var sent = new ByteArrayOutputStream();
    var expected = new ArrayList<String>();
    for (int round = 0; round < ROUNDS; round++) {
      send(random, sent, expected);
    }
    var bytes = sent.toByteArray();
    for (int at = 0; at < bytes.length; ) {
      int end = Math.min(bytes.length, at + random.nextInt(300));
      var part = ByteBuffer.wrap(bytes, at, end - at);
      notes.accepts = random.nextInt(3) > 0;
      while (!parser.parse(part)) {
        notes.accepts = true;
      }
      at = end;
    }
    assertThat(notes.notes).as("seed %d", seed).isEqualTo(expected);
  }

  private static void send(Random random, ByteArrayOutputStream sent, List<String> expected) {
    var text = Integer.toString(random.nextInt(), 36).repeat(random.nextInt(100));
    boolean isText = random.nextBoolean();
    int at = 0;
    int opcode = isText ? TEXT : BINARY;
    while (random.nextInt(3) > 0) {
      int end = at + random.nextInt(text.length() - at + 1);
      sent.writeBytes(
          frame(
              false,
              opcode,
              text.substring(at, end).getBytes(StandardCharsets.UTF_8),
              random.nextInt()));
      opcode = CONTINUATION;
      at = end;
      if (random.nextInt(3) == 0) {
        var payload = "p".repeat(random.nextInt(126));
        sent.writeBytes(frame(true, 9, payload));
        expected.add("ping " + payload);
      }
    }
    sent.writeBytes(
        frame(true, opcode, text.substring(at).getBytes(StandardCharsets.UTF_8), random.nextInt()));
    expected.add("message " + text);
  }
}
