package caravel.verify.simulate;

import caravel.verify.simulate.DatabaseView.Part;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All rows of one tenant. Times are unix seconds, amounts minor units of the prices' currency.
record TenantSnapshot(
    String tenant,
    Standing standing,
    History history,
    List<Line> lines,
    List<Bill> bills,
    Paper paper) {

  /// @param suspended by an admin
  /// @param walletUrl as stored
  record Standing(
      boolean suspended,
      @Nullable Long churnedAt,
      int openInvoices,
      long credit,
      String walletUrl,
      List<Relay> relays) {}

  record Relay(String id, String base, boolean suspended, boolean deleted, long generation) {}

  /// @param billedUntil null = an activity is not billed yet
  record History(List<Fact> facts, @Nullable Long billedUntil) {}

  /// A relay's activity.
  ///
  /// @param adopted the time that was paid for elsewhere; null = none
  record Fact(
      String id,
      long sequence,
      long at,
      String relay,
      Terms terms,
      @Nullable AdoptedTime adopted) {}

  /// @param price a whole period
  /// @param months of a period
  /// @param paused offline because an invoice was not paid
  /// @param reserved the plan that starts when it is paid; `""` = none
  /// @param reservedPrice a whole period of it
  record Terms(
      String plan,
      long price,
      int months,
      boolean active,
      boolean paused,
      String reserved,
      long reservedPrice,
      int reservedMonths) {}

  /// An item.
  record Line(String id, String kind, About about, long amount, Span span, Place place) {
    boolean isCharge() {
      return kind.equals("charge");
    }
  }

  /// @param activity that caused it; `""` = a period start, or a payment
  /// @param givesBack the charge that a credit belongs to; `""` = none
  /// @param payment that a surplus belongs to; `""` = none
  record About(
      String relay,
      String plan,
      long price,
      String activity,
      String givesBack,
      String payment,
      String refund,
      String reverses) {
    /// Whether it follows from the history of relays. The other lines are about money.
    boolean isOfRelay() {
      return !relay.isEmpty();
    }
  }

  record Span(long start, long end) {}

  /// @param invoice `""` = on none
  /// @param forgiven `""` = not
  record Place(String invoice, String forgiven) {
    boolean isFree() {
      return invoice.isEmpty() && forgiven.isEmpty();
    }
  }

  record Bill(String id, long total, long createdAt, String status, Ending ending, Dun dun) {
    boolean isOpen() {
      return status.equals("open");
    }

    boolean isPaid() {
      return status.equals("paid");
    }
  }

  /// @param reason why it is void; `""` = it is not
  record Ending(@Nullable Long at, String method, String payment, String reason) {}

  /// @param dueAt null = its grace is suspended
  record Dun(@Nullable Long dueAt, String stage, String ourSide) {}

  /// The requests for payment, and the received payments.
  record Paper(
      List<Code> codes,
      List<Page> pages,
      List<Intent> intents,
      List<Payment> payments,
      List<Payback> paybacks) {}

  /// A refund, or a dispute that was lost.
  ///
  /// @param cause `refund` or `dispute`
  record Payback(
      String id,
      String payment,
      String cause,
      String paidBy,
      String externalId,
      long amount,
      long cents,
      String state,
      boolean isBooked,
      boolean isUndone) {
    boolean isFailed() {
      return state.equals("failed");
    }

    boolean isByProcessor() {
      return paidBy.equals("processor");
    }
  }

  record Code(String invoice, String hash, long msats, long worth, long createdAt) {}

  record Page(String invoice, String id, long cents, long worth) {}

  record Intent(String invoice, String key, String intentId, long cents, long worth) {}

  record Payment(String id, String invoice, long worth, long received, String unit) {
    /// Whether an operator booked it.
    boolean isBooked() {
      return id.startsWith("booked:");
    }
  }

  static boolean exists(DatabaseView database, String tenant) {
    return !database
        .list("SELECT 1 FROM tenants WHERE pubkey = ?", row -> row.getInt(1), tenant)
        .isEmpty();
  }

  static TenantSnapshot of(DatabaseView database, String tenant) {
    return new TenantSnapshot(
        tenant,
        standing(database, tenant),
        history(database, tenant),
        lines(database, tenant),
        bills(database, tenant),
        paper(database, tenant));
  }

  /// Reads the changed parts again and keeps the others.
  TenantSnapshot after(DatabaseView database, Set<Part> changed) {
    return new TenantSnapshot(
        tenant,
        changed.contains(Part.STANDING) ? standing(database, tenant) : standing,
        changed.contains(Part.HISTORY)
            ? history(database, tenant)
            : changed.contains(Part.NEWS) ? historyOn(database) : history,
        changed.contains(Part.LINES) ? lines(database, tenant) : lines,
        changed.contains(Part.BILLS) ? bills(database, tenant) : bills,
        changed.contains(Part.PAPER) ? paper(database, tenant) : paper);
  }

  private static Standing standing(DatabaseView database, String tenant) {
    var relays =
        database.list(
            """
            SELECT id, base_status, suspension_reason IS NOT NULL, deleted_at IS NOT NULL, generation
              FROM relays WHERE tenant_pubkey = ? AND erased_at IS NULL
            """,
            row ->
                new Relay(
                    row.getString(1),
                    row.getString(2),
                    row.getBoolean(3),
                    row.getBoolean(4),
                    row.getLong(5)),
            tenant);
    return database
        .list(
            """
            SELECT suspended_at IS NOT NULL AS suspended, churned_at, open_invoices, credit, nwc_url
              FROM tenants WHERE pubkey = ?
            """,
            row ->
                new Standing(
                    row.getBoolean(1),
                    DatabaseView.orNull(row, "churned_at"),
                    row.getInt(3),
                    row.getLong(4),
                    row.getString(5),
                    relays),
            tenant)
        .getFirst();
  }

  private static History history(DatabaseView database, String tenant) {
    return new History(FactReader.facts(database, tenant, 0), billedUntil(database, tenant));
  }

  /// Appends new records to those read before.
  private History historyOn(DatabaseView database) {
    var known = history.facts();
    var fresh =
        FactReader.facts(database, tenant, known.isEmpty() ? 0 : known.getLast().sequence());
    var facts = Stream.concat(known.stream(), fresh.stream()).toList();
    return new History(facts, billedUntil(database, tenant));
  }

  private static @Nullable Long billedUntil(DatabaseView database, String tenant) {
    return database.number(
        """
        SELECT billed_until FROM ledgers l WHERE tenant_pubkey = ? AND billed_sequence =
          (SELECT max(sequence) FROM activity a WHERE a.tenant_pubkey = l.tenant_pubkey)
        """,
        tenant);
  }

  private static List<Line> lines(DatabaseView database, String tenant) {
    return database.list(
        "SELECT * FROM invoice_items WHERE tenant_pubkey = ? ORDER BY number",
        TenantSnapshot::line,
        tenant);
  }

  private static Line line(ResultSet row) throws SQLException {
    return new Line(
        row.getString("id"),
        row.getString("kind"),
        new About(
            text(row, "relay_id"),
            text(row, "plan_id"),
            row.getLong("price"),
            text(row, "activity_id"),
            text(row, "gives_back"),
            text(row, "payment_id"),
            text(row, "refund_id"),
            text(row, "reverses")),
        row.getLong("amount"),
        new Span(row.getLong("period_start"), row.getLong("period_end")),
        new Place(text(row, "invoice_id"), text(row, "forgiven_on")));
  }

  private static String text(ResultSet row, String column) throws SQLException {
    var value = row.getString(column);
    return value == null ? "" : value;
  }

  private static List<Bill> bills(DatabaseView database, String tenant) {
    return database.list(
        "SELECT * FROM invoices WHERE tenant_pubkey = ? ORDER BY number",
        TenantSnapshot::bill,
        tenant);
  }

  private static Bill bill(ResultSet row) throws SQLException {
    var paidAt = DatabaseView.orNull(row, "paid_at");
    var ending =
        new Ending(
            paidAt == null ? DatabaseView.orNull(row, "voided_at") : paidAt,
            text(row, "method"),
            text(row, "payment_id"),
            text(row, "void_reason"));
    return new Bill(
        row.getString("id"),
        row.getLong("total"),
        row.getLong("created_at"),
        row.getString("status"),
        ending,
        new Dun(
            DatabaseView.orNull(row, "due_at"), row.getString("stage"), row.getString("our_side")));
  }

  private static Paper paper(DatabaseView database, String tenant) {
    return new Paper(
        codes(database, tenant),
        pages(database, tenant),
        intents(database, tenant),
        payments(database, tenant),
        paybacks(database, tenant));
  }

  private static List<Code> codes(DatabaseView database, String tenant) {
    return database.list(
        """
        SELECT b.invoice_id, b.external_id, b.amount, b.worth, b.created_at
          FROM payment_attempts b JOIN invoices i ON i.id = b.invoice_id
         WHERE i.tenant_pubkey = ? AND b.rail = 'lightning'
        """,
        row ->
            new Code(
                row.getString(1), row.getString(2), row.getLong(3), row.getLong(4), row.getLong(5)),
        tenant);
  }

  private static List<Page> pages(DatabaseView database, String tenant) {
    return database.list(
        """
        SELECT c.invoice_id, c.external_id, c.amount, c.worth
          FROM payment_attempts c JOIN invoices i ON i.id = c.invoice_id
         WHERE i.tenant_pubkey = ? AND c.rail = 'checkout'
        """,
        row -> new Page(row.getString(1), row.getString(2), row.getLong(3), row.getLong(4)),
        tenant);
  }

  private static List<Intent> intents(DatabaseView database, String tenant) {
    return database.list(
        """
        SELECT c.invoice_id, c.id, c.external_id, c.amount, c.worth
          FROM payment_attempts c JOIN invoices i ON i.id = c.invoice_id
         WHERE i.tenant_pubkey = ? AND c.rail = 'card'
        """,
        row ->
            new Intent(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                row.getLong(5)),
        tenant);
  }

  private static List<Payment> payments(DatabaseView database, String tenant) {
    return database.list(
        "SELECT id, invoice_id, worth, received, unit FROM payments WHERE tenant_pubkey = ?",
        row ->
            new Payment(
                row.getString(1),
                text(row, "invoice_id"),
                row.getLong(3),
                row.getLong(4),
                row.getString(5)),
        tenant);
  }

  private static List<Payback> paybacks(DatabaseView database, String tenant) {
    return database.list(
        "SELECT * FROM refunds WHERE tenant_pubkey = ? ORDER BY created_at, id",
        row ->
            new Payback(
                row.getString("id"),
                row.getString("payment_id"),
                row.getString("kind"),
                row.getString("paid_by"),
                row.getString("external_id"),
                row.getLong("amount"),
                row.getLong("cents"),
                row.getString("state"),
                row.getString("booked_at") != null,
                row.getString("undone_at") != null),
        tenant);
  }
}
