package caravel.verify.simulate;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads the database over a separate connection, without any of the program's code.
final class DatabaseView implements AutoCloseable {
  /// An expression for the tenant of a row with an invoice.
  private static final String TENANT_OF_INVOICE =
      "(SELECT tenant_pubkey FROM invoices WHERE id = %s.invoice_id)";

  /// The tenant of rows that concern all tenants.
  private static final String EVERYBODY = "''";

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private long terms;

  DatabaseView(String url) {
    try {
      this.connection = DriverManager.getConnection(url);
      for (var sql :
          List.of(
              "CREATE INDEX IF NOT EXISTS simulated_payments ON payments (tenant_pubkey)",
              "CREATE TABLE IF NOT EXISTS simulated_touched (tenant TEXT, part TEXT)")) {
        run(sql);
      }
      watch(Part.STANDING, "tenants", "%s.pubkey");
      watch(Part.STANDING, "relays", "%s.tenant_pubkey");
      watchFormerOwners();
      watch("activity", "INSERT", "%s.tenant_pubkey", Part.NEWS);
      watch("activity", "UPDATE", "%s.tenant_pubkey", Part.HISTORY);
      watch("activity", "DELETE", "%s.tenant_pubkey", Part.HISTORY);
      watch(Part.NEWS, "ledgers", "%s.tenant_pubkey");
      watch(Part.LINES, "invoice_items", "%s.tenant_pubkey");
      watch(Part.BILLS, "invoices", "%s.tenant_pubkey");
      watch(Part.PAPER, "payments", "%s.tenant_pubkey");
      watch(Part.PAPER, "refunds", "%s.tenant_pubkey");
      watch("payment_attempts", "INSERT", TENANT_OF_INVOICE, Part.PAPER);
      watch(
          "payment_attempts",
          "UPDATE OF external_id, state, amount, worth, rate_usd_cents",
          TENANT_OF_INVOICE,
          Part.PAPER);
      watch("payment_attempts", "DELETE", TENANT_OF_INVOICE, Part.PAPER);
      watch(Part.LETTERS, "notices", "%s.tenant_pubkey");
      watch(Part.TERMS, "plan_prices", EVERYBODY);
      watch(Part.TERMS, "yearly_prices", EVERYBODY);
      watch("billing_state", "UPDATE OF rails_since", EVERYBODY, Part.TERMS);
    } catch (SQLException refused) {
      throw new IllegalStateException("the tables cannot be read", refused);
    }
  }

  /// The connection, for a reader of whole tables.
  Connection connection() {
    return connection;
  }

  private void watch(Part part, String table, String tenant) throws SQLException {
    for (var event : List.of("INSERT", "UPDATE", "DELETE")) {
      watch(table, event, tenant, part);
    }
  }

  /// @param tenant an expression for a row's tenant; `%s` is the row
  private void watch(String table, String event, String tenant, Part part) throws SQLException {
    var row = event.equals("DELETE") ? "OLD" : "NEW";
    run(
        """
        CREATE TRIGGER IF NOT EXISTS "simulated %s %s" AFTER %s ON %s BEGIN
          INSERT INTO simulated_touched SELECT %s, '%s'; END
        """
            .formatted(table, event, event, table, tenant.formatted(row), part));
  }

  /// A transfer changes the relays of two tenants.
  private void watchFormerOwners() throws SQLException {
    run(
        """
        CREATE TRIGGER IF NOT EXISTS "simulated relays transferred"
        AFTER UPDATE OF tenant_pubkey ON relays BEGIN
          INSERT INTO simulated_touched SELECT OLD.tenant_pubkey, 'STANDING'; END
        """);
  }

  private void run(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// A part of a tenant's rows that is read together.
  enum Part {
    STANDING,
    /// Earlier records have changed.
    HISTORY,
    /// New records or items were added.
    NEWS,
    LINES,
    BILLS,
    PAPER,
    LETTERS,
    /// Prices and payment methods, which all tenants share.
    TERMS
  }

  /// Converts one row.
  interface Reading<T> {
    T read(ResultSet row) throws SQLException;
  }

  <T> List<T> list(String sql, Reading<T> reading, Object... values) {
    try {
      var statement = statement(sql);
      for (var i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      var found = new ArrayList<T>();
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(reading.read(rows));
        }
      }
      return found;
    } catch (SQLException failed) {
      throw new IllegalStateException("cannot read: " + sql, failed);
    }
  }

  /// The parts that changed since the last call, by tenant key.
  Map<String, Set<Part>> touched() {
    var parts = new TreeMap<String, Set<Part>>();
    list(
        "DELETE FROM simulated_touched RETURNING tenant, part",
        row ->
            parts
                .computeIfAbsent(row.getString(1), _ -> EnumSet.noneOf(Part.class))
                .add(Part.valueOf(row.getString(2))));
    if (parts.remove("") != null) {
      terms++;
    }
    return parts;
  }

  /// How often [Part#TERMS] have changed.
  long terms() {
    return terms;
  }

  private PreparedStatement statement(String sql) throws SQLException {
    var known = statements.get(sql);
    if (known != null) {
      return known;
    }
    var statement = connection.prepareStatement(sql);
    statements.put(sql, statement);
    return statement;
  }

  /// The single number of a query; null = no row.
  @Nullable Long number(String sql, Object... values) {
    var found =
        list(
            sql,
            row -> {
              var value = row.getLong(1);
              return row.wasNull() ? Long.MIN_VALUE : value;
            },
            values);
    return found.isEmpty() || found.getFirst() == Long.MIN_VALUE ? null : found.getFirst();
  }

  /// Runs a statement with the number in each `?`.
  void change(String sql, long value) {
    try {
      var statement = statement(sql);
      for (var i = 1; i <= statement.getParameterMetaData().getParameterCount(); i++) {
        statement.setLong(i, value);
      }
      statement.executeUpdate();
    } catch (SQLException failed) {
      throw new IllegalStateException("cannot write: " + sql, failed);
    }
  }

  static @Nullable Long orNull(ResultSet row, String column) throws SQLException {
    var value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  @Override
  public void close() {
    try {
      for (var statement : statements.values()) {
        statement.close();
      }
      connection.close();
    } catch (SQLException gone) {
      throw new IllegalStateException("the tables do not close", gone);
    }
  }
}
