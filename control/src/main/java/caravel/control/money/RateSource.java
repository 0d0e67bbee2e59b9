package caravel.control.money;

import java.util.Optional;

/// A source of the price of a bitcoin.
public interface RateSource {
  /// The newest rate, if it is fresh enough to use. Returns at once, without a network call.
  Optional<Rate> latest();

  /// The newest rate of any age: for display only, never for charges.
  default Optional<Rate> lastKnown() {
    return latest();
  }

  /// The amount in US cents for display: exact in `usd`, otherwise by the last known rate, or at
  /// 100,000 dollars a coin while none is known.
  default long estimatedCents(Money money) {
    return switch (money.currency()) {
      case USD -> money.amount();
      case SAT ->
          lastKnown()
              .map(rate -> rate.toCentsHalfUp(money).amount())
              .orElseGet(money::estimatedCents);
    };
  }
}
