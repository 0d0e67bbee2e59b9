package caravel.verify.simulate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The clock of the simulated machine. It may be wrong; [#truth()] never is.
final class VirtualClock implements InstantSource {
  private Instant truth;
  private Duration error = Duration.ZERO;

  VirtualClock(Instant start) {
    this.truth = start;
  }

  @Override
  public Instant instant() {
    return truth.plus(error);
  }

  /// The true time.
  Instant truth() {
    return truth;
  }

  /// A monotonic clock, unaffected by jumps.
  long nanos() {
    return truth.getEpochSecond() * 1_000_000_000L + truth.getNano();
  }

  /// Advances to an instant, never back.
  void to(Instant later) {
    if (later.isAfter(truth)) {
      truth = later;
    }
  }

  /// Sets the error of the machine's clock.
  void isOffBy(Duration newError) {
    error = newError;
  }

  Duration error() {
    return error;
  }
}
