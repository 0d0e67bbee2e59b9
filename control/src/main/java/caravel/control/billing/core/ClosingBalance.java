package caravel.control.billing.core;

import caravel.control.billing.core.Invoice.State;
import caravel.control.money.Money;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The balance of a tenant after all their relays have ended.
///
/// @param open the sum of the invoices that stay open, for time that was used
/// @param dueAt the earliest due date of these invoices; null = none is due
/// @param unbilled the cost of used time that is too little for an invoice
/// @param credit received and unused money
public record ClosingBalance(Money open, @Nullable Instant dueAt, Money unbilled, Money credit) {
  /// @param settled a ledger whose invoices are up to date
  public static ClosingBalance of(TenantLedger settled) {
    var open = settled.open();
    var draft = Math.max(0, settled.draft().total().units());
    return new ClosingBalance(
        sum(settled, open),
        open.stream().flatMap(ClosingBalance::dueAt).min(Comparator.naturalOrder()).orElse(null),
        new Money(draft, settled.currency()),
        settled.credit());
  }

  private static Money sum(TenantLedger ledger, List<Invoice> invoices) {
    var sum = invoices.stream().mapToLong(invoice -> invoice.total().amount()).sum();
    return new Money(sum, ledger.currency());
  }

  /// An invoice of a suspended tenant has no due date.
  private static Stream<Instant> dueAt(Invoice invoice) {
    return invoice.state() instanceof State.Open(Grace.Running(var due))
        ? Stream.of(due)
        : Stream.empty();
  }
}
