package caravel.verify.simulate;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// A copy of the database, kept in another database in memory, from which it can be restored.
final class DatabaseCopy implements AutoCloseable {
  private static final String TABLES =
      """
      SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
         AND name NOT LIKE 'flyway%' AND name <> 'simulated_touched'
      """;

  private final Connection connection;

  /// @param url of the database to copy
  DatabaseCopy(String url) {
    try {
      this.connection = DriverManager.getConnection(url);
    } catch (SQLException refused) {
      throw new IllegalStateException("the database cannot be copied", refused);
    }
  }

  /// Copies every table, and replaces the earlier copy.
  void take() {
    run(statements -> {
      for (var table : tables()) {
        statements.add("DROP TABLE IF EXISTS copy." + table);
        statements.add("CREATE TABLE copy." + table + " AS SELECT * FROM main." + table);
      }
    });
  }

  /// Restores every table to the copy. Invoices are deleted last and inserted first, because the
  /// triggers of [DatabaseView] read a row's tenant from them.
  void restore() {
    run(statements -> {
      var tables = new ArrayList<>(tables());
      tables.remove("invoices");
      tables.add("invoices");
      tables.forEach(table -> statements.add("DELETE FROM main." + table));
      for (var table : tables.reversed()) {
        statements.add("INSERT INTO main." + table + " SELECT * FROM copy." + table);
      }
    });
  }

  private interface Collecting {
    void addTo(List<String> statements) throws SQLException;
  }

  private void run(Collecting work) {
    try (var statement = connection.createStatement()) {
      if (!isAttached()) {
        statement.execute("ATTACH ':memory:' AS copy");
      }
      var statements = new ArrayList<String>();
      work.addTo(statements);
      statement.execute("BEGIN IMMEDIATE");
      for (var sql : statements) {
        statement.execute(sql);
      }
      statement.execute("COMMIT");
    } catch (SQLException failed) {
      throw new IllegalStateException("the database cannot be copied or restored", failed);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException gone) {
      throw new IllegalStateException("the copy of the database does not close", gone);
    }
  }

  private boolean isAttached() throws SQLException {
    return names("SELECT name FROM pragma_database_list").contains("copy");
  }

  private List<String> tables() throws SQLException {
    return names(TABLES);
  }

  private List<String> names(String sql) throws SQLException {
    var names = new ArrayList<String>();
    try (var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }
}
