package caravel.control.billing;

import caravel.control.billing.core.Span;
import caravel.control.billing.document.InvoiceNumber;
import caravel.control.money.InvoiceId;
import caravel.control.money.Money;
import caravel.nostr.PublicKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An invoice as the API shows it.
///
/// @param serial its running number in the deployment
/// @param cents the estimate in US cents from the time of its creation
/// @param period from the first to the last second that its charges cover
record InvoiceRow(
    InvoiceId id,
    long serial,
    PublicKey tenant,
    Money total,
    long cents,
    Span period,
    Life life,
    Reversal reversal) {
  /// The refunds and disputes of its payments.
  ///
  /// @param refunded the sum that was refunded, or lost in a dispute
  /// @param pending the sum of refunds that the card processor has not confirmed
  /// @param dispute `open`, `won` or `lost`, of the newest dispute; `""` = there was none
  record Reversal(Money refunded, Money pending, String dispute) {}

  /// @param status `open`, `paid` or `void`
  /// @param dueAt the end of the grace; null = the grace is stopped
  record Life(
      String status,
      Instant createdAt,
      @Nullable Instant dueAt,
      @Nullable Long graceLeft,
      @Nullable Paid paid,
      @Nullable Voided voided) {}

  /// @param isBooked whether an operator booked it
  record Paid(Instant at, String method, boolean isBooked) {}

  /// @param note an admin's reason; `""` = none
  record Voided(Instant at, String reason, String note) {}

  InvoiceNumber number() {
    return new InvoiceNumber(serial, life.createdAt());
  }

  boolean isOpen() {
    return life.status().equals("open");
  }
}
