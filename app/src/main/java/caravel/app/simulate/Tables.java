package caravel.app.simulate;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The database as it is on the disk, read by a connection of its own and without a line of the
/// program's code.
final class Tables implements AutoCloseable {
  /// By which a change is known to be about somebody.
  private static final List<String> WITH_TENANT =
      List.of("activity", "relays", "invoices", "invoice_items", "payments", "notices");

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  Tables(Path file) {
    try {
      this.connection = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath());
      for (var sql :
          List.of(
              "PRAGMA synchronous = OFF",
              "CREATE TABLE IF NOT EXISTS simulated_touched (tenant TEXT PRIMARY KEY)")) {
        run(sql);
      }
      for (var table : WITH_TENANT) {
        watch(table, "INSERT", "tenant_pubkey");
        watch(table, "UPDATE", "tenant_pubkey");
      }
      watch("tenants", "UPDATE", "pubkey");
    } catch (SQLException refused) {
      throw new IllegalStateException("the tables cannot be read", refused);
    }
  }

  /// For whoever reads it all.
  Connection connection() {
    return connection;
  }

  private void watch(String table, String event, String column) throws SQLException {
    run(
        """
        CREATE TRIGGER IF NOT EXISTS simulated_%s_%s AFTER %s ON %s BEGIN
          INSERT OR IGNORE INTO simulated_touched VALUES (NEW.%s); END
        """
            .formatted(table, event, event, table, column));
  }

  private void run(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// What one row becomes.
  interface Reading<T> {
    T read(ResultSet row) throws SQLException;
  }

  <T> List<T> list(String sql, Reading<T> reading, Object... values) {
    try {
      var statement = statements.get(sql);
      if (statement == null) {
        statement = connection.prepareStatement(sql);
        statements.put(sql, statement);
      }
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

  /// The keys of the tenants of whom something changed since this was asked last.
  List<String> touched() {
    var keys = list("SELECT tenant FROM simulated_touched ORDER BY 1", row -> row.getString(1));
    if (!keys.isEmpty()) {
      try {
        run("DELETE FROM simulated_touched");
      } catch (SQLException failed) {
        throw new IllegalStateException("cannot forget what was touched", failed);
      }
    }
    return keys;
  }

  /// The one number that a query answers; null where it answers none.
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
