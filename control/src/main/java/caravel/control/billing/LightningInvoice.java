package caravel.control.billing;

import caravel.control.billing.core.Bolt11;
import caravel.control.billing.core.Bolt11.Trial;
import caravel.control.billing.core.InvoiceId;
import caravel.nostr.Msats;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A BOLT11 that was given out for an invoice.
///
/// @param createdAt by our clock on the wall
public record LightningInvoice(
    String id, InvoiceId invoice, Code code, Price price, Instant createdAt, Fate fate) {
  /// @param paymentHash 64 lower-case hex digits
  /// @param expiresAt from then on it cannot be paid, by the clock of the wallet that made it
  public record Code(String paymentHash, String lnbc, Instant expiresAt) {}

  /// @param worth what it settles when paid in full, in the minor unit of the prices' currency
  public record Price(Msats amount, long worth) {}

  /// @param settledAt null = not as far as we know
  /// @param foundUnpaidAt what the wallet's clock showed when it was last said that it was not paid
  ///   and never will be; null = not yet
  public record Fate(@Nullable Instant settledAt, @Nullable Instant foundUnpaidAt, Trial trial) {}

  /// As far as our clock knows.
  boolean isExpired(Instant wall) {
    return !wall.isBefore(code.expiresAt());
  }

  /// Money came, but not enough: it is used up, and stands in nobody's way.
  boolean isUsedUp() {
    return fate.settledAt() != null;
  }

  /// A wallet was told to pay it, and may: it has neither settled nor expired unpaid.
  boolean isUnderWay() {
    return fate.trial() != Bolt11.Trial.NONE
        && fate.settledAt() == null
        && fate.foundUnpaidAt() == null;
  }

  /// As the core sees it.
  Bolt11 known() {
    if (isUsedUp()) {
      return new Bolt11.None();
    }
    return fate.foundUnpaidAt() == null
        ? new Bolt11.Made(code.expiresAt())
        : new Bolt11.Expired(fate.trial());
  }
}
