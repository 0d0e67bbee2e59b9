package caravel.engine.wire;

/// The bits of a frame's header (RFC 6455 section 5.2).
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

  private Frames() {}
}
