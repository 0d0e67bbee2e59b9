package caravel.engine.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Parses the frames of a client (RFC 6455 section 5). Passes on the bytes of messages as they
/// arrive, so it holds no message.
///
/// Not safe for use by several threads.
final class FrameParser {
  /// Receives what was parsed.
  interface Receiver {
    /// Whether the bytes of messages may be passed on now. While it is false, control frames are
    /// still read, up to the next bytes of a message.
    boolean mayReceive();

    /// Receives a part of a text or binary message, without its mask. Text is checked UTF-8.
    ///
    /// @param last ends the message
    void received(byte[] bytes, int from, int length, boolean last);

    void ping(byte[] payload);

    /// @param code [CloseCode#NONE] = the frame had none
    void close(int code);
  }

  private static final int MASK_BYTES = 4;

  private final Receiver receiver;
  private final int messageBytesMax;
  private final byte[] header = new byte[2 + Long.BYTES + MASK_BYTES];
  private final Utf8Check utf8 = new Utf8Check();
  private int headerBytes;

  /// The header of the current frame is complete.
  private boolean inFrame;

  private int opcode;
  private boolean isFinal;

  /// Bytes of the current frame that have not arrived.
  private long left;

  private int maskAt;

  /// A message has begun, and its last frame has not.
  private boolean inMessage;

  private boolean isText;

  /// Bytes of the message's frames so far, the current one included.
  private long messageBytes;

  private byte @Nullable [] control;

  /// A close frame has arrived. What follows it is ignored.
  private boolean hasClosed;

  /// @param messageBytesMax size of the largest message
  FrameParser(Receiver receiver, int messageBytesMax) {
    this.receiver = receiver;
    this.messageBytesMax = messageBytesMax;
  }

  /// Parses what is in a buffer with an array, whose bytes it changes.
  ///
  /// @return false = the receiver takes no bytes of messages now; the buffer keeps the rest
  /// @throws FrameException when the peer has broken the protocol; nothing may be parsed after it
  boolean parse(ByteBuffer in) throws FrameException {
    while (in.hasRemaining() || isFrameEmpty()) {
      if (hasClosed) {
        in.position(in.limit());
      } else if (!inFrame) {
        readHeader(in);
      } else if (isControl(opcode)) {
        readControl(in);
      } else if (receiver.mayReceive()) {
        readData(in);
      } else {
        return false;
      }
    }
    return true;
  }

  /// Whether the rest of the frame needs no byte.
  private boolean isFrameEmpty() {
    return inFrame && left == 0;
  }

  private void readHeader(ByteBuffer in) throws FrameException {
    header[headerBytes++] = in.get();
    if (headerBytes == 2) {
      checkFirstBytes(header[0] & 0xFF, header[1] & 0xFF);
    }
    if (headerBytes >= 2 && headerBytes == headerLength()) {
      beginFrame();
    }
  }

  private int headerLength() {
    return 2 + lengthBytes() + MASK_BYTES;
  }

  /// Bytes of the extended length.
  private int lengthBytes() {
    return switch (header[1] & Frames.LENGTH) {
      case Frames.LENGTH_16 -> Short.BYTES;
      case Frames.LENGTH_64 -> Long.BYTES;
      default -> 0;
    };
  }

  private void checkFirstBytes(int first, int second) throws FrameException {
    opcode = first & Frames.OPCODE;
    isFinal = (first & Frames.FIN) != 0;
    if ((first & Frames.RESERVED) != 0) {
      throw broken("a reserved bit is set");
    }
    if ((second & Frames.MASKED) == 0) {
      throw broken("the frames of a client must be masked");
    }
    switch (opcode) {
      case Frames.TEXT, Frames.BINARY -> {
        if (inMessage) {
          throw broken("a message began within another one");
        }
      }
      case Frames.CONTINUATION -> {
        if (!inMessage) {
          throw broken("a continuation without a message");
        }
      }
      case Frames.CLOSE, Frames.PING, Frames.PONG -> {
        if (!isFinal || (second & Frames.LENGTH) > Frames.CONTROL_BYTES_MAX) {
          throw broken("a control frame is too long or fragmented");
        }
      }
      default -> throw broken("unknown opcode");
    }
  }

  private void beginFrame() throws FrameException {
    left =
        switch (lengthBytes()) {
          case 0 -> header[1] & Frames.LENGTH;
          case Short.BYTES -> ByteBuffer.wrap(header).getShort(2) & 0xFFFF;
          default -> ByteBuffer.wrap(header).getLong(2);
        };
    if (left < 0) {
      throw broken("the length of a frame has its highest bit set");
    }
    inFrame = true;
    maskAt = 0;
    if (isControl(opcode)) {
      control = new byte[(int) left];
      return;
    }
    if (opcode != Frames.CONTINUATION) {
      inMessage = true;
      isText = opcode == Frames.TEXT;
      messageBytes = 0;
    }
    if (left > messageBytesMax - messageBytes) {
      throw new FrameException(CloseCode.MESSAGE_TOO_BIG, "message too big");
    }
    messageBytes += left;
  }

  private void readData(ByteBuffer in) throws FrameException {
    int length = (int) Math.min(left, in.remaining());
    int from = in.arrayOffset() + in.position();
    unmask(in.array(), from, length);
    in.position(in.position() + length);
    left -= length;
    boolean last = isFinal && left == 0;
    if (isText && (!utf8.isValid(in.array(), from, length) || (last && !utf8.isComplete()))) {
      throw new FrameException(CloseCode.NOT_UTF8, "a text message is not UTF-8");
    }
    if (left == 0) {
      endFrame();
      inMessage = !last;
    }
    if (length > 0 || last) {
      receiver.received(in.array(), from, length, last);
    }
  }

  private void readControl(ByteBuffer in) throws FrameException {
    var payload = control == null ? new byte[0] : control;
    int length = (int) Math.min(left, in.remaining());
    int from = payload.length - (int) left;
    in.get(payload, from, length);
    unmask(payload, from, length);
    left -= length;
    if (left > 0) {
      return;
    }
    control = null;
    endFrame();
    switch (opcode) {
      case Frames.PING -> receiver.ping(payload);
      case Frames.CLOSE -> {
        hasClosed = true;
        receiver.close(closeCode(payload));
      }
      default -> {
        // A pong only shows that the peer is there.
      }
    }
  }

  private void endFrame() {
    inFrame = false;
    headerBytes = 0;
  }

  private void unmask(byte[] bytes, int from, int length) {
    int mask = headerLength() - MASK_BYTES;
    for (int i = 0; i < length; i++) {
      bytes[from + i] ^= header[mask + (maskAt + i) % MASK_BYTES];
    }
    maskAt = (maskAt + length) % MASK_BYTES;
  }

  private static int closeCode(byte[] payload) throws FrameException {
    if (payload.length == 0) {
      return CloseCode.NONE;
    }
    if (payload.length < Short.BYTES) {
      throw broken("a close frame has half a code");
    }
    int code = ByteBuffer.wrap(payload).getShort() & 0xFFFF;
    if (!CloseCode.isAllowed(code)) {
      throw broken("a close frame has a code that must not be sent");
    }
    var reason = Arrays.copyOfRange(payload, Short.BYTES, payload.length);
    var check = new Utf8Check();
    if (!check.isValid(reason, 0, reason.length) || !check.isComplete()) {
      throw new FrameException(CloseCode.NOT_UTF8, "the reason of a close frame is not UTF-8");
    }
    return code;
  }

  private static boolean isControl(int opcode) {
    return opcode >= Frames.CLOSE;
  }

  private static FrameException broken(String message) {
    return new FrameException(CloseCode.PROTOCOL_ERROR, message);
  }
}
