package caravel.engine.wire;

/// Status codes of close frames (RFC 6455 section 7.4).
public final class CloseCode {
  public static final int NORMAL = 1000;
  public static final int GOING_AWAY = 1001;
  public static final int PROTOCOL_ERROR = 1002;
  public static final int NOT_UTF8 = 1007;
  public static final int POLICY_VIOLATION = 1008;
  public static final int MESSAGE_TOO_BIG = 1009;
  public static final int SERVER_ERROR = 1011;

  /// A close frame had no code. Never sent.
  public static final int NONE = 1005;

  private static final int UNSUPPORTED_DATA = 1003;
  private static final int BAD_GATEWAY = 1014;
  private static final int PRIVATE_MIN = 3000;
  private static final int PRIVATE_MAX = 4999;

  private CloseCode() {}

  /// Whether a peer may send this code.
  static boolean isAllowed(int code) {
    return (code >= NORMAL && code <= UNSUPPORTED_DATA)
        || (code >= NOT_UTF8 && code <= BAD_GATEWAY)
        || (code >= PRIVATE_MIN && code <= PRIVATE_MAX);
  }
}
