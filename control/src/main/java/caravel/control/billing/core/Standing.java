package caravel.control.billing.core;

import caravel.control.money.InvoiceId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The payment status of a tenant. It is derived, never stored. JSON has the name in lower case, in
/// words.
public sealed interface Standing {
  record Active() implements Standing {}

  /// @param oldest of the open invoices
  record PastDue(InvoiceId oldest, Grace grace) implements Standing {}

  /// An invoice was forgiven, and since then the tenant has neither paid nor reactivated a relay.
  record Delinquent(Instant churnedAt) implements Standing {}

  /// An admin suspended the tenant.
  record Suspended(Instant since) implements Standing {}

  /// The most serious status that applies.
  static Standing of(
      TenantLedger ledger, @Nullable Instant suspendedAt, @Nullable Instant churnedAt) {
    if (suspendedAt != null) {
      return new Suspended(suspendedAt);
    }
    if (churnedAt != null) {
      return new Delinquent(churnedAt);
    }
    return owing(ledger).orElse(new Active());
  }

  private static Optional<Standing> owing(TenantLedger ledger) {
    return ledger.open().stream()
        .findFirst()
        .flatMap(invoice ->
            switch (invoice.state()) {
              case Invoice.State.Open(var grace) -> Optional.of(new PastDue(invoice.id(), grace));
              case Invoice.State.Paid _, Invoice.State.Voided _ -> Optional.empty();
            });
  }
}
