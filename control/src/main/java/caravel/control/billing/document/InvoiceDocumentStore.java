package caravel.control.billing.document;

import caravel.control.billing.document.InvoiceFacts.Reference;
import caravel.control.db.Tx;
import caravel.control.money.Currency;
import caravel.control.money.InvoiceId;
import caravel.control.money.Money;
import caravel.control.payment.IncomingPayment;
import caravel.control.tenant.BillingDetailsStore;
import caravel.nostr.PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads all that the document of an invoice shows.
public final class InvoiceDocumentStore {
  /// Lines that a document shows one by one. The others are summed.
  public static final int LINES_MAX = 500;

  private static final int REFUNDS_MAX = 50;
  private static final int REPLACED_MAX = 10;

  /// Lines that the invoice asked for. Credits that were created after it became void were never on
  /// it.
  private static final String LINES =
      """
      FROM invoice_items item
      LEFT JOIN relays relay ON relay.id = item.relay_id
      WHERE (item.invoice_id = :id OR item.forgiven_on = :id)
        AND (item.kind = 'charge' OR item.created_at < :until)
      """;

  private final BillingDetailsStore details = new BillingDetailsStore();
  private final InvoicePartiesStore parties = new InvoicePartiesStore();

  /// Empty if no invoice has this id.
  public Optional<InvoiceFacts> find(Tx tx, InvoiceId id) {
    return find(tx, id, LINES_MAX);
  }

  /// @param linesMax the lines that are read one by one
  Optional<InvoiceFacts> find(Tx tx, InvoiceId id, int linesMax) {
    return tx.handle()
        .select(
            """
            SELECT invoice.*, payment.received, payment.unit FROM invoices invoice
            LEFT JOIN payments payment ON payment.id = invoice.payment_id
            WHERE invoice.id = ?
            """,
            id.value())
        .map((row, _) -> new Found(head(row), row.getString("replaced_by")))
        .findOne()
        .map(found -> facts(tx, found, linesMax));
  }

  private record Found(InvoiceFacts.Head head, @Nullable String replacedBy) {}

  private InvoiceFacts facts(Tx tx, Found found, int linesMax) {
    var head = found.head();
    var lines = lines(tx, head, linesMax);
    return new InvoiceFacts(
        head,
        lines,
        lines.size() < linesMax ? InvoiceFacts.Rest.NONE : rest(tx, head, lines),
        parties.find(tx, head.id()).orElse(null),
        details.find(tx, head.tenant()),
        new InvoiceFacts.Relations(
            refunds(tx, head.id()), replacement(tx, found.replacedBy()), replaced(tx, head.id())));
  }

  private static InvoiceFacts.Head head(ResultSet row) throws SQLException {
    return new InvoiceFacts.Head(
        row.getString("id"),
        number(row),
        new PublicKey(row.getString("tenant_pubkey")),
        new Money(row.getLong("total"), Currency.named(row.getString("currency")).orElseThrow()),
        row.getLong("cents"),
        period(row),
        course(row));
  }

  private static InvoiceNumber number(ResultSet row) throws SQLException {
    return new InvoiceNumber(
        row.getLong("serial"), Instant.ofEpochSecond(row.getLong("created_at")));
  }

  private static InvoiceFacts.Period period(ResultSet row) throws SQLException {
    return new InvoiceFacts.Period(
        Instant.ofEpochSecond(row.getLong("period_start")),
        Instant.ofEpochSecond(row.getLong("period_end")));
  }

  private static InvoiceFacts.Course course(ResultSet row) throws SQLException {
    var graceLeft = row.getLong("grace_left");
    var isStopped = !row.wasNull();
    return new InvoiceFacts.Course(
        row.getString("status"),
        instant(row, "due_at"),
        isStopped ? graceLeft : null,
        payment(row),
        voided(row),
        row.getLong("refund_pending"),
        row.getString("dispute"));
  }

  private static InvoiceFacts.@Nullable Payment payment(ResultSet row) throws SQLException {
    var at = instant(row, "paid_at");
    if (at == null) {
      return null;
    }
    var unit = row.getString("unit");
    return new InvoiceFacts.Payment(
        at,
        row.getString("method"),
        row.getString("payment_id").startsWith(IncomingPayment.BOOKED),
        row.getLong("received"),
        unit == null ? "" : unit);
  }

  private static InvoiceFacts.@Nullable Voided voided(ResultSet row) throws SQLException {
    var at = instant(row, "voided_at");
    return at == null
        ? null
        : new InvoiceFacts.Voided(at, row.getString("void_reason"), row.getString("void_note"));
  }

  private static List<InvoiceFacts.Row> lines(Tx tx, InvoiceFacts.Head head, int linesMax) {
    return tx.handle()
        .createQuery(
            """
            SELECT item.*, relay.subdomain, relay.zooid_domain,
              CASE WHEN relay.tenant_pubkey = item.tenant_pubkey THEN relay.info_name ELSE '' END
                AS relay_name
            """
                + LINES
                + "ORDER BY item.number LIMIT :limit")
        .bind("id", head.id())
        .bind("until", until(head))
        .bind("limit", linesMax)
        .map((row, _) -> line(row))
        .list();
  }

  private static InvoiceFacts.Rest rest(
      Tx tx, InvoiceFacts.Head head, List<InvoiceFacts.Row> lines) {
    var shown = lines.stream().mapToLong(InvoiceFacts.Row::amount).sum();
    return tx.handle()
        .createQuery("SELECT count(*) AS number, coalesce(sum(item.amount), 0) AS amount " + LINES)
        .bind("id", head.id())
        .bind("until", until(head))
        .map((row, _) ->
            new InvoiceFacts.Rest(
                row.getLong("number") - lines.size(), row.getLong("amount") - shown))
        .one();
  }

  private static long until(InvoiceFacts.Head head) {
    var voided = head.course().voided();
    return voided == null ? Long.MAX_VALUE : voided.at().getEpochSecond();
  }

  private static InvoiceFacts.Row line(ResultSet row) throws SQLException {
    return new InvoiceFacts.Row(
        relay(row),
        new InvoiceFacts.PricedPlan(
            row.getString("plan_id"), BillingPeriodStore.read(row), row.getLong("price")),
        row.getString("kind"),
        source(row),
        period(row),
        row.getLong("amount"));
  }

  private static InvoiceFacts.@Nullable NamedRelay relay(ResultSet row) throws SQLException {
    var subdomain = row.getString("subdomain");
    return subdomain == null
        ? null
        : new InvoiceFacts.NamedRelay(
            row.getString("relay_name"), subdomain + "." + row.getString("zooid_domain"));
  }

  private static String source(ResultSet row) throws SQLException {
    var payment = row.getString("payment_id");
    if (payment != null) {
      return payment.startsWith(IncomingPayment.BOOKED) ? "booked" : "payment";
    }
    if (row.getString("refund_id") != null) {
      return "refund";
    }
    return row.getString("relay_id").isEmpty() ? "operator" : "relay";
  }

  private static List<InvoiceFacts.Refunded> refunds(Tx tx, String id) {
    return tx.handle()
        .createQuery(
            """
            SELECT coalesce(booked_at, created_at) AS at, amount, kind FROM refunds
             WHERE invoice_id = :id AND state = 'succeeded' ORDER BY 1, id LIMIT :limit
            """)
        .bind("id", id)
        .bind("limit", REFUNDS_MAX)
        .map((row, _) ->
            new InvoiceFacts.Refunded(
                Instant.ofEpochSecond(row.getLong("at")),
                row.getLong("amount"),
                row.getString("kind")))
        .list();
  }

  private static @Nullable Reference replacement(Tx tx, @Nullable String id) {
    return id == null
        ? null
        : tx.handle()
            .select("SELECT id, serial, created_at FROM invoices WHERE id = ?", id)
            .map((row, _) -> reference(row))
            .findOne()
            .orElse(null);
  }

  private static List<Reference> replaced(Tx tx, String id) {
    return tx.handle()
        .createQuery(
            """
            SELECT id, serial, created_at FROM invoices WHERE replaced_by = :id
             ORDER BY serial LIMIT :limit
            """)
        .bind("id", id)
        .bind("limit", REPLACED_MAX)
        .map((row, _) -> reference(row))
        .list();
  }

  private static Reference reference(ResultSet row) throws SQLException {
    return new Reference(row.getString("id"), number(row).toString());
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var seconds = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochSecond(seconds);
  }
}
