package caravel.control.billing;

import caravel.control.billing.core.Amount;
import caravel.control.billing.core.Item;
import caravel.nostr.PublicKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An invoice line as the API shows it.
///
/// @param invoice null = the line is on no invoice
record ItemRow(
    String id,
    PublicKey tenant,
    @Nullable String invoice,
    Amount amount,
    InvoiceLine line,
    Life life) {
  /// @param voidedAt null = the line is not void
  record Life(Instant createdAt, @Nullable Instant voidedAt) {}

  /// A line that is on no invoice.
  static ItemRow unbilled(PublicKey tenant, Item item) {
    return new ItemRow(
        item.id().value(),
        tenant,
        null,
        item.amount(),
        InvoiceLine.of(item),
        new Life(item.at(), null));
  }

  /// A line of a quote. It has no cause, because the change has not happened.
  static ItemRow quoted(PublicKey tenant, Item item) {
    var line = InvoiceLine.of(item);
    var causeless = causeless(line.source());
    return new ItemRow(
        item.id().value(),
        tenant,
        null,
        item.amount(),
        new InvoiceLine(line.kind(), line.subject(), causeless, line.start(), line.end()),
        new Life(item.at(), null));
  }

  /// This line, as caused by a transfer.
  ItemRow ofTransfer() {
    var caused =
        new InvoiceLine(line.kind(), line.subject(), line.source(), line.start(), line.end(), true);
    return new ItemRow(id, tenant, invoice, amount, caused, life);
  }

  private static InvoiceLine.Source causeless(InvoiceLine.Source source) {
    return new InvoiceLine.Source(
        null, source.paymentId(), source.givesBack(), source.refundId(), source.reverses());
  }
}
