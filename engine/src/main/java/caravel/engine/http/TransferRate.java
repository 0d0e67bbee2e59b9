package caravel.engine.http;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// The rate that a transfer must keep, so that a slow client cannot hold a place for ever.
final class TransferRate {
  /// Lowest rate after [#GRACE_SECONDS].
  static final int BYTES_PER_SECOND_MIN = 4_096;

  static final int GRACE_SECONDS = 15;

  private final LongSupplier nanos;
  private final long startedNanos;

  /// Begins now.
  ///
  /// @param nanos as [System#nanoTime()]
  TransferRate(LongSupplier nanos) {
    this.nanos = nanos;
    this.startedNanos = nanos.getAsLong();
  }

  /// The client is too slow.
  static final class TooSlowException extends IOException {
    private static final long serialVersionUID = 1;

    TooSlowException() {
      super("the client is too slow");
    }
  }

  /// @param bytes transferred since the start
  void require(long bytes) throws TooSlowException {
    long passedNanos = nanos.getAsLong() - startedNanos;
    long seconds = TimeUnit.NANOSECONDS.toSeconds(passedNanos) - GRACE_SECONDS;
    if (seconds > 0 && bytes < seconds * BYTES_PER_SECOND_MIN) {
      throw new TooSlowException();
    }
  }
}
