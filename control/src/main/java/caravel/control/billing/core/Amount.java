package caravel.control.billing.core;

import caravel.control.money.Currency;
import caravel.control.money.Money;

/// A sum that may be below zero, as the items of a bill have it: exact, in the minor unit of its
/// currency.
public record Amount(long units, Currency currency) {
  public static Amount zero(Currency currency) {
    return new Amount(0, currency);
  }

  /// To be paid.
  public static Amount of(Money money) {
    return new Amount(money.amount(), money.currency());
  }

  /// To be given back.
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

  /// Whether it is at least as much as this, and not nothing.
  public boolean reaches(Money minimum) {
    return units > 0 && units >= minimum.amount();
  }

  /// As money to ask for; only for a sum that is not negative.
  public Money toMoney() {
    return new Money(units, currency);
  }
}
