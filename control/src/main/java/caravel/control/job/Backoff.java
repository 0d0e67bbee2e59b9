package caravel.control.job;

import java.time.Duration;

/// Delay after the n-th consecutive failure, doubling from `first` to `most`.
public record Backoff(Duration first, Duration most) {
  private static final int DOUBLINGS_MAX = 40;

  public Backoff {
    if (first.isNegative() || first.isZero() || most.compareTo(first) < 0) {
      throw new IllegalArgumentException("a back-off grows from a positive wait to a longer one");
    }
  }

  /// @param failures consecutive, 1 for the first
  /// @param jitter 0 up to 1, exclusive: shortens the delay by up to half, so that simultaneous
  ///   failures are not retried together
  public Duration after(int failures, double jitter) {
    if (failures < 1 || jitter < 0 || jitter >= 1) {
      throw new IllegalArgumentException("failures count from 1, jitter lies in [0, 1)");
    }
    var doublings = Math.min(failures - 1, DOUBLINGS_MAX);
    var whole = Math.min((double) first.toNanos() * (1L << doublings), (double) most.toNanos());
    return Duration.ofNanos((long) (whole * (1 - jitter / 2)));
  }
}
