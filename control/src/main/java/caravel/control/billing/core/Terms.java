package caravel.control.billing.core;

import caravel.control.money.Money;

/// A relay right after a change, as billing sees it.
///
/// @param price of the plan, a month, as it was told when the change was made
/// @param active wanted, and neither the relay nor its tenant is suspended
/// @param paused offline because an invoice was not paid
public record Terms(String planId, Money price, boolean active, boolean paused) {
  public Terms(String planId, Money price, boolean active) {
    this(planId, price, active, false);
  }

  boolean billable() {
    return active && !price.isZero();
  }

  /// Whether the bill goes on as if nothing had happened. The price is no part of it: a new one
  /// holds from the next period start on, never inside one.
  boolean billsLike(Terms other) {
    return active == other.active && planId.equals(other.planId);
  }

  Terms at(Money newPrice) {
    return new Terms(planId, newPrice, active, paused);
  }
}
