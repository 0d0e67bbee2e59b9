package caravel.verify.simulate;

import caravel.verify.simulate.TenantSnapshot.Terms;

/// Time of a relay that was paid for at an earlier platform, as its activity has it.
///
/// @param plan that was paid for
/// @param price of that plan for a month
record AdoptedTime(String plan, long price, long paidUntil, long anchor) {
  /// The price of a whole period that is still to be paid.
  long priceLeft(Terms terms) {
    return plan.equals(terms.plan()) ? 0 : Math.max(0, terms.price() - price * terms.months());
  }
}
