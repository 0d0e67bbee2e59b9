package caravel.control.billing.core;

import caravel.control.money.Currency;
import caravel.control.money.Money;

/// A sum that may be negative, as items of an invoice need it. It is exact, in the minor unit of
/// its currency.
public record Amount(long units, Currency currency) {
  public static Amount zero(Currency currency) {
    return new Amount(0, currency);
  }

  /// An amount that the tenant pays.
  public static Amount of(Money money) {
    return new Amount(money.amount(), money.currency());
  }

  /// An amount that the tenant gets back.
  public static Amount givenBack(Money money) {
    return new Amount(-money.amount(), money.currency());
  }

  public Amount plus(Amount other) {
    if (currency != other.currency) {
      throw new IllegalArgumentException(
          "sums are in one currency: " + currency + " and " + other.currency);
    }
    return new Amount(Math.addExact(units, other.units), currency);
  }

  public boolean isNegative() {
    return units < 0;
  }

  /// Whether the amount is positive and at least `minimum`.
  public boolean reaches(Money minimum) {
    return units > 0 && units >= minimum.amount();
  }

  /// The amount as money. It must not be negative.
  public Money toMoney() {
    return new Money(units, currency);
  }
}
