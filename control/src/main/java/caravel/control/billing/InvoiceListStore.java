package caravel.control.billing;

import caravel.control.billing.core.Amount;
import caravel.control.billing.core.Item;
import caravel.control.billing.core.Span;
import caravel.control.billing.document.BillingPeriodStore;
import caravel.control.billing.document.InvoiceNumber;
import caravel.control.db.ListCounts;
import caravel.control.db.Tx;
import caravel.control.http.Cursor;
import caravel.control.http.ListQuery;
import caravel.control.http.Page;
import caravel.control.money.Currency;
import caravel.control.money.InvoiceId;
import caravel.control.money.Money;
import caravel.control.payment.IncomingPayment;
import caravel.control.tenant.TenantSearchStore;
import caravel.nostr.PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/// Reads lists of invoices and their lines.
final class InvoiceListStore {
  private static final Map<String, String> STATUSES =
      Map.of(
          "open", "% = 'open'",
          "paid", "% = 'paid'",
          "void", "% = 'void'",
          "overdue", "% = 'open' AND i.due_at <= :now");

  /// The bare column, so that a list of all tenants uses the index on the status.
  private static final String STATUS = "i.status";

  /// An expression, so that a list of one tenant uses the index on the tenant. With the bare column
  /// the database would choose the index on the status.
  private static final String STATUS_OF_ONE = "coalesce(i.status, '')";

  /// Finds one tenant's invoices by the names of the tenant's relays.
  private static final String NAMED =
      """
      EXISTS (
        SELECT 1 FROM relays r
         WHERE r.tenant_pubkey = :tenant AND r.deleted_at IS NULL
           AND (r.subdomain LIKE :pattern ESCAPE :escape
                OR lower(r.info_name) LIKE :pattern ESCAPE :escape))
      """;

  private static final String LIST = "invoices";

  private static final ListQuery EVERYTHING = new ListQuery("", "", 1, Cursor.START);

  private final ListCounts counts = new ListCounts();

  /// Lists the open invoices of this tenant that have an item of a relay.
  List<InvoiceId> openWith(Tx tx, PublicKey tenant, String relayId) {
    return tx.handle()
        .select(
            """
            SELECT DISTINCT v.id FROM invoices v JOIN invoice_items i ON i.invoice_id = v.id
             WHERE v.tenant_pubkey = ? AND v.status = 'open' AND i.relay_id = ?
            """,
            tenant.hex(),
            relayId)
        .map((row, _) -> new InvoiceId(row.getString(1)))
        .list();
  }

  Optional<InvoiceRow> byId(Tx tx, InvoiceId id) {
    return tx.handle()
        .select("SELECT * FROM invoices WHERE id = ?", id.value())
        .map((row, _) -> read(row))
        .findOne();
  }

  /// Updates the refund and dispute state of an invoice after a change.
  ///
  /// @param id null = the refund is of money on account
  static void keepReversal(Tx tx, @Nullable InvoiceId id) {
    if (id != null) {
      tx.handle()
          .createUpdate(
              """
              UPDATE invoices SET
                refunded = (SELECT coalesce(sum(r.amount), 0) FROM refunds r
                  WHERE r.invoice_id = :id AND r.state = 'succeeded'),
                refund_pending = (SELECT coalesce(sum(r.amount), 0) FROM refunds r
                  WHERE r.invoice_id = :id AND r.state = 'asked'),
                dispute = coalesce((SELECT d.state FROM disputes d WHERE d.invoice_id = :id
                  ORDER BY d.opened_at DESC, d.id DESC LIMIT 1), '')
               WHERE id = :id
              """)
          .bind("id", id.value())
          .execute();
    }
  }

  /// Stores an admin's reason for voiding an invoice.
  void note(Tx tx, InvoiceId id, String note) {
    tx.handle().execute("UPDATE invoices SET void_note = ? WHERE id = ?", note, id.value());
  }

  private static InvoiceRow read(ResultSet row) throws SQLException {
    return new InvoiceRow(
        new InvoiceId(row.getString("id")),
        row.getLong("serial"),
        new PublicKey(row.getString("tenant_pubkey")),
        new Money(row.getLong("total"), Currency.named(row.getString("currency")).orElseThrow()),
        row.getLong("cents"),
        new Span(
            Instant.ofEpochSecond(row.getLong("period_start")),
            Instant.ofEpochSecond(row.getLong("period_end"))),
        life(row),
        reversal(row));
  }

  private static InvoiceRow.Reversal reversal(ResultSet row) throws SQLException {
    var currency = Currency.named(row.getString("currency")).orElseThrow();
    return new InvoiceRow.Reversal(
        new Money(row.getLong("refunded"), currency),
        new Money(row.getLong("refund_pending"), currency),
        row.getString("dispute"));
  }

  private static InvoiceRow.Life life(ResultSet row) throws SQLException {
    var graceLeft = row.getLong("grace_left");
    var isStopped = !row.wasNull();
    var paidAt = PaymentStore.instant(row, "paid_at");
    var voidedAt = PaymentStore.instant(row, "voided_at");
    return new InvoiceRow.Life(
        row.getString("status"),
        Instant.ofEpochSecond(row.getLong("created_at")),
        PaymentStore.instant(row, "due_at"),
        isStopped ? graceLeft : null,
        paidAt == null
            ? null
            : new InvoiceRow.Paid(
                paidAt,
                row.getString("method"),
                row.getString("payment_id").startsWith(IncomingPayment.BOOKED)),
        voidedAt == null
            ? null
            : new InvoiceRow.Voided(
                voidedAt, row.getString("void_reason"), row.getString("void_note")));
  }

  /// The filter of a list of invoices.
  ///
  /// @param tenant null = all tenants
  /// @param now of the billing clock, to tell which invoices are overdue
  record Wanted(@Nullable PublicKey tenant, Instant now, ListQuery query) {
    /// Whether invoices are searched by a part of a relay's name.
    boolean byName() {
      return !query.q().isEmpty() && !query.isUuid() && !query.isPublicKey() && number().isEmpty();
    }

    /// The serial of an invoice that is searched by its number.
    OptionalLong number() {
      return InvoiceNumber.serialIn(query.q());
    }

    /// Whether the list covers the invoices of all tenants.
    boolean isOfAll() {
      return tenant == null && query.q().isEmpty();
    }
  }

  static boolean knowsStatus(String word) {
    return word.isEmpty() || STATUSES.containsKey(word);
  }

  Page<InvoiceRow> page(Tx tx, Wanted wanted) {
    var tenant = wanted.tenant();
    var found =
        tenant == null && wanted.byName()
            ? TenantSearchStore.find(tx, wanted.query())
            : List.<String>of();
    return Page.of(
        listing(tx, "", wanted, found).map((row, _) -> read(row)).list(),
        wanted.query().limit(),
        row -> new Cursor(row.life().createdAt().getEpochSecond(), row.id().value()),
        count(tx, new Wanted(tenant, wanted.now(), EVERYTHING), List.of()),
        count(tx, wanted, found));
  }

  private long count(Tx tx, Wanted wanted, List<String> found) {
    var status = wanted.query().status();
    return wanted.tenant() == null && wanted.query().q().isEmpty() && !status.equals("overdue")
        ? counts.sum(tx, LIST, key -> status.isEmpty() || key.status().equals(status))
        : counting(tx, "", wanted, found).mapTo(long.class).one();
  }

  /// @param prefix of the statement: empty, or `EXPLAIN QUERY PLAN`
  /// @param found the tenants that a search of all invoices has found
  static Query listing(Tx tx, String prefix, Wanted wanted, List<String> found) {
    var sql =
        prefix
            + "SELECT i.* FROM invoices i WHERE "
            + matching(wanted, found)
            + """
             AND (i.created_at, i.id) < (:at, :last)
            ORDER BY i.created_at DESC, i.id DESC LIMIT :limit
            """;
    return bound(tx.handle().createQuery(sql), wanted, found)
        .bind("at", wanted.query().from().at())
        .bind("last", wanted.query().from().id())
        .bind("limit", wanted.query().limit() + 1);
  }

  /// Counts the matching rows one by one, up to [ListQuery#COUNT_MAX].
  ///
  /// @param prefix as of [#listing]
  static Query counting(Tx tx, String prefix, Wanted wanted, List<String> found) {
    var sql =
        prefix
            + "SELECT count(*) FROM (SELECT 1 FROM invoices i WHERE "
            + matching(wanted, found)
            + " LIMIT :most) counted";
    return bound(tx.handle().createQuery(sql), wanted, found).bind("most", ListQuery.COUNT_MAX);
  }

  /// Contains only conditions that the filter sets, so that the database chooses the right index.
  private static String matching(Wanted wanted, List<String> found) {
    var parts = new ArrayList<String>();
    var query = wanted.query();
    var status = STATUSES.get(query.status());
    if (status != null) {
      parts.add(status.replace("%", wanted.isOfAll() ? STATUS : STATUS_OF_ONE));
    }
    if (wanted.tenant() != null) {
      parts.add("i.tenant_pubkey = :tenant");
    }
    if (wanted.number().isPresent()) {
      parts.add("i.serial = :serial");
    } else if (query.isUuid()) {
      parts.add("i.id = :id");
    } else if (query.isPublicKey()) {
      parts.add("i.tenant_pubkey = :id");
    } else if (wanted.byName()) {
      parts.add(
          wanted.tenant() != null
              ? NAMED
              : "i.tenant_pubkey IN (" + TenantSearchStore.placeholders(found) + ")");
    }
    return parts.isEmpty() ? "i.id <> ''" : String.join(" AND ", parts);
  }

  private static Query bound(Query statement, Wanted wanted, List<String> found) {
    var tenant = wanted.tenant();
    var query = wanted.query();
    if (tenant != null) {
      statement.bind("tenant", tenant.hex());
    }
    if (query.status().equals("overdue")) {
      statement.bind("now", wanted.now().getEpochSecond());
    }
    if (wanted.number().isPresent()) {
      statement.bind("serial", wanted.number().getAsLong());
    } else if (query.isUuid() || query.isPublicKey()) {
      statement.bind("id", query.id());
    } else if (tenant != null && wanted.byName()) {
      statement.bind("pattern", query.pattern()).bind("escape", "\\");
    }
    return TenantSearchStore.bind(statement, found);
  }

  /// The first lines of an invoice in the order of creation, including those forgiven with it.
  List<ItemRow> items(Tx tx, InvoiceRow invoice, int limit) {
    var voided = invoice.life().voided();
    return tx.handle()
        .createQuery(
            """
            SELECT i.*, EXISTS (
              SELECT 1 FROM activity a
               WHERE a.id = i.activity_id AND a.activity_type = 'accept_transfer') AS of_transfer
              FROM invoice_items i WHERE i.invoice_id = :id OR i.forgiven_on = :id
            ORDER BY i.number LIMIT :limit
            """)
        .bind("id", invoice.id().value())
        .bind("limit", limit)
        .map((row, _) -> item(row, invoice, voided == null ? null : voided.at()))
        .list();
  }

  long itemsTotal(Tx tx, InvoiceId id) {
    return tx.handle()
        .createQuery(
            "SELECT count(*) FROM invoice_items WHERE invoice_id = :id OR forgiven_on = :id")
        .bind("id", id.value())
        .mapTo(long.class)
        .one();
  }

  private static ItemRow item(ResultSet row, InvoiceRow invoice, @Nullable Instant voidedAt)
      throws SQLException {
    var currency = invoice.total().currency();
    return new ItemRow(
        row.getString("id"),
        invoice.tenant(),
        invoice.id().value(),
        new Amount(row.getLong("amount"), currency),
        new InvoiceLine(
            row.getString("kind"),
            new Item.Subject(
                row.getString("relay_id"),
                row.getString("plan_id"),
                new Money(row.getLong("price"), currency),
                BillingPeriodStore.read(row)),
            new InvoiceLine.Source(
                row.getString("activity_id"),
                row.getString("payment_id"),
                row.getString("gives_back"),
                row.getString("refund_id"),
                row.getString("reverses")),
            Instant.ofEpochSecond(row.getLong("period_start")),
            Instant.ofEpochSecond(row.getLong("period_end")),
            row.getBoolean("of_transfer")),
        new ItemRow.Life(Instant.ofEpochSecond(row.getLong("created_at")), voidedAt));
  }
}
