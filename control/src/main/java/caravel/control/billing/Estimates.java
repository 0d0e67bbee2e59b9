package caravel.control.billing;

import caravel.control.billing.core.Amount;
import caravel.control.money.Money;
import caravel.control.money.RateSource;

/// Approximate amounts in US cents, for display only. Nothing is ever charged by them.
record Estimates(RateSource rates) {
  /// The same as [RateSource#estimatedCents].
  long cents(Money money) {
    return rates.estimatedCents(money);
  }

  /// Accepts an amount that may be negative. An amount beyond the largest price is shown as the
  /// largest price.
  long cents(Amount amount) {
    var units = Math.min(Math.abs(amount.units()), Money.AMOUNT_MAX);
    var cents = cents(new Money(units, amount.currency()));
    return amount.isNegative() ? -cents : cents;
  }
}
