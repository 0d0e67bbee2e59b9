package caravel.app;

import caravel.control.http.Readiness;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The first step of a stop: `/readyz` turns 503, and load balancers get time to notice it while
/// requests are still answered.
final class Drain implements AutoCloseable {
  /// Longer than the usual interval between two health checks of a proxy.
  static final Duration PERIOD = Duration.ofSeconds(5);

  private final Readiness readiness;
  private final Duration period;

  Drain(Readiness readiness, Duration period) {
    this.readiness = readiness;
    this.period = period;
  }

  @Override
  public void close() {
    readiness.drain();
    try {
      new CountDownLatch(1).await(period.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
