package caravel.control.tenant;

import caravel.control.db.Tx;
import caravel.control.http.ListQuery;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.nostr.Msats;
import caravel.nostr.PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.generic.GenericType;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/// The table of tenants.
final class TenantStore {
  private static final String SELECT =
      """
      SELECT t.*, l.renews_at FROM tenants t LEFT JOIN ledgers l ON l.tenant_pubkey = t.pubkey
      """;

  private static final String STATUS =
      """
      CASE WHEN t.suspended_at IS NOT NULL THEN 'suspended'
        WHEN t.churned_at IS NOT NULL THEN 'delinquent'
        WHEN t.open_invoices > 0 THEN 'past_due' ELSE 'active' END
      """;

  private static final String MATCHING =
      "(:status = '' OR :status = "
          + STATUS
          + """
          )
          AND (:q = '' OR t.pubkey = :id OR EXISTS (
            SELECT 1 FROM relays r
             WHERE r.tenant_pubkey = t.pubkey AND r.deleted_at IS NULL
               AND (r.id = :id OR lower(r.subdomain) LIKE :pattern ESCAPE :escape
                    OR lower(r.info_name) LIKE :pattern ESCAPE :escape)))
          """;

  private final Currency currency;

  TenantStore(Currency currency) {
    this.currency = currency;
  }

  Optional<Tenant> byKey(Tx tx, PublicKey pubkey) {
    return tx.handle()
        .createQuery(SELECT + "WHERE t.pubkey = :pubkey")
        .bind("pubkey", pubkey.hex())
        .map((row, _) -> read(row))
        .findOne();
  }

  Optional<Tenant> byCustomer(Tx tx, String customerId) {
    return tx.handle()
        .createQuery(SELECT + "WHERE t.stripe_customer_id = :id AND :id <> '' LIMIT 1")
        .bind("id", customerId)
        .map((row, _) -> read(row))
        .findOne();
  }

  void updateAccount(Tx tx, Tenant tenant) {
    var dues = tenant.account().dues();
    var wallet = tenant.account().wallet();
    var card = tenant.account().card();
    var budget = wallet.budget();
    tx.handle()
        .createUpdate(
            """
            UPDATE tenants SET billing_anchor = :anchor, churned_at = :churned_at,
                   open_invoices = :open_invoices, credit = :credit, nwc_url = :nwc_url,
                   nwc_pubkey = :nwc_pubkey, nwc_budget_msats = :budget, nwc_error = :nwc_error,
                   stripe_customer_id = :customer, stripe_payment_method_id = :method,
                   card_brand = :brand, card_last4 = :last4, stripe_error = :stripe_error
             WHERE pubkey = :pubkey
            """)
        .bind("pubkey", tenant.pubkey().hex())
        .bind("anchor", seconds(dues.anchor()))
        .bind("churned_at", seconds(dues.churnedAt()))
        .bind("open_invoices", dues.openInvoices())
        .bind("credit", dues.credit().amount())
        .bind("nwc_url", wallet.sealedUrl())
        .bind("nwc_pubkey", wallet.pubkey())
        .bind("budget", budget == null ? null : Long.valueOf(budget.value()))
        .bind("nwc_error", wallet.error())
        .bind("customer", card.customerId())
        .bind("method", card.paymentMethodId())
        .bind("brand", card.brand())
        .bind("last4", card.last4())
        .bind("stripe_error", card.error())
        .execute();
  }

  void insert(Tx tx, Tenant tenant) {
    tx.handle()
        .createUpdate(
            """
            INSERT INTO tenants (pubkey, return_url, created_at)
            VALUES (:pubkey, :return_url, :created_at)
            """)
        .bind("pubkey", tenant.pubkey().hex())
        .bind("return_url", tenant.returnUrl())
        .bind("created_at", tenant.createdAt().getEpochSecond())
        .execute();
  }

  void update(Tx tx, Tenant tenant) {
    var suspension = tenant.suspension();
    tx.handle()
        .createUpdate(
            """
            UPDATE tenants SET return_url = :return_url, suspended_at = :at,
                   suspension_reason = :reason
             WHERE pubkey = :pubkey
            """)
        .bind("pubkey", tenant.pubkey().hex())
        .bind("return_url", tenant.returnUrl())
        .bind("at", suspension == null ? null : Long.valueOf(suspension.at().getEpochSecond()))
        .bind("reason", suspension == null ? null : suspension.reason())
        .execute();
  }

  /// One more than the limit where there are more.
  List<Tenant> list(Tx tx, ListQuery query) {
    return matching(
            tx.handle()
                .createQuery(
                    SELECT
                        + "WHERE "
                        + MATCHING
                        + """
                        AND (t.created_at, t.pubkey) < (:at, :last)
                        ORDER BY t.created_at DESC, t.pubkey DESC LIMIT :limit
                        """),
            query)
        .bind("at", query.from().at())
        .bind("last", query.from().id())
        .bind("limit", query.limit() + 1)
        .map((row, _) -> read(row))
        .list();
  }

  long matched(Tx tx, ListQuery query) {
    return matching(
            tx.handle().createQuery("SELECT count(*) FROM tenants t WHERE " + MATCHING), query)
        .mapTo(long.class)
        .one();
  }

  long total(Tx tx) {
    return tx.handle().createQuery("SELECT count(*) FROM tenants").mapTo(long.class).one();
  }

  /// How many stand in each way, by its word; a way in which nobody stands is absent.
  Map<String, Long> byStatus(Tx tx) {
    return tx.handle()
        .createQuery(
            "SELECT " + STATUS + " AS status, count(*) AS tenants FROM tenants t GROUP BY 1")
        .setMapKeyColumn("status")
        .setMapValueColumn("tenants")
        .collectInto(new GenericType<Map<String, Long>>() {});
  }

  private static <S extends SqlStatement<S>> S matching(S statement, ListQuery query) {
    return statement
        .bind("status", query.status())
        .bind("q", query.q())
        .bind("id", query.id())
        .bind("pattern", query.pattern())
        .bind("escape", "\\");
  }

  private Tenant read(ResultSet row) throws SQLException {
    var suspendedAt = instant(row, "suspended_at");
    return new Tenant(
        new PublicKey(row.getString("pubkey")),
        row.getString("return_url"),
        suspendedAt == null
            ? null
            : new Tenant.Suspension(suspendedAt, row.getString("suspension_reason")),
        Instant.ofEpochSecond(row.getLong("created_at")),
        readAccount(row));
  }

  private Account readAccount(ResultSet row) throws SQLException {
    var budget = row.getLong("nwc_budget_msats");
    var budgetTold = !row.wasNull();
    return new Account(
        new Account.Dues(
            instant(row, "billing_anchor"),
            instant(row, "renews_at"),
            instant(row, "churned_at"),
            row.getInt("open_invoices"),
            new Money(row.getLong("credit"), currency)),
        new Account.WalletLink(
            row.getString("nwc_url"),
            row.getString("nwc_pubkey"),
            budgetTold ? new Msats(budget) : null,
            row.getString("nwc_error")),
        new Account.CardLink(
            row.getString("stripe_customer_id"),
            row.getString("stripe_payment_method_id"),
            row.getString("card_brand"),
            row.getString("card_last4"),
            row.getString("stripe_error")));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var seconds = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochSecond(seconds);
  }

  private static @Nullable Long seconds(@Nullable Instant at) {
    return at == null ? null : Long.valueOf(at.getEpochSecond());
  }
}
