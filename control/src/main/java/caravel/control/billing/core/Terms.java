package caravel.control.billing.core;

import caravel.control.money.BillingInterval;
import caravel.control.money.BillingPeriod;
import caravel.control.money.Money;
import org.jspecify.annotations.Nullable;

/// The billing terms of a relay right after a change.
///
/// @param price of the plan for the whole period, as shown when the change was made
/// @param period the time that the price is for
/// @param active whether it is meant to be online, and neither the relay nor its tenant is
///   suspended
/// @param paused whether it is offline because an invoice was not paid
/// @param reservation the plan that starts when it is paid; null = none
public record Terms(
    String planId,
    Money price,
    BillingPeriod period,
    boolean active,
    boolean paused,
    @Nullable Reservation reservation) {
  /// A paid plan that a relay waits for.
  ///
  /// @param price of the plan for the whole period, at the time of the request
  public record Reservation(String planId, Money price, BillingPeriod period) {
    /// A plan that is charged monthly.
    public Reservation(String planId, Money price) {
      this(planId, price, BillingPeriod.MONTH);
    }

    boolean isLike(Item.Subject subject) {
      return planId.equals(subject.planId()) && period.interval() == subject.period().interval();
    }
  }

  /// Monthly terms.
  public Terms(String planId, Money price, boolean active) {
    this(planId, price, BillingPeriod.MONTH, active, false, null);
  }

  /// Monthly terms.
  public Terms(String planId, Money price, boolean active, boolean paused) {
    this(planId, price, BillingPeriod.MONTH, active, paused, null);
  }

  /// Monthly terms.
  public Terms(
      String planId,
      Money price,
      boolean active,
      boolean paused,
      @Nullable Reservation reservation) {
    this(planId, price, BillingPeriod.MONTH, active, paused, reservation);
  }

  boolean isMonthly() {
    return period.interval() == BillingInterval.MONTH;
  }

  boolean billable() {
    return active && !price.isZero();
  }

  /// Whether both terms are billed alike. The price is not compared, because a new price applies
  /// only from the next period start.
  boolean billsLike(Terms other) {
    return active == other.active
        && planId.equals(other.planId)
        && period.interval() == other.period.interval();
  }

  /// The terms of the next period, at a newer price of the plan.
  Terms at(Prices.Price newer) {
    return new Terms(planId, newer.price(), newer.period(), active, paused, reservation);
  }

  /// The terms at another price for the whole period.
  Terms at(Money otherPrice) {
    return new Terms(planId, otherPrice, period, active, paused, reservation);
  }
}
