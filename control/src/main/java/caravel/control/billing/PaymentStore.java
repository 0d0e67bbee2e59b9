package caravel.control.billing;

import caravel.control.billing.core.TenantLedger.Payment;
import caravel.control.db.Tx;
import caravel.control.money.InvoiceId;
import caravel.control.payment.IncomingPayment;
import caravel.nostr.PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Stores payments that have arrived.
final class PaymentStore {
  /// Inserts a payment, once.
  ///
  /// @return whether it was new
  boolean insert(Tx tx, PublicKey tenant, Payment payment, IncomingPayment incoming) {
    var isNew =
        tx.handle()
                .execute(
                    """
                    INSERT INTO payments (id, invoice_id, tenant_pubkey, method, worth, received,
                      unit, at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
                    """,
                    payment.id(),
                    payment.invoice() == null ? null : payment.invoice().value(),
                    tenant.hex(),
                    TenantLedgerStore.word(payment.method()),
                    payment.worth().amount(),
                    incoming.received(),
                    incoming.unit(payment.worth().currency()),
                    payment.at().getEpochSecond())
            == 1;
    if (isNew) {
      RevenueStore.addPayment(tx, payment.at(), payment.worth().amount());
    }
    return isNew;
  }

  /// A stored payment.
  ///
  /// @param invoice that it was made for; null = money on account
  /// @param worth in the minor unit of the prices' currency
  /// @param received in the payment's own unit
  record Paid(String id, @Nullable InvoiceId invoice, PublicKey tenant, long worth, long received) {
    boolean isByCard() {
      return id.startsWith(IncomingPayment.CARD);
    }

    /// The id of a card payment's intent.
    String intentId() {
      return id.substring(IncomingPayment.CARD.length());
    }
  }

  Optional<Paid> find(Tx tx, String id) {
    return tx.handle()
        .select("SELECT * FROM payments WHERE id = ?", id)
        .map((row, _) -> read(row))
        .findOne();
  }

  /// The payments for an invoice, the newest first.
  List<Paid> ofInvoice(Tx tx, InvoiceId invoice) {
    return tx.handle()
        .select(
            "SELECT * FROM payments WHERE invoice_id = ? ORDER BY at DESC, id DESC",
            invoice.value())
        .map((row, _) -> read(row))
        .list();
  }

  private static Paid read(ResultSet row) throws SQLException {
    return new Paid(
        row.getString("id"),
        invoice(row, "invoice_id"),
        new PublicKey(row.getString("tenant_pubkey")),
        row.getLong("worth"),
        row.getLong("received"));
  }

  static @Nullable InvoiceId invoice(ResultSet row, String column) throws SQLException {
    var id = row.getString(column);
    return id == null ? null : new InvoiceId(id);
  }

  static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var seconds = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochSecond(seconds);
  }
}
