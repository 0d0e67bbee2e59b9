package caravel.control.billing.core;

import caravel.control.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The prices of the plans, each with the instant at which it was first seen.
public record Prices(List<Price> seen) {
  /// Time between the notice of a higher price and the first renewal at it.
  public static final Duration NOTICE = Duration.ofDays(7);

  /// @param seenAt the price applies to changes from then on
  public record Price(String planId, Money price, Instant seenAt) {}

  public Prices {
    seen = seen.stream().sorted(Comparator.comparing(Price::seenAt)).toList();
  }

  /// The price of a running relay from a period start on: the newest one. If it is higher than the
  /// price a week before, the older price applies for one more period. So every tenant can be
  /// notified a week ahead.
  Optional<Money> atPeriodStart(String planId, Instant start) {
    return known(planId, start)
        .map(newest ->
            known(planId, start.minus(NOTICE))
                .filter(announced -> announced.amount() < newest.amount())
                .orElse(newest));
  }

  /// When the newest price of a plan was first seen; [Instant#EPOCH] if the plan has none.
  public Instant lastSeenAt(String planId) {
    return seen.stream()
        .filter(price -> price.planId().equals(planId))
        .map(Price::seenAt)
        .reduce(Instant.EPOCH, (_, last) -> last);
  }

  /// The price of a plan at an instant.
  public Optional<Money> known(String planId, Instant at) {
    return seen.stream()
        .filter(price -> price.planId().equals(planId) && !price.seenAt().isAfter(at))
        .reduce((earlier, later) -> later)
        .map(Price::price);
  }
}
