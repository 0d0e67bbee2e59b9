package caravel.control.billing.core;

import caravel.control.money.Money;
import org.jspecify.annotations.Nullable;

/// The billing terms of a relay right after a change.
///
/// @param price of the plan per month, as shown when the change was made
/// @param active whether it is meant to be online, and neither the relay nor its tenant is
///   suspended
/// @param paused whether it is offline because an invoice was not paid
/// @param reservation the plan that starts when it is paid; null = none
public record Terms(
    String planId, Money price, boolean active, boolean paused, @Nullable Reservation reservation) {
  /// A paid plan that a relay waits for.
  ///
  /// @param price of the plan per month, at the time of the request
  public record Reservation(String planId, Money price) {}

  public Terms(String planId, Money price, boolean active) {
    this(planId, price, active, false, null);
  }

  public Terms(String planId, Money price, boolean active, boolean paused) {
    this(planId, price, active, paused, null);
  }

  boolean billable() {
    return active && !price.isZero();
  }

  /// Whether both terms are billed alike. The price is not compared, because a new price applies
  /// only from the next period start.
  boolean billsLike(Terms other) {
    return active == other.active && planId.equals(other.planId);
  }

  Terms at(Money newPrice) {
    return new Terms(planId, newPrice, active, paused, reservation);
  }
}
