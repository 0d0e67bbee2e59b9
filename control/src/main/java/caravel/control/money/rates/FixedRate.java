package caravel.control.money.rates;

import caravel.control.money.Rate;
import caravel.control.money.RateSource;
import java.time.InstantSource;
import java.util.Optional;

/// A constant price set by the operator, for demos and tests.
public final class FixedRate implements RateSource {
  private static final String SOURCE = "BTC_USD_RATE";

  private final long usdCentsPerCoin;
  private final InstantSource clock;

  public FixedRate(long usdCentsPerCoin, InstantSource clock) {
    this.usdCentsPerCoin = usdCentsPerCoin;
    this.clock = clock;
  }

  @Override
  public Optional<Rate> latest() {
    return Optional.of(new Rate(usdCentsPerCoin, SOURCE, clock.instant()));
  }
}
