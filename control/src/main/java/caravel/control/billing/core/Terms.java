package caravel.control.billing.core;

import caravel.control.money.Money;
import org.jspecify.annotations.Nullable;

/// A relay right after a change, as billing sees it.
///
/// @param price of the plan, a month, as it was told when the change was made
/// @param active wanted, and neither the relay nor its tenant is suspended
/// @param paused offline because an invoice was not paid
/// @param reservation the plan that starts when it is paid; null = none
public record Terms(
    String planId, Money price, boolean active, boolean paused, @Nullable Reservation reservation) {
  /// A paid plan that a relay waits for.
  ///
  /// @param price of the plan, a month, when it was asked for
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

  /// Whether the bill goes on as if nothing had happened. The price is no part of it: a new one
  /// holds from the next period start on, never inside one.
  boolean billsLike(Terms other) {
    return active == other.active && planId.equals(other.planId);
  }

  Terms at(Money newPrice) {
    return new Terms(planId, newPrice, active, paused, reservation);
  }
}
