package caravel.control.tenant;

import caravel.control.db.ListCounts;
import caravel.control.db.Tx;
import caravel.control.http.Cursor;
import caravel.control.http.ListQuery;
import caravel.control.http.Page;
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
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/// The table of tenants.
final class TenantStore {
  private static final String SELECT =
      """
      SELECT t.*, l.renews_at FROM tenants t LEFT JOIN ledgers l ON l.tenant_pubkey = t.pubkey
      """;

  private static final String LIST = "tenants";

  private final ListCounts counts = new ListCounts();
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
                   card_brand = :brand, card_last4 = :last4, stripe_error = :stripe_error,
                   disputed_at = :disputed_at
             WHERE pubkey = :pubkey
            """)
        .bind("pubkey", tenant.pubkey().hex())
        .bind("anchor", seconds(dues.anchor()))
        .bind("churned_at", seconds(dues.churnedAt()))
        .bind("disputed_at", seconds(dues.disputedAt()))
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
    recount(tx, tenant);
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
    recount(tx, tenant);
  }

  void update(Tx tx, Tenant tenant) {
    var suspension = tenant.suspension();
    tx.handle()
        .createUpdate(
            """
            UPDATE tenants SET return_url = :return_url, suspended_at = :at,
                   suspension_reason = :reason, closed_at = :closed_at
             WHERE pubkey = :pubkey
            """)
        .bind("pubkey", tenant.pubkey().hex())
        .bind("return_url", tenant.returnUrl())
        .bind("at", suspension == null ? null : Long.valueOf(suspension.at().getEpochSecond()))
        .bind("reason", suspension == null ? null : suspension.reason())
        .bind("closed_at", seconds(tenant.closedAt()))
        .execute();
    recount(tx, tenant);
  }

  /// Updates `listed_status` and the count of all tenants after a row was written.
  private void recount(Tx tx, Tenant tenant) {
    var pubkey = tenant.pubkey().hex();
    var now = tenant.status().word();
    var listed =
        tx.handle()
            .select("SELECT listed_status FROM tenants WHERE pubkey = ?", pubkey)
            .mapTo(String.class)
            .one();
    if (!now.equals(listed)) {
      tx.handle().execute("UPDATE tenants SET listed_status = ? WHERE pubkey = ?", now, pubkey);
      counts.move(
          tx,
          listed.isEmpty() ? null : ListCounts.Key.ofStatus(LIST, listed),
          ListCounts.Key.ofStatus(LIST, now));
    }
  }

  /// Lists tenants, newest first.
  Page<Tenant> page(Tx tx, ListQuery query) {
    var found = query.q().isEmpty() ? List.<String>of() : TenantSearchStore.find(tx, query);
    return Page.of(
        listing(tx, "", query, found).map((row, _) -> read(row)).list(),
        query.limit(),
        tenant -> new Cursor(tenant.createdAt().getEpochSecond(), tenant.pubkey().hex()),
        total(tx),
        matched(tx, query, found));
  }

  /// @param prefix of the statement: empty, or `EXPLAIN QUERY PLAN`
  static Query listing(Tx tx, String prefix, ListQuery query, List<String> found) {
    var sql =
        prefix
            + SELECT
            + "WHERE "
            + matching(query, found)
            + """
            (t.created_at, t.pubkey) < (:at, :last)
            ORDER BY t.created_at DESC, t.pubkey DESC LIMIT :limit
            """;
    return bound(tx.handle().createQuery(sql), query, found)
        .bind("at", query.from().at())
        .bind("last", query.from().id())
        .bind("limit", query.limit() + 1);
  }

  private long matched(Tx tx, ListQuery query, List<String> found) {
    if (query.q().isEmpty()) {
      return counts.sum(
          tx, LIST, key -> query.status().isEmpty() || key.status().equals(query.status()));
    }
    var sql = "SELECT count(*) FROM tenants t WHERE " + matching(query, found) + "1 = 1";
    return bound(tx.handle().createQuery(sql), query, found).mapTo(long.class).one();
  }

  /// Contains only the conditions in use, so that the right index is used.
  private static String matching(ListQuery query, List<String> found) {
    var parts = new StringBuilder();
    if (!query.q().isEmpty()) {
      parts.append("t.pubkey IN (").append(TenantSearchStore.placeholders(found)).append(") AND ");
    }
    if (!query.status().isEmpty()) {
      // With a bare column SQLite would prefer its index to the found keys.
      parts.append(query.q().isEmpty() ? "t.listed_status" : "coalesce(t.listed_status, '')");
      parts.append(" = :status AND ");
    }
    return parts.toString();
  }

  private static Query bound(Query statement, ListQuery query, List<String> found) {
    if (!query.status().isEmpty()) {
      statement.bind("status", query.status());
    }
    return TenantSearchStore.bind(statement, found);
  }

  long total(Tx tx) {
    return counts.sum(tx, LIST, _ -> true);
  }

  /// Number of tenants by status. A status without tenants is absent.
  Map<String, Long> byStatus(Tx tx) {
    return counts.of(tx, LIST).stream()
        .collect(Collectors.toMap(count -> count.key().status(), ListCounts.Count::number));
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
        instant(row, "closed_at"),
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
            new Money(row.getLong("credit"), currency),
            instant(row, "disputed_at")),
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
