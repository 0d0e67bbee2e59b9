package caravel.engine.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A frame of a server: not fragmented and not masked (RFC 6455 section 5.2).
///
/// Its payload has three parts, so that the frames of many sockets share the bytes of one event.
/// The arrays are not copied and must not change.
final class OutboundFrame {
  private static final int UNSIGNED_SHORT_MAX = 0xFFFF;
  private static final byte[] NOTHING = new byte[0];

  private final int opcode;
  private final byte[] head;
  private final byte[] body;
  private final byte[] tail;

  private OutboundFrame(int opcode, byte[] head, byte[] body, byte[] tail) {
    this.opcode = opcode;
    this.head = head;
    this.body = body;
    this.tail = tail;
  }

  static OutboundFrame text(String text) {
    return new OutboundFrame(Frames.TEXT, NOTHING, text.getBytes(StandardCharsets.UTF_8), NOTHING);
  }

  /// A text message in UTF-8.
  static OutboundFrame text(byte[] head, byte[] body, byte[] tail) {
    return new OutboundFrame(Frames.TEXT, head, body, tail);
  }

  static OutboundFrame ping() {
    return new OutboundFrame(Frames.PING, NOTHING, NOTHING, NOTHING);
  }

  /// @param payload at most [Frames#CONTROL_BYTES_MAX] bytes
  static OutboundFrame pong(byte[] payload) {
    return new OutboundFrame(Frames.PONG, NOTHING, payload, NOTHING);
  }

  /// @param reason cut to the length that a frame can hold
  static OutboundFrame close(int code, String reason) {
    var bytes = reason.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, Frames.CONTROL_BYTES_MAX - Short.BYTES);
    // Never cuts within a character.
    while (length < bytes.length && length > 0 && (bytes[length] & 0xC0) == 0x80) {
      length--;
    }
    var payload =
        ByteBuffer.allocate(Short.BYTES + length).putShort((short) code).put(bytes, 0, length);
    return new OutboundFrame(Frames.CLOSE, NOTHING, payload.array(), NOTHING);
  }

  /// Answers a peer's close frame without a code.
  static OutboundFrame emptyClose() {
    return new OutboundFrame(Frames.CLOSE, NOTHING, NOTHING, NOTHING);
  }

  /// Whether this is a text message. Otherwise it is a ping, pong or close frame.
  boolean isMessage() {
    return opcode == Frames.TEXT;
  }

  /// Bytes of the header and the payload.
  int length() {
    return headerLength() + payloadLength();
  }

  /// Copies the bytes after the first ones, as many as the buffer has room for.
  ///
  /// @param skipped number of bytes at the start that are left out
  void copyTo(ByteBuffer out, int skipped) {
    int left = copyPart(header(), skipped, out);
    left = copyPart(head, left, out);
    left = copyPart(body, left, out);
    var _ = copyPart(tail, left, out);
  }

  /// @return the number of bytes that are left out of the following parts
  private static int copyPart(byte[] part, int skipped, ByteBuffer out) {
    int length = Math.min(part.length - skipped, out.remaining());
    if (length > 0) {
      out.put(part, skipped, length);
    }
    return Math.max(0, skipped - part.length);
  }

  private int payloadLength() {
    return head.length + body.length + tail.length;
  }

  private int headerLength() {
    int payload = payloadLength();
    return payload < Frames.LENGTH_16 ? 2 : payload <= UNSIGNED_SHORT_MAX ? 4 : 10;
  }

  private byte[] header() {
    int payload = payloadLength();
    var header = ByteBuffer.allocate(headerLength()).put((byte) (Frames.FIN | opcode));
    switch (header.capacity()) {
      case 2 -> header.put((byte) payload);
      case 4 -> header.put((byte) Frames.LENGTH_16).putShort((short) payload);
      default -> header.put((byte) Frames.LENGTH_64).putLong(payload);
    }
    return header.array();
  }
}
