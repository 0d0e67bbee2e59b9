package caravel.control.hosting.usage;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/// A range of samples, divided into steps of one value each.
enum UsageRange {
  DAY(Duration.ofHours(1), 24),
  MONTH(Duration.ofDays(1), 30),
  YEAR(Duration.ofDays(1), 365);

  private final Duration step;
  private final int steps;

  UsageRange(Duration step, int steps) {
    this.step = step;
    this.steps = steps;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  Duration step() {
    return step;
  }

  /// The first second of the first step, in unix seconds.
  long first(Instant now) {
    return stepOf(step, now) - (steps - 1) * step.toSeconds();
  }

  /// The start of the step that contains an instant, in unix seconds.
  static long stepOf(Duration step, Instant at) {
    var seconds = at.getEpochSecond();
    return seconds - Math.floorMod(seconds, step.toSeconds());
  }
}
