package caravel.control.billing;

import caravel.control.billing.core.Amount;
import caravel.control.money.Money;
import caravel.control.money.RateSource;

/// Amounts in US cents for people who think in dollars; nothing is ever charged by them.
record Estimates(RateSource rates) {
  /// As [RateSource#estimatedCents].
  long cents(Money money) {
    return rates.estimatedCents(money);
  }

  /// The same of what may be below zero. More than a price may be is shown as that.
  long cents(Amount amount) {
    var units = Math.min(Math.abs(amount.units()), Money.AMOUNT_MAX);
    var cents = cents(new Money(units, amount.currency()));
    return amount.isNegative() ? -cents : cents;
  }
}
