package caravel.control.billing.core;

import java.time.Instant;

/// A span of time, `[start, end)`, in whole seconds; never empty.
public record Span(Instant start, Instant end) {
  public Span {
    wholeSecond(start);
    wholeSecond(end);
    if (!start.isBefore(end)) {
      throw new IllegalArgumentException("a span ends after it starts: " + start + " to " + end);
    }
  }

  /// Rejects an instant that is not a whole second: bills are counted in whole seconds.
  static Instant wholeSecond(Instant instant) {
    if (!Instant.ofEpochSecond(instant.getEpochSecond()).equals(instant)) {
      throw new IllegalArgumentException("not a whole second: " + instant);
    }
    return instant;
  }

  public long seconds() {
    return end.getEpochSecond() - start.getEpochSecond();
  }

  public boolean contains(Instant instant) {
    return !instant.isBefore(start) && instant.isBefore(end);
  }

  /// The seconds left at an instant inside the span, or at its end.
  long secondsLeft(Instant from) {
    var left = end.getEpochSecond() - from.getEpochSecond();
    if (left < 0 || from.isBefore(start)) {
      throw new IllegalArgumentException(from + " is not between " + start + " and " + end);
    }
    return left;
  }
}
