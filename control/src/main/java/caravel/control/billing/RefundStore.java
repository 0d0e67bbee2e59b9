package caravel.control.billing;

import static caravel.control.billing.TenantLedgerStore.word;

import caravel.control.billing.RefundRow.PaidBy;
import caravel.control.billing.RefundRow.State;
import caravel.control.billing.core.Refund;
import caravel.control.db.Tx;
import caravel.control.money.Currency;
import caravel.control.money.InvoiceId;
import caravel.control.money.Money;
import caravel.nostr.PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table `refunds`.
final class RefundStore {
  private final Currency currency;

  RefundStore(Currency currency) {
    this.currency = currency;
  }

  /// @param nextLook null = the state is final
  void insert(Tx tx, RefundRow refund, @Nullable Instant nextLook) {
    var invoice = refund.target().invoice();
    tx.handle()
        .createUpdate(
            """
            INSERT INTO refunds (id, payment_id, invoice_id, tenant_pubkey, kind, paid_by,
              external_id, amount, cents, state, reason, actor, created_at, next_look_at)
            VALUES (:id, :payment, :invoice, :tenant, :kind, :paid_by, :external, :amount, :cents,
              :state, :reason, :actor, :created_at, :next_look_at)
            """)
        .bind("id", refund.id())
        .bind("payment", refund.target().paymentId())
        .bind("invoice", invoice == null ? null : invoice.value())
        .bind("tenant", refund.target().tenant().hex())
        .bind("kind", word(refund.request().kind()))
        .bind("paid_by", word(refund.request().paidBy()))
        .bind("external", refund.progress().externalId())
        .bind("amount", refund.money().amount())
        .bind("cents", refund.cents())
        .bind("state", word(refund.progress().state()))
        .bind("reason", refund.request().reason())
        .bind("actor", refund.request().actor())
        .bind("created_at", refund.request().at().getEpochSecond())
        .bind("next_look_at", nextLook == null ? null : Long.valueOf(nextLook.getEpochSecond()))
        .execute();
    InvoiceListStore.keepReversal(tx, invoice);
  }

  Optional<RefundRow> find(Tx tx, String id) {
    return tx.handle()
        .select("SELECT * FROM refunds WHERE id = ?", id)
        .map((row, _) -> read(row))
        .findOne();
  }

  /// @param externalId never `""`
  Optional<RefundRow> findByExternalId(Tx tx, String externalId) {
    return tx.handle()
        .select("SELECT * FROM refunds WHERE external_id = ? AND external_id <> ''", externalId)
        .map((row, _) -> read(row))
        .findOne();
  }

  /// All refunds and lost disputes of a payment, including failed ones.
  List<RefundRow> ofPayment(Tx tx, String paymentId) {
    return tx.handle()
        .select("SELECT * FROM refunds WHERE payment_id = ? ORDER BY created_at, id", paymentId)
        .map((row, _) -> read(row))
        .list();
  }

  /// Refunds that the processor has not confirmed and that are due for a look-up.
  List<RefundRow> due(Tx tx, Instant now, int limit) {
    return tx.handle()
        .select(
            """
            SELECT * FROM refunds WHERE next_look_at IS NOT NULL AND next_look_at <= ?
             ORDER BY next_look_at, id LIMIT ?
            """,
            now.getEpochSecond(),
            limit)
        .map((row, _) -> read(row))
        .list();
  }

  void schedule(Tx tx, String id, int looks, Instant next) {
    tx.handle()
        .execute(
            """
            UPDATE refunds SET looks = ?, next_look_at = ?
             WHERE id = ? AND next_look_at IS NOT NULL
            """,
            looks,
            next.getEpochSecond(),
            id);
  }

  /// Stores the processor's id of a refund.
  void named(Tx tx, String id, String externalId) {
    tx.handle().execute("UPDATE refunds SET external_id = ? WHERE id = ?", externalId, id);
  }

  /// Makes a refund final.
  void end(Tx tx, RefundRow refund, State state) {
    tx.handle()
        .execute(
            "UPDATE refunds SET state = ?, next_look_at = NULL WHERE id = ?",
            word(state),
            refund.id());
    InvoiceListStore.keepReversal(tx, refund.target().invoice());
  }

  private RefundRow read(ResultSet row) throws SQLException {
    var invoice = row.getString("invoice_id");
    return new RefundRow(
        row.getString("id"),
        new RefundRow.Target(
            row.getString("payment_id"),
            invoice == null ? null : new InvoiceId(invoice),
            new PublicKey(row.getString("tenant_pubkey"))),
        new Money(row.getLong("amount"), currency),
        row.getLong("cents"),
        new RefundRow.Request(
            Refund.Kind.valueOf(upper(row, "kind")),
            PaidBy.valueOf(upper(row, "paid_by")),
            row.getString("reason"),
            row.getString("actor"),
            Instant.ofEpochSecond(row.getLong("created_at"))),
        new RefundRow.Progress(
            State.valueOf(upper(row, "state")), row.getString("external_id"), row.getInt("looks")));
  }

  private static String upper(ResultSet row, String column) throws SQLException {
    return row.getString(column).toUpperCase(Locale.ROOT);
  }
}
