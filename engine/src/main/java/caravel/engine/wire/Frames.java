package caravel.engine.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Writes the frames of a server: not fragmented and not masked (RFC 6455 section 5.2).
final class Frames {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  static final int FIN = 0x80;
  static final int RESERVED = 0x70;
  static final int OPCODE = 0x0F;
  static final int MASKED = 0x80;
  static final int LENGTH = 0x7F;

  /// Length codes that announce 2 and 8 more bytes.
  static final int LENGTH_16 = 126;

  static final int LENGTH_64 = 127;

  static final int CONTROL_BYTES_MAX = 125;
  private static final int UNSIGNED_SHORT_MAX = 0xFFFF;

  private Frames() {}

  /// Whether a frame is a ping, pong or close frame.
  static boolean isControl(byte[] frame) {
    return (frame[0] & OPCODE) >= CLOSE;
  }

  static byte[] text(String text) {
    return of(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /// @param payload at most [#CONTROL_BYTES_MAX] bytes in a control frame
  static byte[] of(int opcode, byte[] payload) {
    int header = payload.length < LENGTH_16 ? 2 : payload.length <= UNSIGNED_SHORT_MAX ? 4 : 10;
    var frame = ByteBuffer.allocate(header + payload.length).put((byte) (FIN | opcode));
    switch (header) {
      case 2 -> frame.put((byte) payload.length);
      case 4 -> frame.put((byte) LENGTH_16).putShort((short) payload.length);
      default -> frame.put((byte) LENGTH_64).putLong(payload.length);
    }
    return frame.put(payload).array();
  }

  /// @param reason cut to the length that a frame can hold
  static byte[] close(int code, String reason) {
    var bytes = reason.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, CONTROL_BYTES_MAX - Short.BYTES);
    // Never cuts within a character.
    while (length < bytes.length && length > 0 && (bytes[length] & 0xC0) == 0x80) {
      length--;
    }
    return of(
        CLOSE,
        ByteBuffer.allocate(Short.BYTES + length)
            .putShort((short) code)
            .put(bytes, 0, length)
            .array());
  }

  /// Answers a peer's close frame without a code.
  static byte[] emptyClose() {
    return of(CLOSE, new byte[0]);
  }
}
