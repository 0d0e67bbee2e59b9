package caravel.control.billing;

import caravel.control.billing.core.Amount;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.control.money.RateSource;

/// Amounts in US cents for people who think in dollars; nothing is ever charged by them.
record Estimates(RateSource rates) {
  /// Exact where prices are in `usd`; else by the last known rate, and before any is known at
  /// 100,000 dollars a coin.
  long cents(Money money) {
    if (money.currency() == Currency.USD) {
      return money.amount();
    }
    return rates
        .latest()
        .map(rate -> rate.toCentsHalfUp(money).amount())
        .orElseGet(money::estimatedCents);
  }

  /// The same of what may be below zero. More than a price may be is shown as that.
  long cents(Amount amount) {
    var units = Math.min(Math.abs(amount.units()), Money.AMOUNT_MAX);
    var cents = cents(new Money(units, amount.currency()));
    return amount.isNegative() ? -cents : cents;
  }
}
