package caravel.app.ledger;

import caravel.nostr.Json;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The ledger of a database: its facts and their results, in the order of billing's time.
public final class LedgerLines {
  /// The order of types within one second. Invoices are in the order of their numbers, and one ends
  /// before the next is created, so that no item is on two.
  private static final List<Set<String>> ORDER =
      List.of(
          Set.of("rails"),
          Set.of("price"),
          Set.of("activity"),
          Set.of("adopted"),
          Set.of("item"),
          Set.of("asked", "found"),
          Set.of("payment"),
          Set.of("refund", "refund_undone"),
          Set.of("invoice_made", "invoice_paid", "invoice_void"),
          Set.of("standing"),
          Set.of("notice"),
          Set.of("billed"));

  /// The requested payments of people and wallets, each with its rate, and the charges that a
  /// restored database lacked, as the processor reported them. Their time is the wall clock's,
  /// because billing does not record it.
  private static final String ASKED =
      """
      SELECT CASE WHEN a.reason = 'found_at_processor' THEN 'found' ELSE 'asked' END AS kind,
             CASE WHEN a.external_id = '' THEN NULL
                  WHEN a.rail = 'lightning' THEN 'ln:' || a.external_id
                  WHEN a.rail = 'card' THEN 'card:' || a.external_id END AS name,
             CASE a.rail WHEN 'lightning' THEN 'msat' ELSE 'cent' END AS unit,
             a.invoice_id, a.amount, a.worth, a.rate_usd_cents, a.rate_source, a.rate_at,
             a.created_at, a.id, i.tenant_pubkey
        FROM payment_attempts a JOIN invoices i ON i.id = a.invoice_id
       WHERE % ORDER BY a.created_at, a.id
      """;

  private final Connection connection;
  private String whose = "";

  public LedgerLines(Connection connection) {
    this.connection = connection;
  }

  /// The lines of all tenants.
  ///
  /// @throws SQLException when the tables are not those of this version
  public List<ObjectNode> all() throws SQLException {
    return lines("");
  }

  /// The lines that led to one invoice, and those that followed; empty if it does not exist.
  ///
  /// @throws SQLException when the tables are not those of this version
  public List<ObjectNode> of(String invoice) throws SQLException {
    var tenant = "";
    try (var statement =
        connection.prepareStatement("SELECT tenant_pubkey FROM invoices WHERE id = ?")) {
      statement.setString(1, invoice);
      try (var rows = statement.executeQuery()) {
        tenant = rows.next() ? rows.getString(1) : "";
      }
    }
    return tenant.isEmpty() ? List.of() : Explained.of(invoice, lines(tenant));
  }

  /// @param tenant `""` = all
  private List<ObjectNode> lines(String tenant) throws SQLException {
    whose = tenant;
    var lines = new ArrayList<ObjectNode>();
    state(lines);
    activities(lines);
    items(lines);
    asked(lines);
    payments(lines);
    refunds(lines);
    invoices(lines);
    notices(lines);
    billed(lines);
    lines.sort(
        Comparator.<ObjectNode>comparingLong(line -> line.path("at").asLong())
            .thenComparingInt(line -> rank(line.path("kind").asString())));
    return lines;
  }

  private static int rank(String kind) {
    for (var rank = 0; rank < ORDER.size(); rank++) {
      if (ORDER.get(rank).contains(kind)) {
        return rank;
      }
    }
    throw new IllegalArgumentException(kind);
  }

  private interface Writing {
    void write(ResultSet row) throws SQLException;
  }

  private void each(String sql, Writing writing) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        writing.write(rows);
      }
    }
  }

  /// The rows of one tenant, or of all.
  ///
  /// @param sql its `%` is replaced by the condition
  private void eachOfTenant(String sql, Writing writing) throws SQLException {
    var condition = whose.isEmpty() ? "1 = 1" : "tenant_pubkey = ?";
    try (var statement = connection.prepareStatement(sql.replace("%", condition))) {
      if (!whose.isEmpty()) {
        statement.setString(1, whose);
      }
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          writing.write(rows);
        }
      }
    }
  }

  private static ObjectNode line(List<ObjectNode> lines, String kind, long at) {
    var line = Json.mapper().createObjectNode();
    line.put("at", at);
    line.put("kind", kind);
    lines.add(line);
    return line;
  }

  private void state(List<ObjectNode> lines) throws SQLException {
    each(
        "SELECT rails_since FROM billing_state WHERE rails_since IS NOT NULL",
        row -> line(lines, "rails", row.getLong(1)));
    each(
        "SELECT * FROM plan_prices",
        row ->
            line(lines, "price", row.getLong("seen_at"))
                .put("plan", row.getString("plan_id"))
                .put("amount", row.getLong("amount"))
                .put("currency", row.getString("currency"))
                .put("interval", "month")
                .put("free_months", 0));
    each(
        "SELECT * FROM yearly_prices",
        row ->
            line(lines, "price", row.getLong("seen_at"))
                .put("plan", row.getString("plan_id"))
                .put("amount", row.getLong("amount"))
                .put("currency", row.getString("currency"))
                .put("interval", "year")
                .put("free_months", row.getLong("free_months")));
  }

  private void activities(List<ObjectNode> lines) throws SQLException {
    eachOfTenant(
        "SELECT * FROM activity WHERE % ORDER BY tenant_pubkey, sequence",
        row -> {
          if (!row.getString("resource_type").equals("invoice")) {
            activity(lines, row);
          }
        });
  }

  private static void activity(List<ObjectNode> lines, ResultSet row) throws SQLException {
    var type = row.getString("activity_type");
    var snapshot = Json.tree(row.getString("snapshot"));
    var isRelay = row.getString("resource_type").equals("relay");
    var line =
        of(lines, "activity", row.getLong("billing_at"), row)
            .put("id", row.getString("id"))
            .put("sequence", row.getLong("sequence"))
            .put("recorded_at", row.getLong("created_at"))
            .put("type", type)
            .put("actor", row.getString("actor"));
    if (isRelay) {
      line.put("relay", row.getString("resource_id"))
          .put("plan", snapshot.path("plan_id").asString())
          .put("price", snapshot.path("amount").asLong())
          .put("interval", snapshot.path("interval").asString("month"))
          .put("status", snapshot.path("status").asString())
          .put("reserved", snapshot.path("reserved_plan_id").asString(null))
          .put("reserved_price", snapshot.path("reserved_amount").asLong(0))
          .put("reserved_interval", snapshot.path("reserved_interval").asString("month"));
    } else {
      line.put("status", snapshot.path("status").asString(""));
    }
    if (snapshot.has("adopted")) {
      var paid = snapshot.path("adopted");
      of(lines, "adopted", row.getLong("billing_at"), row)
          .put("activity", row.getString("id"))
          .put("relay", row.getString("resource_id"))
          .put("plan", paid.path("plan_id").asString())
          .put("price", paid.path("amount").asLong())
          .put("paid_until", paid.path("paid_until").asLong())
          .put("anchor", paid.path("anchor").asLong());
    }
    if (isRelay && row.getString("actor").equals("billing")) {
      of(lines, "standing", row.getLong("billing_at"), row)
          .put("relay", row.getString("resource_id"))
          .put("status", snapshot.path("status").asString());
    }
  }

  private static ObjectNode of(List<ObjectNode> lines, String kind, long at, ResultSet row)
      throws SQLException {
    return line(lines, kind, at).put("tenant", row.getString("tenant_pubkey"));
  }

  private void items(List<ObjectNode> lines) throws SQLException {
    eachOfTenant(
        "SELECT * FROM invoice_items WHERE % ORDER BY tenant_pubkey, number",
        row ->
            of(lines, "item", row.getLong("created_at"), row)
                .put("id", row.getString("id"))
                .put("item", row.getString("kind"))
                .put("relay", row.getString("relay_id"))
                .put("plan", row.getString("plan_id"))
                .put("price", row.getLong("price"))
                .put("interval", row.getObject("year_free_months") == null ? "month" : "year")
                .put("amount", row.getLong("amount"))
                .put("from", row.getLong("period_start"))
                .put("to", row.getLong("period_end"))
                .put("activity", row.getString("activity_id"))
                .put("payment", row.getString("payment_id"))
                .put("gives_back", row.getString("gives_back"))
                .put("refund", row.getString("refund_id"))
                .put("reverses", row.getString("reverses"))
                .put("invoice", row.getString("invoice_id"))
                .put("forgiven_on", row.getString("forgiven_on")));
  }

  private void asked(List<ObjectNode> lines) throws SQLException {
    eachOfTenant(
        ASKED,
        row ->
            of(lines, row.getString("kind"), row.getLong("created_at"), row)
                .put("id", row.getString("name"))
                .put("invoice", row.getString("invoice_id"))
                .put("amount", row.getLong("amount"))
                .put("unit", row.getString("unit"))
                .put("worth", row.getLong("worth"))
                .put("rate", orNull(row, "rate_usd_cents"))
                .put("rate_source", row.getString("rate_source"))
                .put("rate_at", orNull(row, "rate_at")));
  }

  private void payments(List<ObjectNode> lines) throws SQLException {
    eachOfTenant(
        "SELECT * FROM payments WHERE % ORDER BY at, id",
        row ->
            of(lines, "payment", row.getLong("at"), row)
                .put("id", row.getString("id"))
                .put("invoice", row.getString("invoice_id"))
                .put("method", row.getString("method"))
                .put("worth", row.getLong("worth"))
                .put("received", row.getLong("received"))
                .put("unit", row.getString("unit")));
  }

  private void refunds(List<ObjectNode> lines) throws SQLException {
    eachOfTenant(
        "SELECT * FROM refunds WHERE % AND booked_at IS NOT NULL ORDER BY booked_at, id",
        row -> {
          of(lines, "refund", row.getLong("booked_at"), row)
              .put("id", row.getString("id"))
              .put("payment", row.getString("payment_id"))
              .put("invoice", row.getString("invoice_id"))
              .put("cause", row.getString("kind"))
              .put("paid_by", row.getString("paid_by"))
              .put("amount", row.getLong("amount"));
          var undoneAt = orNull(row, "undone_at");
          if (undoneAt != null) {
            of(lines, "refund_undone", undoneAt, row).put("id", row.getString("id"));
          }
        });
  }

  private void invoices(List<ObjectNode> lines) throws SQLException {
    eachOfTenant(
        """
        SELECT i.*,
               (SELECT a.snapshot FROM activity a
                 WHERE a.resource_type = 'invoice' AND a.resource_id = i.id
                   AND a.tenant_pubkey = i.tenant_pubkey AND a.activity_type = 'create_invoice')
                 AS made_with
          FROM invoices i WHERE % ORDER BY i.tenant_pubkey, i.number
        """,
        row -> invoice(lines, row));
  }

  private static void invoice(List<ObjectNode> lines, ResultSet row) throws SQLException {
    var id = row.getString("id");
    var made =
        of(lines, "invoice_made", row.getLong("created_at"), row)
            .put("invoice", id)
            .put("number", row.getLong("number"))
            .put("total", row.getLong("total"))
            .put("currency", row.getString("currency"))
            .put("status", row.getString("status"))
            .put("due_at", orNull(row, "due_at"));
    var with = row.getString("made_with");
    if (with != null) {
      made.set("items", Json.tree(with).path("items"));
    }
    var paidAt = orNull(row, "paid_at");
    if (paidAt != null) {
      of(lines, "invoice_paid", paidAt, row)
          .put("invoice", id)
          .put("method", row.getString("method"))
          .put("payment", row.getString("payment_id"));
    }
    var voidedAt = orNull(row, "voided_at");
    if (voidedAt != null) {
      of(lines, "invoice_void", voidedAt, row)
          .put("invoice", id)
          .put("reason", row.getString("void_reason"));
    }
  }

  private static @Nullable Long orNull(ResultSet row, String column) throws SQLException {
    var value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  private void notices(List<ObjectNode> lines) throws SQLException {
    eachOfTenant(
        "SELECT * FROM notices WHERE % ORDER BY created_at, id",
        row ->
            of(lines, "notice", row.getLong("created_at"), row)
                .put("notice", row.getString("kind"))
                .put("subject", row.getString("subject"))
                .put("state", row.getString("state")));
  }

  private void billed(List<ObjectNode> lines) throws SQLException {
    eachOfTenant(
        "SELECT * FROM ledgers WHERE % ORDER BY tenant_pubkey",
        row ->
            of(lines, "billed", row.getLong("billed_until"), row)
                .put("sequence", row.getLong("billed_sequence"))
                .put("renews_at", orNull(row, "renews_at")));
  }
}
