package caravel.control.billing.core;

import java.time.Duration;
import java.time.Instant;

/// How long an open invoice may wait before the relays on it are paused.
public sealed interface Grace {
  /// Shortest grace left after the platform's own wallet or card processor answers again.
  Duration AFTER_OUR_FAULT = Duration.ofHours(24);

  /// @param dueAt the end of the grace, exclusive
  record Running(Instant dueAt) implements Grace {
    public Running {
      Span.wholeSecond(dueAt);
    }

    Running atLeast(Instant earliest) {
      return dueAt.isBefore(earliest) ? new Running(earliest) : this;
    }
  }

  /// The countdown is stopped: the tenant is suspended, or there is no way to pay.
  record Still(Duration left) implements Grace {}

  default boolean isOver(Instant now) {
    return switch (this) {
      case Running(var dueAt) -> !now.isBefore(dueAt);
      case Still _ -> false;
    };
  }

  /// Stops the countdown and keeps the time left.
  default Grace still(Instant now) {
    return switch (this) {
      case Running(var dueAt) ->
          new Still(now.isBefore(dueAt) ? Duration.between(now, dueAt) : Duration.ZERO);
      case Still still -> still;
    };
  }

  /// Resumes the countdown with the time that was left.
  default Grace running(Instant now) {
    return switch (this) {
      case Running running -> running;
      case Still(var left) -> new Running(now.plus(left));
    };
  }

  /// Leaves at least a day after the platform's wallet or card processor was silent on the due date
  /// and answers again.
  default Grace afterOurFault(Instant answeredAgain) {
    var atLeast = answeredAgain.plus(AFTER_OUR_FAULT);
    return switch (this) {
      case Running(var dueAt) -> new Running(dueAt.isBefore(atLeast) ? atLeast : dueAt);
      case Still(var left) ->
          new Still(left.compareTo(AFTER_OUR_FAULT) < 0 ? AFTER_OUR_FAULT : left);
    };
  }
}
