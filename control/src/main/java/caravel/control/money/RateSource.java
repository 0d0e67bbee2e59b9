package caravel.control.money;

import java.util.Optional;

/// Where the price of a bitcoin comes from.
public interface RateSource {
  /// The newest known rate that may be used; empty when there is none, or only an old one. Answers
  /// at once: it asks nobody.
  Optional<Rate> latest();

  /// The newest that was ever known, however old it is: to show, never to charge by.
  default Optional<Rate> lastKnown() {
    return latest();
  }

  /// US cents for people who think in dollars: exact in `usd`; else by the last known rate, and
  /// before any is known at 100,000 dollars a coin.
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
