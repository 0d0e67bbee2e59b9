package caravel.control.billing;

import caravel.control.billing.core.InvoiceId;
import caravel.control.billing.core.Span;
import caravel.control.db.Tx;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.nostr.PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Reads invoices for showing.
final class InvoiceListStore {
  Optional<InvoiceRow> byId(Tx tx, InvoiceId id) {
    return tx.handle()
        .select("SELECT * FROM invoices WHERE id = ?", id.value())
        .map((row, _) -> read(row))
        .findOne();
  }

  /// The plans that an invoice charges for.
  List<String> plans(Tx tx, InvoiceId id) {
    return tx.handle()
        .select(
            """
            SELECT DISTINCT plan_id FROM invoice_items
             WHERE invoice_id = ? AND kind = 'charge' ORDER BY 1
            """,
            id.value())
        .mapTo(String.class)
        .list();
  }

  /// Keeps an admin's reason with an invoice that was voided.
  void note(Tx tx, InvoiceId id, String note) {
    tx.handle().execute("UPDATE invoices SET void_note = ? WHERE id = ?", note, id.value());
  }

  private static InvoiceRow read(ResultSet row) throws SQLException {
    return new InvoiceRow(
        new InvoiceId(row.getString("id")),
        new PublicKey(row.getString("tenant_pubkey")),
        new Money(row.getLong("total"), Currency.named(row.getString("currency")).orElseThrow()),
        row.getLong("cents"),
        new Span(
            Instant.ofEpochSecond(row.getLong("period_start")),
            Instant.ofEpochSecond(row.getLong("period_end"))),
        life(row));
  }

  private static InvoiceRow.Life life(ResultSet row) throws SQLException {
    var graceLeft = row.getLong("grace_left");
    var stands = !row.wasNull();
    var paidAt = RailStore.instant(row, "paid_at");
    var voidedAt = RailStore.instant(row, "voided_at");
    return new InvoiceRow.Life(
        row.getString("status"),
        Instant.ofEpochSecond(row.getLong("created_at")),
        RailStore.instant(row, "due_at"),
        stands ? graceLeft : null,
        paidAt == null ? null : new InvoiceRow.Paid(paidAt, row.getString("method")),
        voidedAt == null
            ? null
            : new InvoiceRow.Voided(
                voidedAt, row.getString("void_reason"), row.getString("void_note")));
  }
}
