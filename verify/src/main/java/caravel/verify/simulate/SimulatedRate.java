package caravel.verify.simulate;

import caravel.control.money.Rate;
import caravel.control.money.RateSource;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// The simulated price of a bitcoin, with times at which it is unknown.
final class SimulatedRate implements RateSource {
  private static final long START_CENTS = 10_000_000;

  private final VirtualClock clock;
  private long cents = START_CENTS;
  private final Set<Long> known = new HashSet<>(Set.of(START_CENTS));
  private Instant goneUntil = Instant.MIN;

  SimulatedRate(VirtualClock clock) {
    this.clock = clock;
  }

  void goneUntil(Instant until) {
    goneUntil = until;
  }

  boolean isGone() {
    return clock.truth().isBefore(goneUntil);
  }

  void moves(int percent) {
    cents = Math.min(Rate.CENTS_MAX, Math.max(Rate.CENTS_MIN, cents * percent / 100));
    known.add(cents);
  }

  /// Whether a bitcoin has this price, or had it before.
  boolean everWas(long usdCentsPerCoin) {
    return known.contains(usdCentsPerCoin);
  }

  @Override
  public Optional<Rate> lastKnown() {
    return Optional.of(new Rate(cents, "simulated", clock.instant()));
  }

  @Override
  public Optional<Rate> latest() {
    return isGone() ? Optional.empty() : Optional.of(new Rate(cents, "simulated", clock.instant()));
  }
}
