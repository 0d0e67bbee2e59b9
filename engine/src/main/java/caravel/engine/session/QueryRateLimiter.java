package caravel.engine.session;

import java.time.Duration;

/// Bounds the time that the REQs of one socket use: a token bucket that may be overdrawn by one
/// request. The next request then waits until the debt is paid. For one thread at a time.
final class QueryRateLimiter {
  /// Query time that a socket gains per second of real time, in milliseconds.
  static final long MILLIS_PER_SECOND = 500;

  /// Query time that an idle socket saves up.
  static final Duration SAVED_MAX = Duration.ofSeconds(2);

  private long savedNanos = SAVED_MAX.toNanos();
  private long seenNanos;

  /// @param nowNanos [System#nanoTime]
  QueryRateLimiter(long nowNanos) {
    seenNanos = nowNanos;
  }

  /// How long the next request must wait, in nanoseconds; 0 = not at all.
  ///
  /// @param nowNanos [System#nanoTime]
  long waitNanos(long nowNanos) {
    long gained = (nowNanos - seenNanos) * MILLIS_PER_SECOND / 1_000;
    savedNanos = Math.min(SAVED_MAX.toNanos(), savedNanos + gained);
    seenNanos = nowNanos;
    return savedNanos >= 0 ? 0 : -savedNanos * 1_000 / MILLIS_PER_SECOND;
  }

  /// A request has used so much.
  void charge(long queryNanos) {
    savedNanos -= queryNanos;
  }
}
