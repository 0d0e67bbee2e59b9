package caravel.control.billing;

import caravel.control.billing.core.Invoice.Method;
import caravel.control.billing.core.InvoiceId;
import caravel.control.money.Money;
import java.math.BigInteger;

/// Money that the receiving side has.
///
/// @param paymentId the same whoever tells of it: `ln:` and the payment hash, `card:` and the
///   processor's id
/// @param worth in the currency of the prices, by the rate at which it was asked for
/// @param received as it came
/// @param unit of `received`: `msat` or `cent`
record IncomingPayment(
    String paymentId, InvoiceId invoice, Money worth, Method method, long received, String unit) {
  /// A blank name would be the same payment for all tenants.
  IncomingPayment {
    if (paymentId.isBlank() || paymentId.endsWith(":")) {
      throw new IllegalArgumentException("a payment has no name: " + paymentId);
    }
  }

  /// The part of `worth` that `received` is of what was asked for, rounded down; more than that is
  /// more, up to what money can be: a receiving side that says so absurd a thing must not be asked
  /// about it for ever.
  static long share(long worth, long received, long asked) {
    return received == asked
        ? worth
        : BigInteger.valueOf(worth)
            .multiply(BigInteger.valueOf(received))
            .divide(BigInteger.valueOf(asked))
            .min(BigInteger.valueOf(Money.AMOUNT_MAX))
            .longValueExact();
  }
}
