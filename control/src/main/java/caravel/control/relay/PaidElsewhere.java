package caravel.control.relay;

import java.time.Instant;

/// Time of a relay that was paid for at an earlier platform.
///
/// @param planId the plan that was paid for
/// @param amount its price for a month when the relay was adopted, in the minor unit of the
///   currency
/// @param paidUntil end of the time
/// @param anchor from which the earlier platform counted the tenant's periods; before `paidUntil`
///   and not after the adoption
public record PaidElsewhere(String planId, long amount, Instant paidUntil, Instant anchor) {
  public PaidElsewhere {
    if (!anchor.isBefore(paidUntil) || amount < 0) {
      throw new IllegalArgumentException(amount + " until " + paidUntil + " from " + anchor);
    }
  }
}
