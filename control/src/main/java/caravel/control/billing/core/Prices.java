package caravel.control.billing.core;

import caravel.control.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The prices of the plans, each with the instant at which it was first seen.
public record Prices(List<Price> seen) {
  /// A dearer price is announced this long before the first renewal that applies it.
  public static final Duration NOTICE = Duration.ofDays(7);

  /// @param seenAt it holds for changes made from then on
  public record Price(String planId, Money price, Instant seenAt) {}

  public Prices {
    seen = seen.stream().sorted(Comparator.comparing(Price::seenAt)).toList();
  }

  /// The price that a running relay pays from a period start on: the newest, unless it is dearer
  /// than the one of a week before. Then that one, for this period: nobody pays a price of which
  /// they could not be told a week ahead.
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
