package caravel.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.http.RawHttp.Answer;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The handshake and the frames of RFC 6455 on a real connection.
final class WebSocketProtocolTest {
  private static final String HOST = "anonymous.localhost";
  private static final Map<String, String> UPGRADE =
      Map.of(
          "Upgrade", "websocket",
          "Connection", "keep-alive, Upgrade",
          "Sec-WebSocket-Version", "13",
          "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");

  @TempDir Path folder;
  private RunningEngine engine;

  @BeforeEach
  void start() {
    engine = new RunningEngine(folder);
    var policy = "\"policy\":{\"anonymous\":true,\"public_read\":true,\"public_write\":true}";
    engine.api("POST", "/relay/one", RunningEngine.body(HOST, "one", policy));
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  private static String handshake(Map<String, String> headers) {
    var head = new StringBuilder("GET / HTTP/1.1\r\nHost: " + HOST + "\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    return head + "\r\n";
  }

  private static byte[] masked(int opcode, byte[] payload) {
    return ByteBuffer.allocate(6 + payload.length)
        .put((byte) (0x80 | opcode))
        .put((byte) (0x80 | payload.length))
        .putInt(0)
        .put(payload)
        .array();
  }

  private static byte[] masked(int opcode, String payload) {
    return masked(opcode, payload.getBytes(StandardCharsets.UTF_8));
  }

  /// Sends the bytes right behind the handshake.
  private Socket open(byte[]... frames) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), engine.port());
    socket.setSoTimeout(10_000);
    var first = ByteBuffer.allocate(4_096);
    first.put(handshake(UPGRADE).getBytes(StandardCharsets.US_ASCII));
    for (var frame : frames) {
      first.put(frame);
    }
    socket.getOutputStream().write(first.array(), 0, first.position());
    return socket;
  }

  private static String head(DataInputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    return head.toString();
  }

  /// The opcode and the payload of the next frame.
  private static String frame(DataInputStream in) throws IOException {
    int opcode = in.readUnsignedByte() & 0x0f;
    int length = in.readUnsignedByte();
    assertThat(length).as("a short frame without a mask").isLessThan(126);
    var payload = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    return opcode + " " + payload;
  }

  @Test
  void the_key_of_the_rfc_has_its_answer() throws IOException { // RFC 6455 section 1.3
    try (var socket = open()) {
      assertThat(head(new DataInputStream(socket.getInputStream())))
          .startsWith("HTTP/1.1 101 ")
          .containsIgnoringCase("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
          .containsIgnoringCase("Upgrade: websocket\r\n")
          .doesNotContainIgnoringCase("Sec-WebSocket-Extensions");
    }
  }

  @Test
  void a_wrong_handshake_is_refused_with_the_version_that_works() {
    for (var wrong :
        new String[][] {
          {"Sec-WebSocket-Version", "8"},
          {"Sec-WebSocket-Key", "c2hvcnQ="},
          {"Sec-WebSocket-Key", "not base64 at all!!!!!=="}
        }) {
      var headers = new TreeMap<>(UPGRADE);
      headers.put("Connection", "close, Upgrade");
      headers.put(wrong[0], wrong[1]);
      Answer answer = RawHttp.get(engine.port(), HOST, "/", headers);
      assertThat(answer.status()).as(String.join(": ", wrong)).isEqualTo(400);
      assertThat(answer.header("Sec-WebSocket-Version")).as(wrong[1]).isEqualTo("13");
    }
  }

  @Test
  void what_follows_the_handshake_in_the_same_packet_is_not_lost() throws IOException {
    try (var socket = open(masked(9, "early"), masked(1, "[\"COUNT\"]"))) {
      var in = new DataInputStream(socket.getInputStream());
      head(in);
      assertThat(frame(in)).isEqualTo("10 early");
      assertThat(frame(in)).startsWith("1 [\"NOTICE\"");
    }
  }

  @Test
  void a_close_frame_is_answered_with_its_code_after_what_was_asked_before() throws IOException {
    try (var socket = open(masked(8, new byte[] {0x0f, (byte) 0xa0, 'b', 'y', 'e'}))) {
      var in = new DataInputStream(socket.getInputStream());
      head(in);
      assertThat(frame(in)).isEqualTo("8 \u000f\u00a0");
      assertThat(in.read()).as("the end of the connection").isEqualTo(-1);
    }
  }

  @Test
  void a_broken_frame_gets_a_close_frame_and_the_end() throws IOException {
    try (var socket = open(new byte[] {(byte) 0x81, 0x01, 'x'})) {
      var in = new DataInputStream(socket.getInputStream());
      head(in);
      assertThat(frame(in)).startsWith("8 \u0003\u00ea");
      assertThat(in.read()).as("the end of the connection").isEqualTo(-1);
    }
  }

  @Test
  void a_fragmented_message_with_a_ping_inside_is_one_message() throws IOException {
    var begin = masked(1, "[\"CO");
    begin[0] = 1;
    try (var socket = open(begin, masked(9, ""), masked(0, "UNT\"]"))) {
      var in = new DataInputStream(socket.getInputStream());
      head(in);
      assertThat(frame(in)).isEqualTo("10 ");
      assertThat(frame(in)).startsWith("1 [\"NOTICE\"");
    }
  }
}
