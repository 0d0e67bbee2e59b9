package caravel.control.payment;

import caravel.control.money.Currency;
import caravel.control.money.InvoiceId;
import caravel.control.money.Money;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// Money that the receiving side has.
///
/// @param paymentId the same in every report: `ln:` and the payment hash, `card:` and the
///   processor's id, or `booked:` and an id of its own
/// @param invoice null = money on account
/// @param worth in the minor unit of the prices' currency, by the rate of the request
/// @param received in the payment's own unit: millisatoshis on Lightning, US cents by card, the
///   currency of the prices if an operator booked it
public record IncomingPayment(
    String paymentId, @Nullable InvoiceId invoice, long worth, Source source, long received) {
  /// Prefix of the id of a card payment.
  public static final String CARD = "card:";

  /// Prefix of the id of a payment outside the platform that an operator booked.
  public static final String BOOKED = "booked:";

  public enum Source {
    /// The tenant's connected wallet.
    TENANT_WALLET,
    /// A BOLT11 paid by hand.
    HAND,
    /// A checkout page or the saved card.
    CARD,
    /// Cash or a bank transfer, booked by an operator.
    OPERATOR
  }

  /// Rejects a blank id, which would be the same payment for all tenants.
  public IncomingPayment {
    if (paymentId.isBlank() || paymentId.endsWith(":")) {
      throw new IllegalArgumentException("a payment has no name: " + paymentId);
    }
  }

  /// `msat`, `cent` or `sat`.
  ///
  /// @param prices the currency of the prices
  public String unit(Currency prices) {
    return switch (source) {
      case CARD -> "cent";
      case TENANT_WALLET, HAND -> "msat";
      case OPERATOR -> prices == Currency.USD ? "cent" : "sat";
    };
  }

  /// The value of `received`, as a share of `worth` by the requested amount, rounded down.
  /// Overpayment gives more, up to the largest amount of money. An absurd answer therefore never
  /// makes a look-up fail for ever.
  public static long share(long worth, long received, long asked) {
    return received == asked
        ? worth
        : BigInteger.valueOf(worth)
            .multiply(BigInteger.valueOf(received))
            .divide(BigInteger.valueOf(asked))
            .min(BigInteger.valueOf(Money.AMOUNT_MAX))
            .longValueExact();
  }
}
