package caravel.control.billing;

import caravel.control.db.Tx;
import caravel.control.money.Currency;
import caravel.control.money.InvoiceId;
import caravel.control.money.Money;
import caravel.control.payment.CardProcessor.CardDispute;
import caravel.control.payment.CardProcessor.DisputeStatus;
import caravel.nostr.PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table `disputes`.
final class DisputeStore {
  /// A stored dispute.
  ///
  /// @param money in the currency of the prices
  record Row(String id, PublicKey tenant, InvoiceId invoice, Money money, DisputeStatus status) {}

  /// An open dispute as operators see it.
  ///
  /// @param reason as the processor writes it
  /// @param openedAt unix seconds, as respondBy
  record Shown(
      String id,
      String tenantPubkey,
      String invoiceId,
      Money.Shown total,
      String reason,
      long openedAt,
      @Nullable Long respondBy) {}

  private final Currency currency;

  DisputeStore(Currency currency) {
    this.currency = currency;
  }

  Optional<Row> find(Tx tx, String id) {
    return tx.handle()
        .select("SELECT * FROM disputes WHERE id = ?", id)
        .map((row, _) -> read(row))
        .findOne();
  }

  /// @param payment of an invoice
  void insert(Tx tx, PaymentStore.Paid payment, CardDispute dispute, Money money) {
    var invoice = payment.invoice();
    if (invoice == null) {
      throw new IllegalArgumentException("a card pays an invoice");
    }
    tx.handle()
        .createUpdate(
            """
            INSERT INTO disputes (id, payment_id, invoice_id, tenant_pubkey, amount, cents, reason,
              state, opened_at, respond_by)
            VALUES (:id, :payment, :invoice, :tenant, :amount, :cents, :reason, 'open', :now,
              :respond_by)
            """)
        .bind("id", dispute.id())
        .bind("payment", payment.id())
        .bind("invoice", invoice.value())
        .bind("tenant", payment.tenant().hex())
        .bind("amount", money.amount())
        .bind("cents", dispute.amount().amount())
        .bind("reason", dispute.reason())
        .bind("now", tx.seconds())
        .bind(
            "respond_by",
            dispute.respondBy() == null ? null : Long.valueOf(dispute.respondBy().getEpochSecond()))
        .execute();
    InvoiceListStore.keepReversal(tx, invoice);
  }

  void close(Tx tx, InvoiceId invoice, CardDispute dispute) {
    tx.handle()
        .execute(
            "UPDATE disputes SET state = ?, closed_at = ? WHERE id = ?",
            TenantLedgerStore.word(dispute.status()),
            tx.seconds(),
            dispute.id());
    InvoiceListStore.keepReversal(tx, invoice);
  }

  /// Whether a payment is under dispute, or was lost in one.
  boolean isDisputed(Tx tx, String paymentId) {
    return tx.handle()
            .select(
                "SELECT count(*) FROM disputes WHERE payment_id = ? AND state IN ('open', 'lost')",
                paymentId)
            .mapTo(long.class)
            .one()
        > 0;
  }

  /// The opening time of a tenant's oldest open dispute; empty = there is none.
  Optional<Instant> openSince(Tx tx, PublicKey tenant) {
    return tx.handle()
        .select(
            """
            SELECT opened_at FROM disputes WHERE tenant_pubkey = ? AND state = 'open'
             ORDER BY opened_at LIMIT 1
            """,
            tenant.hex())
        .map((row, _) -> Instant.ofEpochSecond(row.getLong(1)))
        .findOne();
  }

  /// The open disputes, the oldest first.
  List<Shown> open(Tx tx, int limit) {
    return tx.handle()
        .select("SELECT * FROM disputes WHERE state = 'open' ORDER BY opened_at, id LIMIT ?", limit)
        .map((row, _) -> shown(row))
        .list();
  }

  private Shown shown(ResultSet row) throws SQLException {
    var respondBy = PaymentStore.instant(row, "respond_by");
    return new Shown(
        row.getString("id"),
        row.getString("tenant_pubkey"),
        row.getString("invoice_id"),
        new Money(row.getLong("amount"), currency).shown(),
        row.getString("reason"),
        row.getLong("opened_at"),
        respondBy == null ? null : Long.valueOf(respondBy.getEpochSecond()));
  }

  private Row read(ResultSet row) throws SQLException {
    return new Row(
        row.getString("id"),
        new PublicKey(row.getString("tenant_pubkey")),
        new InvoiceId(row.getString("invoice_id")),
        new Money(row.getLong("amount"), currency),
        DisputeStatus.valueOf(row.getString("state").toUpperCase(Locale.ROOT)));
  }
}
