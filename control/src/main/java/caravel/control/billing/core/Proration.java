package caravel.control.billing.core;

import caravel.control.money.Money;
import java.time.Instant;

/// What a part of a period costs: shares by whole seconds, rounded half up, exact for every amount
/// and span.
final class Proration {
  private Proration() {}

  /// The price of a month for what is left of it.
  static Money charge(Money price, Span period, Instant from) {
    return share(price, period.secondsLeft(from), period.seconds());
  }

  /// What is unused of an amount that paid for a span.
  static Money unused(Money amount, Span paidFor, Instant from) {
    return share(amount, paidFor.secondsLeft(from), paidFor.seconds());
  }

  private static Money share(Money amount, long part, long whole) {
    return new Money(shareOf(amount.amount(), part, whole), amount.currency());
  }

  /// `amount × part / whole`, half up, for `0 ≤ part ≤ whole`. The amount is taken apart first: the
  /// product of both might not fit.
  static long shareOf(long amount, long part, long whole) {
    if (amount < 0 || part < 0 || part > whole || whole > SPAN_SECONDS_MAX) {
      throw new IllegalArgumentException(amount + " × " + part + " / " + whole);
    }
    var rest = amount % whole * part;
    return amount / whole * part + (2 * rest + whole) / (2 * whole);
  }

  /// Far above any month, and its square fits twice.
  static final long SPAN_SECONDS_MAX = 1L << 30;
}
