package caravel.control.db.copy;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The tables of a database in an order in which each comes after those that it refers to.
final class TableList {
  /// Tables about the database and its processes. They are not copied.
  private static final Set<String> OF_THE_DATABASE =
      Set.of("flyway_schema_history", "leases", "commits");

  /// @param columns in their order in the source
  record Table(String name, List<String> columns) {
    /// Lists the columns for a statement.
    String columnList() {
      return String.join(", ", columns);
    }
  }

  private TableList() {}

  static List<Table> of(Connection connection) throws SQLException {
    var data = connection.getMetaData();
    var references = new TreeMap<String, Set<String>>();
    try (var tables = tables(connection, data)) {
      while (tables.next()) {
        var name = tables.getString("TABLE_NAME");
        if (!OF_THE_DATABASE.contains(name) && !name.startsWith("sqlite_")) {
          references.put(name, new TreeSet<>());
        }
      }
    }
    for (var entry : references.entrySet()) {
      try (var keys = data.getImportedKeys(null, schema(connection), entry.getKey())) {
        while (keys.next()) {
          entry.getValue().add(keys.getString("PKTABLE_NAME"));
        }
      }
    }
    var ordered = new ArrayList<Table>();
    for (var name : inOrder(references)) {
      ordered.add(new Table(name, columns(connection, name)));
    }
    return List.copyOf(ordered);
  }

  /// @param references the tables that each table refers to
  /// @throws IllegalStateException if the references form a cycle
  static List<String> inOrder(Map<String, Set<String>> references) {
    var ordered = new ArrayList<String>();
    var left = new TreeMap<>(references);
    while (!left.isEmpty()) {
      var ready =
          left.entrySet().stream()
              .filter(entry -> ordered.containsAll(entry.getValue()))
              .map(Map.Entry::getKey)
              .toList();
      if (ready.isEmpty()) {
        throw new IllegalStateException("tables refer to each other: " + left.keySet());
      }
      ordered.addAll(ready);
      left.keySet().removeAll(ready);
    }
    return List.copyOf(ordered);
  }

  private static ResultSet tables(Connection connection, DatabaseMetaData data)
      throws SQLException {
    return data.getTables(null, schema(connection), "%", new String[] {"TABLE"});
  }

  /// SQLite has none.
  private static String schema(Connection connection) throws SQLException {
    var schema = connection.getSchema();
    return schema == null || schema.isEmpty() ? "%" : schema;
  }

  private static List<String> columns(Connection connection, String table) throws SQLException {
    var names = new ArrayList<String>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT * FROM " + table + " WHERE 1 = 0")) {
      var described = rows.getMetaData();
      for (int column = 1; column <= described.getColumnCount(); column++) {
        names.add(described.getColumnName(column));
      }
    }
    return List.copyOf(names);
  }
}
