package caravel.control.billing;

import caravel.control.billing.core.Amount;
import caravel.control.billing.core.InvoiceId;
import caravel.control.billing.core.Item;
import caravel.control.billing.core.Span;
import caravel.control.db.Tx;
import caravel.control.http.Cursor;
import caravel.control.http.ListQuery;
import caravel.control.http.Page;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.nostr.PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/// Reads invoices for showing.
final class InvoiceListStore {
  private static final Map<String, String> STATUSES =
      Map.of(
          "open", "% = 'open'",
          "paid", "% = 'paid'",
          "void", "% = 'void'",
          "overdue", "% = 'open' AND i.due_at <= :now");

  /// Of everybody's invoices those of a status stand together.
  private static final String STATUS = "i.status";

  /// One tenant's are few, and are read along the tenant's own: a bare column would have the
  /// database read along everybody's of that status.
  private static final String STATUS_OF_ONE = "coalesce(i.status, '')";

  private static final String FOUND =
      """
      (i.id = :id OR i.tenant_pubkey = :id OR EXISTS (
        SELECT 1 FROM relays r
         WHERE r.tenant_pubkey = i.tenant_pubkey AND r.deleted_at IS NULL
           AND (lower(r.subdomain) LIKE :pattern ESCAPE :escape
                OR lower(r.info_name) LIKE :pattern ESCAPE :escape)))
      """;

  private static final ListQuery EVERYTHING = new ListQuery("", "", 1, Cursor.START);

  Optional<InvoiceRow> byId(Tx tx, InvoiceId id) {
    return tx.handle()
        .select("SELECT * FROM invoices WHERE id = ?", id.value())
        .map((row, _) -> read(row))
        .findOne();
  }

  /// The plans that an invoice charges for.
  List<String> plans(Tx tx, InvoiceId id) {
    return tx.handle()
        .select(
            """
            SELECT DISTINCT plan_id FROM invoice_items
             WHERE invoice_id = ? AND kind = 'charge' ORDER BY 1
            """,
            id.value())
        .mapTo(String.class)
        .list();
  }

  /// Keeps an admin's reason with an invoice that was voided.
  void note(Tx tx, InvoiceId id, String note) {
    tx.handle().execute("UPDATE invoices SET void_note = ? WHERE id = ?", note, id.value());
  }

  private static InvoiceRow read(ResultSet row) throws SQLException {
    return new InvoiceRow(
        new InvoiceId(row.getString("id")),
        new PublicKey(row.getString("tenant_pubkey")),
        new Money(row.getLong("total"), Currency.named(row.getString("currency")).orElseThrow()),
        row.getLong("cents"),
        new Span(
            Instant.ofEpochSecond(row.getLong("period_start")),
            Instant.ofEpochSecond(row.getLong("period_end"))),
        life(row));
  }

  private static InvoiceRow.Life life(ResultSet row) throws SQLException {
    var graceLeft = row.getLong("grace_left");
    var stands = !row.wasNull();
    var paidAt = RailStore.instant(row, "paid_at");
    var voidedAt = RailStore.instant(row, "voided_at");
    return new InvoiceRow.Life(
        row.getString("status"),
        Instant.ofEpochSecond(row.getLong("created_at")),
        RailStore.instant(row, "due_at"),
        stands ? graceLeft : null,
        paidAt == null ? null : new InvoiceRow.Paid(paidAt, row.getString("method")),
        voidedAt == null
            ? null
            : new InvoiceRow.Voided(
                voidedAt, row.getString("void_reason"), row.getString("void_note")));
  }

  /// What a list of invoices was asked for.
  ///
  /// @param tenant null = everybody's
  /// @param now of the billing clock: what was due before it is overdue
  record Wanted(@Nullable PublicKey tenant, Instant now, ListQuery query) {}

  static boolean knowsStatus(String word) {
    return word.isEmpty() || STATUSES.containsKey(word);
  }

  Page<InvoiceRow> page(Tx tx, Wanted wanted) {
    var tenant = wanted.tenant();
    return Page.of(
        list(tx, wanted),
        wanted.query().limit(),
        row -> new Cursor(row.life().createdAt().getEpochSecond(), row.id().value()),
        count(tx, new Wanted(tenant, wanted.now(), EVERYTHING)),
        count(tx, wanted));
  }

  /// One more than the limit where there are more.
  private static List<InvoiceRow> list(Tx tx, Wanted wanted) {
    return listing(tx, "", wanted).map((row, _) -> read(row)).list();
  }

  private static long count(Tx tx, Wanted wanted) {
    return counting(tx, "", wanted).mapTo(long.class).one();
  }

  /// @param before what stands before the statement: nothing, or what asks how it is carried out
  static Query listing(Tx tx, String before, Wanted wanted) {
    var sql =
        before
            + "SELECT i.* FROM invoices i WHERE "
            + matching(wanted)
            + """
             AND (i.created_at, i.id) < (:at, :last)
            ORDER BY i.created_at DESC, i.id DESC LIMIT :limit
            """;
    return bound(tx.handle().createQuery(sql), wanted)
        .bind("at", wanted.query().from().at())
        .bind("last", wanted.query().from().id())
        .bind("limit", wanted.query().limit() + 1);
  }

  /// @param before as of [#listing]
  static Query counting(Tx tx, String before, Wanted wanted) {
    var sql = before + "SELECT count(*) FROM invoices i WHERE " + matching(wanted);
    return bound(tx.handle().createQuery(sql), wanted);
  }

  /// Only what was asked for stands in it, so that the index that fits is found.
  private static String matching(Wanted wanted) {
    var parts = new ArrayList<String>();
    parts.add("1 = 1");
    if (wanted.tenant() != null) {
      parts.add("i.tenant_pubkey = :tenant");
    }
    var status = STATUSES.get(wanted.query().status());
    if (status != null) {
      parts.add(status.replace("%", wanted.tenant() == null ? STATUS : STATUS_OF_ONE));
    }
    if (!wanted.query().q().isEmpty()) {
      parts.add(FOUND);
    }
    return String.join(" AND ", parts);
  }

  private static Query bound(Query query, Wanted wanted) {
    var tenant = wanted.tenant();
    if (tenant != null) {
      query.bind("tenant", tenant.hex());
    }
    if (wanted.query().status().equals("overdue")) {
      query.bind("now", wanted.now().getEpochSecond());
    }
    if (!wanted.query().q().isEmpty()) {
      query
          .bind("id", wanted.query().id())
          .bind("pattern", wanted.query().pattern())
          .bind("escape", "\\");
    }
    return query;
  }

  /// The first lines of an invoice in the order in which they came to be, those that were forgiven
  /// with it among them.
  List<ItemRow> items(Tx tx, InvoiceRow invoice, int limit) {
    var voided = invoice.life().voided();
    return tx.handle()
        .createQuery(
            """
            SELECT * FROM invoice_items WHERE invoice_id = :id OR forgiven_on = :id
            ORDER BY number LIMIT :limit
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
        new Line(
            row.getString("kind"),
            new Item.Subject(
                row.getString("relay_id"),
                row.getString("plan_id"),
                new Money(row.getLong("price"), currency)),
            new Line.Source(
                row.getString("activity_id"),
                row.getString("payment_id"),
                row.getString("gives_back")),
            Instant.ofEpochSecond(row.getLong("period_start")),
            Instant.ofEpochSecond(row.getLong("period_end"))),
        new ItemRow.Life(Instant.ofEpochSecond(row.getLong("created_at")), voidedAt));
  }
}
