package caravel.control.billing.document;

import caravel.control.db.Tx;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.nostr.PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the rows of the table of a tenant's invoices.
public final class InvoiceCsvStore {
  /// Most rows of one table, the newest ones.
  private static final int ROWS_MAX = 5_000;

  /// The invoices of a tenant, the newest first.
  public List<InvoiceCsv.Row> of(Tx tx, PublicKey tenant) {
    return tx.handle()
        .createQuery(
            """
            SELECT i.*, CASE WHEN i.status = 'paid' THEN coalesce(p.buyer_name, '')
                             ELSE coalesce(d.name, '') END AS buyer
              FROM invoices i
              LEFT JOIN invoice_parties p ON p.invoice_id = i.id
              LEFT JOIN billing_details d ON d.tenant_pubkey = i.tenant_pubkey
             WHERE i.tenant_pubkey = :tenant ORDER BY i.number DESC LIMIT :limit
            """)
        .bind("tenant", tenant.hex())
        .bind("limit", ROWS_MAX)
        .map((row, _) -> read(row))
        .list();
  }

  private static InvoiceCsv.Row read(ResultSet row) throws SQLException {
    var method = row.getString("method");
    return new InvoiceCsv.Row(
        row.getString("id"),
        new InvoiceNumber(row.getLong("serial"), Instant.ofEpochSecond(row.getLong("created_at"))),
        new Money(row.getLong("total"), Currency.named(row.getString("currency")).orElseThrow()),
        row.getLong("refunded"),
        row.getLong("cents"),
        row.getString("buyer"),
        new InvoiceFacts.Period(
            Instant.ofEpochSecond(row.getLong("period_start")),
            Instant.ofEpochSecond(row.getLong("period_end"))),
        new InvoiceCsv.Dates(
            row.getString("status"),
            row.getString("status").equals("open") ? instant(row, "due_at") : null,
            instant(row, "paid_at"),
            instant(row, "voided_at"),
            method == null ? "" : method));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var seconds = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochSecond(seconds);
  }
}
