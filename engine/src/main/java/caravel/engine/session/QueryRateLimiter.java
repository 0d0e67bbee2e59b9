package caravel.engine.session;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Bounds the query time of one socket: a token bucket that one request may overdraw. The next
/// request waits until the bucket is positive again. Not safe for use by several threads.
final class QueryRateLimiter {
  /// Query time that a socket gains per second of real time, in milliseconds.
  static final long MILLIS_PER_SECOND = 500;

  /// Most query time that an idle socket accumulates.
  static final Duration SAVED_MAX = Duration.ofSeconds(2);

  private long savedNanos = SAVED_MAX.toNanos();
  private long seenNanos;

  /// @param nowNanos [System#nanoTime]
  QueryRateLimiter(long nowNanos) {
    seenNanos = nowNanos;
  }

  /// Delay before the next request, in nanoseconds; 0 = none.
  ///
  /// @param nowNanos [System#nanoTime]
  long waitNanos(long nowNanos) {
    long gained = (nowNanos - seenNanos) * MILLIS_PER_SECOND / 1_000;
    savedNanos = Math.min(SAVED_MAX.toNanos(), savedNanos + gained);
    seenNanos = nowNanos;
    return savedNanos >= 0 ? 0 : -savedNanos * 1_000 / MILLIS_PER_SECOND;
  }

  /// Waits until the next request may run.
  ///
  /// @param ended ends the wait early
  void await(BooleanSupplier ended) {
    long due = System.nanoTime() + waitNanos(System.nanoTime());
    for (long left = due - System.nanoTime();
        left > 0 && !ended.getAsBoolean() && !Thread.currentThread().isInterrupted();
        left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /// Subtracts the query time of a request.
  void charge(long queryNanos) {
    savedNanos -= queryNanos;
  }
}
