package caravel.control.db;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.db.postgres.PostgresPool;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Both kinds of database have the same tables after the migrations.
final class SameSchemaTest {
  private static final String HISTORY = "flyway_schema_history";

  @TempDir Path folder;

  private interface Reading {
    void read(Connection connection, String table, Set<String> into) throws SQLException;
  }

  @Test
  void the_columns_are_the_same() throws SQLException {
    compare(SameSchemaTest::columns);
  }

  @Test
  void the_indexes_and_the_unique_keys_are_the_same() throws SQLException {
    compare(SameSchemaTest::indexes);
  }

  @Test
  void the_references_are_the_same() throws SQLException {
    compare(SameSchemaTest::references);
  }

  private void compare(Reading reading) throws SQLException {
    var clock = new TestClock();
    var file = folder.resolve("caravel.db");
    Db.open(file, clock).close();
    var address = TestDatabase.empty();
    Db.open(address, clock, () -> {}).close();
    try (var sqlite = Db.writing(file).getConnection();
        var postgres = PostgresPool.single(address).getConnection()) {
      var expected = all(sqlite, reading);
      assertThat(expected).hasSizeGreaterThan(20);
      var found = all(postgres, reading);
      var more = new TreeSet<>(found);
      more.removeAll(expected);
      expected.removeAll(found);
      assertThat(more).isEmpty();
      assertThat(expected).isEmpty();
    }
  }

  private static Set<String> all(Connection connection, Reading reading) throws SQLException {
    var found = new TreeSet<String>();
    try (var tables = connection.getMetaData().getTables(null, null, "%", new String[] {"TABLE"})) {
      while (tables.next()) {
        var table = tables.getString("TABLE_NAME");
        if (!table.equals(HISTORY) && !table.startsWith("sqlite_")) {
          reading.read(connection, table, found);
        }
      }
    }
    return found;
  }

  private static void columns(Connection connection, String table, Set<String> into)
      throws SQLException {
    try (var columns = connection.getMetaData().getColumns(null, null, table, "%")) {
      var keys = primaryKey(connection, table);
      while (columns.next()) {
        var type = columns.getString("TYPE_NAME").toLowerCase(Locale.ROOT);
        into.add(
            "%s.%s %s%s%s"
                .formatted(
                    table,
                    columns.getString("COLUMN_NAME"),
                    switch (type) {
                      case "int8" -> "bigint";
                      case "int4" -> "integer";
                      default -> type;
                    },
                    columns.getString("IS_NULLABLE").equals("NO")
                            || keys.contains(columns.getString("COLUMN_NAME"))
                        ? " NOT NULL"
                        : "",
                    defaultValue(columns.getString("COLUMN_DEF"))));
      }
    }
  }

  /// Its columns may be null in SQLite, which no statement makes use of.
  private static Set<String> primaryKey(Connection connection, String table) throws SQLException {
    var columns = new TreeSet<String>();
    try (var keys = connection.getMetaData().getPrimaryKeys(null, null, table)) {
      while (keys.next()) {
        columns.add(keys.getString("COLUMN_NAME"));
      }
    }
    return columns;
  }

  private static String defaultValue(String text) {
    return text == null
        ? ""
        : " DEFAULT " + text.replaceAll("::\\w+| COLLATE \"C\"|'(?=-?\\d)|(?<=\\d)'", "");
  }

  private static void indexes(Connection connection, String table, Set<String> into)
      throws SQLException {
    var parts = new TreeMap<String, StringBuilder>();
    try (var indexes = connection.getMetaData().getIndexInfo(null, null, table, false, false)) {
      while (indexes.next()) {
        var name = indexes.getString("INDEX_NAME");
        // SQLite needs no index for a key that is a number.
        if (name != null && !"one".equals(indexes.getString("COLUMN_NAME"))) {
          var kind = indexes.getBoolean("NON_UNIQUE") ? "index" : "unique";
          parts
              .computeIfAbsent(name, _ -> new StringBuilder(table + " " + kind))
              .append(' ')
              .append(indexes.getString("COLUMN_NAME"));
        }
      }
    }
    parts.values().forEach(index -> into.add(index.toString()));
  }

  private static void references(Connection connection, String table, Set<String> into)
      throws SQLException {
    try (var keys = connection.getMetaData().getImportedKeys(null, null, table)) {
      while (keys.next()) {
        into.add(
            "%s.%s -> %s.%s"
                .formatted(
                    table,
                    keys.getString("FKCOLUMN_NAME"),
                    keys.getString("PKTABLE_NAME"),
                    keys.getString("PKCOLUMN_NAME")));
      }
    }
  }
}
