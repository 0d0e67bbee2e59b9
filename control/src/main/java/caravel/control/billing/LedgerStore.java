package caravel.control.billing;

import caravel.control.billing.core.Change;
import caravel.control.billing.core.Checkpoint;
import caravel.control.billing.core.Invoicing.Outcome;
import caravel.control.billing.core.Terms;
import caravel.control.db.Tx;
import caravel.control.money.BillingInterval;
import caravel.control.money.BillingPeriod;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.nostr.Json;
import caravel.nostr.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Stores how far each tenant was billed, and reads the history for billing.
final class LedgerStore {
  /// How far a tenant was billed.
  ///
  /// @param sequence of the last activity included
  /// @param until the time of the billing clock up to which the tenant was billed
  record BilledUpTo(long sequence, Instant until) {
    static final BilledUpTo START = new BilledUpTo(0, Instant.EPOCH);
  }

  BilledUpTo billedUpTo(Tx tx, PublicKey tenant) {
    return tx.handle()
        .select(
            "SELECT billed_sequence, billed_until FROM ledgers WHERE tenant_pubkey = ?",
            tenant.hex())
        .map((row, _) -> new BilledUpTo(row.getLong(1), Instant.ofEpochSecond(row.getLong(2))))
        .findOne()
        .orElse(BilledUpTo.START);
  }

  /// Every tenant that was billed at least once.
  List<PublicKey> billed(Tx tx) {
    return tx.handle()
        .createQuery("SELECT tenant_pubkey FROM ledgers ORDER BY tenant_pubkey")
        .map((row, _) -> new PublicKey(row.getString(1)))
        .list();
  }

  /// The state of a tenant's replay when it was last billed.
  ///
  /// @return empty = there is none, and the replay begins at the first change
  Optional<Checkpoint> checkpoint(Tx tx, PublicKey tenant, Currency currency) {
    return tx.handle()
        .select("SELECT checkpoint FROM ledgers WHERE tenant_pubkey = ?", tenant.hex())
        .mapTo(String.class)
        .findOne()
        .flatMap(text -> CheckpointJson.read(text, currency));
  }

  /// How a tenant's last paid or forgiven invoice ended.
  Outcome lastOutcome(Tx tx, PublicKey tenant) {
    return tx.handle()
        .select("SELECT last_outcome FROM ledgers WHERE tenant_pubkey = ?", tenant.hex())
        .mapTo(String.class)
        .findOne()
        .map(word -> Outcome.valueOf(word.toUpperCase(Locale.ROOT)))
        .orElse(Outcome.NONE);
  }

  /// The state after billing a tenant.
  ///
  /// @param renewsAt the next period start; null = no relay is billable
  /// @param last how the last paid or forgiven invoice ended
  record Billed(Checkpoint checkpoint, @Nullable Instant renewsAt, Outcome last) {}

  /// Records that a tenant is billed, including every activity so far.
  void billed(Tx tx, PublicKey tenant, Billed billed) {
    var renewsAt = billed.renewsAt();
    tx.handle()
        .execute(
            """
            INSERT INTO ledgers (tenant_pubkey, billed_sequence, billed_until, renews_at,
              checkpoint, last_outcome)
            SELECT ?, coalesce(max(sequence), 0), ?, CAST(? AS BIGINT), ?, ?
              FROM activity WHERE tenant_pubkey = ?
            ON CONFLICT (tenant_pubkey) DO UPDATE SET
              billed_sequence = excluded.billed_sequence, billed_until = excluded.billed_until,
              renews_at = excluded.renews_at, checkpoint = excluded.checkpoint,
              last_outcome = excluded.last_outcome
            """,
            tenant.hex(),
            billed.checkpoint().until().getEpochSecond(),
            renewsAt == null ? null : Long.valueOf(renewsAt.getEpochSecond()),
            CheckpointJson.write(billed.checkpoint()),
            billed.last().name().toLowerCase(Locale.ROOT),
            tenant.hex());
  }

  /// A tenant whose next period has begun.
  ///
  /// @param cursor the tenant's position in the scan
  record Renewing(PublicKey tenant, ScanCursor cursor) {}

  /// Lists the tenants after a cursor, the longest due first.
  List<Renewing> renewing(Tx tx, Instant now, ScanCursor after, int limit) {
    return tx.handle()
        .select(
            """
            SELECT tenant_pubkey, renews_at FROM ledgers
             WHERE renews_at <= ? AND (renews_at, tenant_pubkey) > (?, ?)
            ORDER BY renews_at, tenant_pubkey LIMIT ?
            """,
            now.getEpochSecond(),
            after.at(),
            after.id(),
            limit)
        .map((row, _) -> {
          var tenant = row.getString(1);
          return new Renewing(new PublicKey(tenant), new ScanCursor(row.getLong(2), tenant));
        })
        .list();
  }

  /// The first period start of any tenant after `after`; null = there is none.
  @Nullable Instant nextRenewal(Tx tx, Instant after) {
    return tx.handle()
        .select("SELECT min(renews_at) FROM ledgers WHERE renews_at > ?", after.getEpochSecond())
        .map((row, _) -> row.getLong(1))
        .findOne()
        .filter(at -> at > 0)
        .map(Instant::ofEpochSecond)
        .orElse(null);
  }

  /// Lists the tenants to bill at startup. They have unbilled activities, were not billed since the
  /// first way to pay, or have open invoices.
  List<PublicKey> unseen(Tx tx, boolean openInvoicesToo) {
    return tx.handle()
        .createQuery(
            """
            SELECT t.pubkey FROM tenants t LEFT JOIN ledgers l ON l.tenant_pubkey = t.pubkey
             WHERE (:open AND t.open_invoices > 0)
                OR l.billed_until <= (SELECT rails_since FROM billing_state)
                OR (SELECT max(sequence) FROM activity a WHERE a.tenant_pubkey = t.pubkey)
                     > coalesce(l.billed_sequence, 0)
            """)
        .bind("open", openInvoicesToo)
        .map((row, _) -> new PublicKey(row.getString(1)))
        .list();
  }

  /// Lists all tenants, to bill them at the first way to pay.
  List<PublicKey> everybody(Tx tx) {
    return tx.handle()
        .createQuery("SELECT pubkey FROM tenants")
        .map((row, _) -> new PublicKey(row.getString(1)))
        .list();
  }

  /// Whether a tenant has unbilled activity.
  boolean isBehind(Tx tx, PublicKey tenant) {
    return tx.handle()
        .select(
            """
            SELECT coalesce(max(sequence), 0) > coalesce(
                     (SELECT billed_sequence FROM ledgers WHERE tenant_pubkey = ?), 0)
              FROM activity WHERE tenant_pubkey = ?
            """,
            tenant.hex(),
            tenant.hex())
        .mapTo(boolean.class)
        .one();
  }

  boolean reactivatedAfter(Tx tx, PublicKey tenant, long sequence) {
    return tx.handle()
            .select(
                """
                SELECT count(*) FROM activity
                 WHERE tenant_pubkey = ? AND resource_type = 'relay' AND sequence > ?
                   AND activity_type = 'activate_relay'
                """,
                tenant.hex(),
                sequence)
            .mapTo(int.class)
            .one()
            .compareTo(0)
        > 0;
  }

  /// The snapshots of a tenant's relays after a sequence number, oldest first.
  List<Change> changes(Tx tx, PublicKey tenant, long after, Currency currency) {
    return tx.handle()
        .select(
            """
            SELECT id, sequence, billing_at, resource_id, snapshot FROM activity
             WHERE tenant_pubkey = ? AND sequence > ? AND resource_type = 'relay'
            ORDER BY sequence
            """,
            tenant.hex(),
            after)
        .map((row, _) -> {
          var snapshot = Json.mapper().readTree(row.getString(5));
          return new Change(
              row.getString(1),
              row.getLong(2),
              Instant.ofEpochSecond(row.getLong(3)),
              row.getString(4),
              terms(snapshot, currency),
              snapshot.has("adopted")
                  ? PrepaidJson.read(snapshot.path("adopted"), currency)
                  : null);
        })
        .list();
  }

  private static Terms terms(JsonNode snapshot, Currency currency) {
    var status = snapshot.path("status").asString();
    return new Terms(
        snapshot.path("plan_id").asString(),
        new Money(snapshot.path("amount").asLong(), currency),
        period(snapshot, ""),
        status.equals("active"),
        status.equals("delinquent"),
        reservation(snapshot, currency));
  }

  private static Terms.@Nullable Reservation reservation(JsonNode snapshot, Currency currency) {
    return snapshot.has("reserved_plan_id")
        ? new Terms.Reservation(
            snapshot.path("reserved_plan_id").asString(),
            new Money(snapshot.path("reserved_amount").asLong(), currency),
            period(snapshot, "reserved_"))
        : null;
  }

  /// Snapshots from before relays could be paid yearly have no interval.
  private static BillingPeriod period(JsonNode snapshot, String prefix) {
    return snapshot.path(prefix + "interval").asString("").equals(BillingInterval.YEAR.word())
        ? BillingPeriod.year(snapshot.path(prefix + "free_months").asInt())
        : BillingPeriod.MONTH;
  }
}
