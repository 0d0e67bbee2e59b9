package caravel.control.payment;

import caravel.control.money.Currency;
import caravel.control.money.InvoiceId;
import caravel.control.money.Money;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// Money that the receiving side has.
///
/// @param paymentId the same however often it is reported: `ln:` and the payment hash, `card:` and
///   the processor's id, `booked:` and an id of its own
/// @param invoice null = money on account
/// @param worth in the minor unit of the prices' currency, by the rate at which it was requested
/// @param received as it came: millisatoshis on Lightning, US cents by card; what an operator
///   booked is in the currency of the prices
public record IncomingPayment(
    String paymentId, @Nullable InvoiceId invoice, long worth, Source source, long received) {
  /// Starts the id of a card payment.
  public static final String CARD = "card:";

  /// Starts the id of a payment that came outside and that an operator has booked.
  public static final String BOOKED = "booked:";

  public enum Source {
    /// The tenant's connected wallet.
    TENANT_WALLET,
    /// A person paid a BOLT11.
    HAND,
    /// A checkout page or the saved card.
    CARD,
    /// Cash or a bank transfer, booked by an operator.
    OPERATOR
  }

  /// A blank name would be the same payment for all tenants.
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

  /// The part of `worth` that `received` is of what was asked for, rounded down; more than that is
  /// more, up to what money can be: a receiving side that says so absurd a thing must not be asked
  /// about it for ever.
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
