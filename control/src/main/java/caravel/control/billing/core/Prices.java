package caravel.control.billing.core;

import caravel.control.money.BillingInterval;
import caravel.control.money.BillingPeriod;
import caravel.control.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The prices of the plans, each with the instant at which it was first seen.
public record Prices(List<Price> seen) {
  /// Time between the notice of a higher price and the first renewal at it.
  public static final Duration NOTICE = Duration.ofDays(7);

  /// @param price of the whole period
  /// @param seenAt the price applies to changes from then on
  public record Price(String planId, Money price, BillingPeriod period, Instant seenAt) {
    /// A monthly price.
    public Price(String planId, Money price, Instant seenAt) {
      this(planId, price, BillingPeriod.MONTH, seenAt);
    }
  }

  public Prices {
    seen = seen.stream().sorted(Comparator.comparing(Price::seenAt)).toList();
  }

  /// The price of a running relay from a period start on: the newest one. If it is higher than the
  /// price a week before, the older price applies for one more period. So every tenant can be
  /// notified a week ahead.
  Optional<Price> atPeriodStart(String planId, BillingInterval interval, Instant start) {
    return find(planId, interval, start)
        .map(newest ->
            find(planId, interval, start.minus(NOTICE))
                .filter(announced -> announced.price().amount() < newest.price().amount())
                .orElse(newest));
  }

  /// When the newest price of a plan was first seen; [Instant#EPOCH] if the plan has none.
  public Instant lastSeenAt(String planId, BillingInterval interval) {
    return of(planId, interval).map(Price::seenAt).reduce(Instant.EPOCH, (_, last) -> last);
  }

  /// The monthly price of a plan at an instant.
  public Optional<Money> known(String planId, Instant at) {
    return find(planId, BillingInterval.MONTH, at).map(Price::price);
  }

  /// The price of a plan for an interval at an instant.
  public Optional<Price> find(String planId, BillingInterval interval, Instant at) {
    return of(planId, interval)
        .filter(price -> !price.seenAt().isAfter(at))
        .reduce((earlier, later) -> later);
  }

  private Stream<Price> of(String planId, BillingInterval interval) {
    return seen.stream()
        .filter(price -> price.planId().equals(planId) && price.period().interval() == interval);
  }
}
