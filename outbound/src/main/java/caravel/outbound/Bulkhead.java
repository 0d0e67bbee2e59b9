package caravel.outbound;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Bounds the concurrent calls to one outside service, in total and for each caller.
public final class Bulkhead {
  /// A caller takes at most one place, so that no caller can fill the service (M3).
  private static final int PLACES_OF_CALLER_MAX = 1;

  private final Semaphore places;
  private final CallerSlots callers = new CallerSlots(PLACES_OF_CALLER_MAX);
  private final Duration waitMax;

  /// @param waitMax how long a call waits for a place before it is refused
  public Bulkhead(int places, Duration waitMax) {
    this.places = new Semaphore(places, true);
    this.waitMax = waitMax;
  }

  /// Runs `work` when a place is free. Runs `turnedAway` when none became free in time or the
  /// thread was interrupted (and stays so).
  public <T> T call(Supplier<T> work, Supplier<T> turnedAway) {
    try {
      if (!places.tryAcquire(waitMax.toNanos(), TimeUnit.NANOSECONDS)) {
        return turnedAway.get();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return turnedAway.get();
    }
    try {
      return work.get();
    } finally {
      places.release();
    }
  }

  /// Runs `work` with at most one call of a caller at a time.
  ///
  /// @param caller `""` = no limit per caller
  public <T> T call(String caller, Supplier<T> work, Supplier<T> turnedAway) {
    try {
      if (!callers.acquire(caller, waitMax)) {
        return turnedAway.get();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return turnedAway.get();
    }
    try {
      return call(work, turnedAway);
    } finally {
      callers.release(caller);
    }
  }
}
