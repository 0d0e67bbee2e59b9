package caravel.engine.push;

import caravel.outbound.OutboundGuard;
import caravel.outbound.OutboundGuard.Fetched;
import caravel.outbound.PublicUrl;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/// Sends the notifications of all relays of the process to their callbacks. Safe for use by many
/// threads.
public final class PushSender implements AutoCloseable {
  /// Most notifications on their way at once. Further ones wait, in order.
  private static final int SENDING_MAX = 256;

  private static final OutboundGuard.Limits LIMITS = new OutboundGuard.Limits(SENDING_MAX, 64);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
  private static final int ANSWER_BYTES_MAX = 64 * 1024;
  private static final int FIRST_SUCCESS = 200;
  private static final int LAST_SUCCESS = 299;
  private static final int NOT_FOUND = 404;

  private final OutboundGuard guard;
  private final Semaphore sending = new Semaphore(SENDING_MAX, true);

  /// @param guard closed together with this sender
  public PushSender(OutboundGuard guard) {
    this.guard = guard;
  }

  public static PushSender open() {
    return new PushSender(OutboundGuard.open(LIMITS));
  }

  /// The result of sending one notification.
  public enum Outcome {
    DELIVERED,
    /// The callback does not exist any more (404).
    GONE,
    FAILED,
    /// This process had no room. It says nothing about the callback.
    BUSY
  }

  /// Sends a notification and waits for the answer, at most 10 s. Waits for its turn before.
  ///
  /// @param body JSON in UTF-8
  public Outcome send(PublicUrl callback, byte[] body) {
    sending.acquireUninterruptibly();
    try {
      var message =
          new OutboundGuard.Message(
              callback, "application/json", body, ANSWER_BYTES_MAX, ANSWER_MAX);
      return switch (guard.post(message)) {
        case Fetched.Answer(var status, _) when status >= FIRST_SUCCESS && status <= LAST_SUCCESS ->
            Outcome.DELIVERED;
        case Fetched.Answer(var status, _) when status == NOT_FOUND -> Outcome.GONE;
        case Fetched.Busy _ -> Outcome.BUSY;
        default -> Outcome.FAILED;
      };
    } finally {
      sending.release();
    }
  }

  @Override
  public void close() {
    guard.close();
  }
}
