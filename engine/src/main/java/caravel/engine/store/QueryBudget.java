package caravel.engine.store;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Total time for the queries of one request. Waiting for other relays' queries is not counted. The
/// queries must run one after the other.
public final class QueryBudget {
  private final long nanosMax;
  private final AtomicLong usedNanos = new AtomicLong();

  private QueryBudget(long nanosMax) {
    this.nanosMax = nanosMax;
  }

  /// @param time positive
  public static QueryBudget of(Duration time) {
    return new QueryBudget(time.toNanos());
  }

  /// No limit, for reads that must be complete.
  public static QueryBudget unlimited() {
    return new QueryBudget(Long.MAX_VALUE);
  }

  /// Running time so far, in nanoseconds.
  public long usedNanos() {
    return usedNanos.get();
  }

  /// Whether the time is used up. A running query then ends early with its results so far.
  public boolean isExhausted() {
    return usedNanos.get() >= nanosMax;
  }

  boolean isLimited() {
    return nanosMax < Long.MAX_VALUE;
  }

  /// Adds running time in nanoseconds. Only the thread that runs the query may call it.
  public void charge(long nanos) {
    usedNanos.addAndGet(nanos);
  }
}
