package caravel.control.billing;

import caravel.control.billing.core.Bolt11;
import caravel.control.billing.core.Bolt11.Trial;
import caravel.control.billing.core.InvoiceId;
import caravel.control.db.Tx;
import caravel.control.money.Rate;
import caravel.nostr.Msats;
import caravel.nostr.PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What was given out to be paid by Lightning, and the money that arrived.
///
/// [Bolt11#LATE_MAX] stands in its queries as 3600, as it does in the index that they need.
final class PaymentStore {
  /// @param rate by which it was priced; null = none was needed
  void insert(Tx tx, LightningInvoice bolt11, @Nullable Rate rate) {
    tx.handle()
        .createUpdate(
            """
            INSERT INTO bolt11s (id, invoice_id, payment_hash, lnbc, msats, worth, rate_usd_cents,
              rate_source, rate_at, created_at, expires_at, trial)
            VALUES (:id, :invoice, :hash, :lnbc, :msats, :worth, :rate, :rate_source, :rate_at,
              :created_at, :expires_at, 'none')
            """)
        .bind("id", bolt11.id())
        .bind("invoice", bolt11.invoice().value())
        .bind("hash", bolt11.code().paymentHash())
        .bind("lnbc", bolt11.code().lnbc())
        .bind("msats", bolt11.price().amount().value())
        .bind("worth", bolt11.price().worth())
        .bind("rate", RateColumns.cents(rate))
        .bind("rate_source", RateColumns.source(rate))
        .bind("rate_at", RateColumns.at(rate))
        .bind("created_at", bolt11.createdAt().getEpochSecond())
        .bind("expires_at", bolt11.code().expiresAt().getEpochSecond())
        .execute();
  }

  boolean isKnown(Tx tx, String paymentHash) {
    return byHash(tx, paymentHash).isPresent();
  }

  Optional<LightningInvoice> byHash(Tx tx, String paymentHash) {
    return tx.handle()
        .select("SELECT * FROM bolt11s WHERE payment_hash = ?", paymentHash)
        .map((row, _) -> read(row))
        .findOne();
  }

  Optional<LightningInvoice> newest(Tx tx, InvoiceId invoice) {
    return tx.handle()
        .select(
            """
            SELECT * FROM bolt11s WHERE invoice_id = ? ORDER BY created_at DESC, id DESC LIMIT 1
            """,
            invoice.value())
        .map((row, _) -> read(row))
        .findOne();
  }

  /// Those that may still bring money: an hour after its end each is looked up a last time.
  List<LightningInvoice> unknown(Tx tx, InvoiceId invoice) {
    return tx.handle()
        .select(
            """
            SELECT * FROM bolt11s
             WHERE invoice_id = ? AND settled_at IS NULL
               AND (found_unpaid_at IS NULL OR found_unpaid_at < expires_at + 3600)
             ORDER BY created_at, id
            """,
            invoice.value())
        .map((row, _) -> read(row))
        .list();
  }

  /// Whether closed invoices have left anything behind: a BOLT11 to be looked up a last time, a
  /// page that is open, an attempt on a card that has not ended. One question where there are
  /// three, for mostly there is nothing.
  ///
  /// @param wall now, by our clock
  /// @param billing now, by the clock that invoices go by
  boolean hasUnresolved(Tx tx, Instant wall, Instant billing) {
    return tx.handle()
        .select(
            """
            SELECT EXISTS
                (SELECT 1 FROM bolt11s b JOIN invoices i ON i.id = b.invoice_id
                  WHERE b.settled_at IS NULL AND b.expires_at <= ?
                    AND (b.found_unpaid_at IS NULL OR b.found_unpaid_at < b.expires_at + 3600)
                    AND i.status <> 'open')
              OR EXISTS
                (SELECT 1 FROM checkouts c JOIN invoices i ON i.id = c.invoice_id
                  WHERE c.state = 'open' AND i.status <> 'open')
              OR EXISTS
                (SELECT 1 FROM card_intents c JOIN invoices i ON i.id = c.invoice_id
                  WHERE %s)
            """
                .formatted(CardStore.INTENT_IS_LEFT_OVER),
            wall.minus(Bolt11.LATE_MAX).getEpochSecond(),
            billing.minus(CardStore.ON_ITS_WAY_MAX).getEpochSecond())
        .mapTo(boolean.class)
        .one();
  }

  /// Those of closed invoices that can be looked up a last time by now; an open one looks back by
  /// itself.
  ///
  /// @param now by our clock
  /// @param after those behind it, in the order in which they end
  List<LightningInvoice> leftOver(Tx tx, Instant now, ScanCursor after, int limit) {
    return tx.handle()
        .select(
            """
            SELECT b.* FROM bolt11s b JOIN invoices i ON i.id = b.invoice_id
             WHERE b.settled_at IS NULL AND b.expires_at <= ?
               AND (b.found_unpaid_at IS NULL OR b.found_unpaid_at < b.expires_at + 3600)
               AND i.status <> 'open' AND (b.expires_at, b.id) > (?, ?)
             ORDER BY b.expires_at, b.id LIMIT ?
            """,
            now.minus(Bolt11.LATE_MAX).getEpochSecond(),
            after.at(),
            after.id(),
            limit)
        .map((row, _) -> read(row))
        .list();
  }

  void settled(Tx tx, String id, Instant at) {
    tx.handle()
        .execute(
            "UPDATE bolt11s SET settled_at = ? WHERE id = ? AND settled_at IS NULL",
            at.getEpochSecond(),
            id);
  }

  /// It was not paid, and never will be.
  ///
  /// @param asOf by the wallet's clock
  void foundUnpaid(Tx tx, String id, Instant asOf) {
    tx.handle()
        .execute(
            "UPDATE bolt11s SET found_unpaid_at = ? WHERE id = ? AND settled_at IS NULL",
            asOf.getEpochSecond(),
            id);
  }

  void trial(Tx tx, String id, Trial trial) {
    tx.handle()
        .execute("UPDATE bolt11s SET trial = ? WHERE id = ?", TenantLedgerStore.word(trial), id);
  }

  /// Writes down money, once.
  ///
  /// @return whether it was not known yet
  boolean insert(Tx tx, IncomingPayment incoming, PublicKey tenant, Instant at) {
    var isNew =
        tx.handle()
                .execute(
                    """
                    INSERT INTO payments (id, invoice_id, tenant_pubkey, method, worth, received,
                      unit, at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
                    """,
                    incoming.paymentId(),
                    incoming.invoice().value(),
                    tenant.hex(),
                    TenantLedgerStore.word(incoming.method()),
                    incoming.worth().amount(),
                    incoming.received(),
                    incoming.unit(),
                    at.getEpochSecond())
            == 1;
    if (isNew) {
      RevenueStore.addPayment(tx, at, incoming.worth().amount());
    }
    return isNew;
  }

  private static LightningInvoice read(ResultSet row) throws SQLException {
    return new LightningInvoice(
        row.getString("id"),
        new InvoiceId(row.getString("invoice_id")),
        new LightningInvoice.Code(
            row.getString("payment_hash"),
            row.getString("lnbc"),
            Instant.ofEpochSecond(row.getLong("expires_at"))),
        new LightningInvoice.Price(new Msats(row.getLong("msats")), row.getLong("worth")),
        Instant.ofEpochSecond(row.getLong("created_at")),
        new LightningInvoice.Fate(
            instant(row, "settled_at"),
            instant(row, "found_unpaid_at"),
            Trial.valueOf(row.getString("trial").toUpperCase(Locale.ROOT))));
  }

  static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var seconds = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochSecond(seconds);
  }
}
