package caravel.control.billing.core;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Decides whether billing may rely on the time since the last heartbeat (M4).
public final class TimeCheck {
  /// Longest downtime that leaves due dates unchanged. A longer one moves them by its length.
  public static final Duration DOWNTIME_MAX = Duration.ofHours(1);

  /// Downtime beyond which an operator must review before billing resumes.
  public static final Duration DOWNTIME_WITHOUT_OPERATOR_MAX = Duration.ofDays(1);

  /// Greatest difference between two clocks that are both considered right.
  public static final Duration CLOCKS_APART_MAX = Duration.ofMinutes(10);

  private TimeCheck() {}

  /// The result of a check.
  public sealed interface Verdict {
    record Fine() implements Verdict {}

    /// No payment was possible for this long.
    record MoveDueDates(Duration by) implements Verdict {}

    /// @param reason one sentence for the operator
    record Hold(String reason) implements Verdict {}
  }

  /// Checks the time since the last heartbeat, at startup or when a round is late.
  ///
  /// @param lastAlive null = the program never ran on this database
  public static Verdict sinceHeartbeat(@Nullable Instant lastAlive, Instant now) {
    if (lastAlive == null) {
      return new Verdict.Fine();
    }
    var gap = Duration.between(lastAlive, now);
    if (gap.negated().compareTo(CLOCKS_APART_MAX) > 0) {
      return new Verdict.Hold(
          "The clock of this machine shows "
              + now
              + ", but the program already ran at "
              + lastAlive
              + ".");
    }
    if (gap.compareTo(DOWNTIME_WITHOUT_OPERATOR_MAX) > 0) {
      return new Verdict.Hold(
          "The program did not run from "
              + lastAlive
              + " to "
              + now
              + ", or the clock of this machine is wrong.");
    }
    return gap.compareTo(DOWNTIME_MAX) > 0 ? new Verdict.MoveDueDates(gap) : new Verdict.Fine();
  }

  /// Compares the wall clock with the monotonic clock while the program runs.
  ///
  /// @param expected the time by the monotonic clock
  public static Verdict running(Instant expected, Instant now) {
    return apart(expected, now)
        ? new Verdict.Hold(
            "The clock of this machine jumped from about " + expected + " to " + now + ".")
        : new Verdict.Fine();
  }

  /// Compares the wall clock with the clock of another system.
  ///
  /// @param whose name of the other system for the operator, such as "Stripe"
  public static Verdict compared(String whose, Instant theirs, Instant now) {
    return apart(theirs, now)
        ? new Verdict.Hold(
            "The clock of this machine shows " + now + ", but " + whose + " says " + theirs + ".")
        : new Verdict.Fine();
  }

  private static boolean apart(Instant one, Instant other) {
    return Duration.between(one, other).abs().compareTo(CLOCKS_APART_MAX) > 0;
  }
}
