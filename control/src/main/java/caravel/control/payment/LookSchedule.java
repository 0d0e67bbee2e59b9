package caravel.control.payment;

import caravel.control.payment.PaymentAttempt.State;
import java.time.Duration;

/// The schedule on which the resolver looks up an attempt: 10 s, 1 min and 5 min after a change of
/// its state, then hourly.
public final class LookSchedule {
  /// A wallet or processor that was asked to pay has answered by then.
  public static final Duration ANSWER_WAIT = Duration.ofSeconds(60);

  private LookSchedule() {}

  /// @param looks how often it was looked up in this state
  public static Duration delay(int looks) {
    return switch (looks) {
      case 0 -> Duration.ofSeconds(10);
      case 1 -> Duration.ofSeconds(50);
      case 2 -> Duration.ofMinutes(4);
      default -> Duration.ofHours(1);
    };
  }

  static Duration firstDelay(State state) {
    return state == State.ASKED ? ANSWER_WAIT.plus(delay(0)) : delay(0);
  }
}
