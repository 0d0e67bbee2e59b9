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

  /// What time it is in the world outside.
  Instant truth() {
    return truth;
  }

  /// A monotonic clock, which no jump moves.
  long nanos() {
    return truth.getEpochSecond() * 1_000_000_000L + truth.getNano();
  }

  /// Goes on to an instant, never back.
  void to(Instant later) {
    if (later.isAfter(truth)) {
      truth = later;
    }
  }

  /// From now on the machine's clock is off by this much.
  void isOffBy(Duration newError) {
    error = newError;
  }

  Duration error() {
    return error;
  }
}
