package caravel.control.billing.core;

import java.time.Duration;
import java.time.Instant;

/// How long an open invoice may wait before the relays on it are paused.
public sealed interface Grace {
  /// What is left after our own wallet or card processor answers again.
  Duration AFTER_OUR_FAULT = Duration.ofHours(24);

  /// @param dueAt over at this instant, not before
  record Running(Instant dueAt) implements Grace {
    public Running {
      Span.wholeSecond(dueAt);
    }

    Running atLeast(Instant earliest) {
      return dueAt.isBefore(earliest) ? new Running(earliest) : this;
    }
  }

  /// It stands still: while the tenant is suspended, or nobody could take the money.
  record Still(Duration left) implements Grace {}

  default boolean isOver(Instant now) {
    return switch (this) {
      case Running(var dueAt) -> !now.isBefore(dueAt);
      case Still _ -> false;
    };
  }

  /// Stops counting; what is left stays left.
  default Grace still(Instant now) {
    return switch (this) {
      case Running(var dueAt) ->
          new Still(now.isBefore(dueAt) ? Duration.between(now, dueAt) : Duration.ZERO);
      case Still still -> still;
    };
  }

  /// Counts on from where it stood.
  default Grace running(Instant now) {
    return switch (this) {
      case Running running -> running;
      case Still(var left) -> new Running(now.plus(left));
    };
  }

  /// Our wallet or card processor had not answered when it was to be paid, and answers again: never
  /// less than a day is left.
  default Grace afterOurFault(Instant answeredAgain) {
    var atLeast = answeredAgain.plus(AFTER_OUR_FAULT);
    return switch (this) {
      case Running(var dueAt) -> new Running(dueAt.isBefore(atLeast) ? atLeast : dueAt);
      case Still(var left) ->
          new Still(left.compareTo(AFTER_OUR_FAULT) < 0 ? AFTER_OUR_FAULT : left);
    };
  }
}
