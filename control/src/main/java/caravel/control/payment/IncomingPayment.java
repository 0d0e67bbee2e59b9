package caravel.control.payment;

import caravel.control.money.InvoiceId;
import caravel.control.money.Money;
import java.math.BigInteger;

/// Money that the receiving side has.
///
/// @param paymentId the same however often it is reported: `ln:` and the payment hash, `card:` and
///   the processor's id
/// @param worth in the minor unit of the prices' currency, by the rate at which it was requested
/// @param received as it came: millisatoshis on Lightning, else US cents
public record IncomingPayment(
    String paymentId, InvoiceId invoice, long worth, Source source, long received) {
  public enum Source {
    /// The tenant's connected wallet.
    TENANT_WALLET,
    /// A person paid a BOLT11.
    HAND,
    /// A checkout page or the saved card.
    CARD
  }

  /// A blank name would be the same payment for all tenants.
  public IncomingPayment {
    if (paymentId.isBlank() || paymentId.endsWith(":")) {
      throw new IllegalArgumentException("a payment has no name: " + paymentId);
    }
  }

  /// `msat` or `cent`.
  public String unit() {
    return source == Source.CARD ? "cent" : "msat";
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
