package caravel.outbound;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Recognises failures of this machine, as opposed to failures of the peer.
public final class Exhaustion {
  private static final int CAUSES_MAX = 16;

  private Exhaustion() {}

  /// Whether a connection failed because this process had no file descriptor or no memory left for
  /// another socket. Then nothing was sent.
  public static boolean isExhaustion(@Nullable Throwable failure) {
    var cause = failure;
    for (var depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
      var message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      if (message.contains("too many open files")
          || message.contains("cannot allocate memory")
          || message.contains("no buffer space available")) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
