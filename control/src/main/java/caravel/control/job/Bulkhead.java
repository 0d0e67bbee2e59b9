package caravel.control.job;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// The bound on calls to one outside service at once.
public final class Bulkhead {
  private final Semaphore places;
  private final Duration waitMax;

  /// @param waitMax how long a call waits for its place before it is turned away
  public Bulkhead(int places, Duration waitMax) {
    this.places = new Semaphore(places, true);
    this.waitMax = waitMax;
  }

  /// Runs `work` when a place is free, `turnedAway` when none became free in time or the thread was
  /// interrupted (and stays so).
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
}
