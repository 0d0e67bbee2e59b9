package caravel.control.billing.core;

import caravel.control.money.Money;
import java.time.Instant;

/// Time of a relay that was paid for at an earlier platform. It is not charged again, and it gives
/// no credit, because its money never came here.
///
/// @param planId the plan that was paid for
/// @param price of that plan for a month, when the relay was adopted
/// @param paidUntil end of the time; the relay is charged as usual from then on
/// @param anchor from which the earlier platform counted the tenant's periods
public record PrepaidTime(String planId, Money price, Instant paidUntil, Instant anchor) {
  public PrepaidTime {
    Span.wholeSecond(paidUntil);
    Span.wholeSecond(anchor);
    if (!anchor.isBefore(paidUntil)) {
      throw new IllegalArgumentException(paidUntil + " is not after the anchor " + anchor);
    }
  }

  boolean covers(Instant at) {
    return at.isBefore(paidUntil);
  }

  /// The terms that are charged for within the paid time: nothing for the plan that was paid for
  /// and for cheaper ones, and the difference for a more expensive one.
  Terms chargedOf(Terms terms) {
    var paid = Math.multiplyExact(price.amount(), terms.period().months());
    var rest = terms.planId().equals(planId) ? 0 : Math.max(0, terms.price().amount() - paid);
    return terms.at(new Money(rest, price.currency()));
  }

  /// When a charge within the paid time ends.
  ///
  /// @param charged the terms that are charged for
  /// @param period of which the charge is for the rest
  Instant endOf(Terms charged, Span period) {
    return charged.price().isZero() || paidUntil.isBefore(period.end()) ? paidUntil : period.end();
  }
}
