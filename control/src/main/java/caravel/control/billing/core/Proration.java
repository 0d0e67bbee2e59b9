package caravel.control.billing.core;

import caravel.control.money.Money;
import java.time.Instant;

/// Computes the cost of a part of a period. Shares are counted in whole seconds and exact for every
/// amount and span.
///
/// Charges are rounded up and credits down. So no sequence of changes costs less than the exact
/// use, and a line costs less than one minor unit more.
final class Proration {
  private Proration() {}

  /// The share of a month's price for the rest of the month, rounded up.
  ///
  /// @param halfUp for a charge from the time when shares were rounded half up
  static Money charge(Money price, Span period, Instant from, boolean halfUp) {
    return charge(price, period, new Span(from, period.end()), halfUp);
  }

  /// The share of a period's price for a part of the period, rounded up.
  ///
  /// @param part of the period; a price of 0 may be for more than the period
  /// @param halfUp as in the other `charge`
  static Money charge(Money price, Span period, Span part, boolean halfUp) {
    if (price.isZero()) {
      return price;
    }
    if (part.start().isBefore(period.start()) || part.end().isAfter(period.end())) {
      throw new IllegalArgumentException(part + " is not a part of " + period);
    }
    var left = part.seconds();
    var whole = period.seconds();
    var share =
        halfUp ? halfUpOf(price.amount(), left, whole) : ceilOf(price.amount(), left, whole);
    return new Money(share, price.currency());
  }

  /// The unused share of an amount that paid for a span, rounded down. At the first second of the
  /// span it is the whole amount.
  ///
  /// @param halfUp for a credit from the time when shares were rounded half up
  static Money unused(Money amount, Span paidFor, Instant from, boolean halfUp) {
    var left = paidFor.secondsLeft(from);
    var whole = paidFor.seconds();
    var share =
        halfUp ? halfUpOf(amount.amount(), left, whole) : floorOf(amount.amount(), left, whole);
    return new Money(share, amount.currency());
  }

  /// `amount × part / whole`, rounded half up: the rule before charges were rounded up and credits
  /// down.
  static long halfUpOf(long amount, long part, long whole) {
    var rest = amount % whole * part;
    return wholesOf(amount, part, whole) + (2 * rest + whole) / (2 * whole);
  }

  /// `amount × part / whole`, rounded up, for `0 ≤ part ≤ whole`.
  static long ceilOf(long amount, long part, long whole) {
    return wholesOf(amount, part, whole) + Math.ceilDiv(amount % whole * part, whole);
  }

  /// `amount × part / whole`, rounded down, for `0 ≤ part ≤ whole`.
  static long floorOf(long amount, long part, long whole) {
    return wholesOf(amount, part, whole) + amount % whole * part / whole;
  }

  /// The share of the largest multiple of `whole` in the amount. The amount is split because
  /// `amount × part` may overflow.
  private static long wholesOf(long amount, long part, long whole) {
    if (amount < 0 || part < 0 || part > whole || whole > SPAN_SECONDS_MAX) {
      throw new IllegalArgumentException(amount + " × " + part + " / " + whole);
    }
    return amount / whole * part;
  }

  /// Far longer than any month. Twice its square fits into a `long`.
  static final long SPAN_SECONDS_MAX = 1L << 30;
}
