package caravel.control.billing;

import caravel.control.billing.core.TenantLedger.Payment;
import caravel.control.db.Tx;
import caravel.control.payment.IncomingPayment;
import caravel.nostr.PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The money that has arrived.
final class PaymentStore {
  /// Writes a payment, once.
  ///
  /// @return whether it was not known yet
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
                    payment.invoice().value(),
                    tenant.hex(),
                    TenantLedgerStore.word(payment.method()),
                    payment.worth().amount(),
                    incoming.received(),
                    incoming.unit(),
                    payment.at().getEpochSecond())
            == 1;
    if (isNew) {
      RevenueStore.addPayment(tx, payment.at(), payment.worth().amount());
    }
    return isNew;
  }

  static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var seconds = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochSecond(seconds);
  }
}
