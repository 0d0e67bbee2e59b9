package caravel.engine.wire;

/// A peer has broken the protocol. The message is the reason of the close frame.
public final class FrameException extends Exception {
  private static final long serialVersionUID = 1;

  private final int code;

  FrameException(int code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  /// The code of the close frame.
  public int code() {
    return code;
  }
}
