package caravel.control.db.copy;

import caravel.control.db.Db;
import caravel.control.db.DbException;
import caravel.control.db.copy.TableList.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Copies all rows of a database to an empty one, which may be of the other kind: to move a control
/// plane from SQLite to PostgreSQL or back. The two must not be used meanwhile.
public final class DatabaseTransfer {
  private static final int BATCH_ROWS = 500;

  /// Rows of the source that the driver has in memory.
  private static final int FETCH_ROWS = 500;

  /// Tables that a migration fills.
  private static final Set<String> FILLED_BY_MIGRATIONS = Set.of("billing_state", "list_counts");

  private DatabaseTransfer() {}

  /// One table after the copy, read back from the target.
  ///
  /// @param hash sum of the SHA-256 hashes of the rows, in 64 hex digits; the same in both
  ///   databases
  public record CopiedTable(String name, long rows, String hash) {}

  /// Copies every table in one transaction of the target, reads all rows back, and compares them
  /// with the source.
  ///
  /// @throws DbException if the target has data already, or a table differs after the copy; the
  ///   target is unchanged then
  public static List<CopiedTable> copy(Db from, Db to) {
    return from.read(source ->
        to.inTx(target -> {
          try {
            return copy(source.handle().getConnection(), target.handle().getConnection());
          } catch (SQLException failed) {
            throw new DbException("the copy failed: " + failed.getMessage(), failed);
          }
        }));
  }

  private static List<CopiedTable> copy(Connection source, Connection target) throws SQLException {
    var tables = TableList.of(source);
    refuseMissing(tables, TableList.of(target));
    refuseData(tables, target);
    var copied = new ArrayList<CopiedTable>();
    for (var table : tables) {
      var written = copyTable(table, source, target);
      var found = hash(table, target);
      if (!written.equals(found)) {
        throw new DbException(
            "the table %s differs after the copy: %d rows were read and %d written. Nothing was copied"
                .formatted(table.name(), written.rows(), found.rows()));
      }
      copied.add(found);
    }
    return List.copyOf(copied);
  }

  /// A table that the other database lacks would not be copied.
  private static void refuseMissing(List<Table> source, List<Table> target) {
    if (!Set.copyOf(names(source)).equals(Set.copyOf(names(target)))) {
      throw new DbException("the two databases do not have the same tables");
    }
  }

  private static List<String> names(List<Table> tables) {
    return tables.stream().map(Table::name).toList();
  }

  private static void refuseData(List<Table> tables, Connection target) throws SQLException {
    for (var table : tables) {
      if (!FILLED_BY_MIGRATIONS.contains(table.name()) && hasRows(table, target)) {
        throw new DbException(
            "the database to copy to has data already (in the table %s). Name an empty one"
                .formatted(table.name()));
      }
    }
  }

  private static boolean hasRows(Table table, Connection target) throws SQLException {
    try (var statement = target.createStatement();
        var rows = statement.executeQuery("SELECT 1 FROM " + table.name() + " LIMIT 1")) {
      return rows.next();
    }
  }

  private static CopiedTable copyTable(Table table, Connection source, Connection target)
      throws SQLException {
    var hash = new RowsHash();
    var places = String.join(", ", Collections.nCopies(table.columns().size(), "?"));
    var sql = "INSERT INTO %s (%s) VALUES (%s)".formatted(table.name(), table.columnList(), places);
    try (var emptying = target.createStatement();
        var insert = target.prepareStatement(sql)) {
      emptying.execute("DELETE FROM " + table.name());
      forEachRow(
          table,
          source,
          values -> {
            hash.add(values);
            bind(insert, values);
            insert.addBatch();
            if (hash.rows() % BATCH_ROWS == 0) {
              insert.executeBatch();
            }
          });
      insert.executeBatch();
    }
    return new CopiedTable(table.name(), hash.rows(), hash.hash());
  }

  private static CopiedTable hash(Table table, Connection connection) throws SQLException {
    var hash = new RowsHash();
    forEachRow(table, connection, hash::add);
    return new CopiedTable(table.name(), hash.rows(), hash.hash());
  }

  private interface RowTask {
    void accept(@Nullable Object[] values) throws SQLException;
  }

  private static void forEachRow(Table table, Connection connection, RowTask task)
      throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.setFetchSize(FETCH_ROWS);
      try (var rows =
          statement.executeQuery("SELECT " + table.columnList() + " FROM " + table.name())) {
        while (rows.next()) {
          task.accept(values(rows, table.columns().size()));
        }
      }
    }
  }

  private static @Nullable Object[] values(ResultSet rows, int columns) throws SQLException {
    var values = new @Nullable Object[columns];
    for (int column = 0; column < columns; column++) {
      values[column] =
          switch (rows.getObject(column + 1)) {
            case Integer number -> number.longValue();
            case Short number -> number.longValue();
            case null -> null;
            case Object other -> other;
          };
    }
    return values;
  }

  private static void bind(PreparedStatement insert, @Nullable Object[] values)
      throws SQLException {
    for (int column = 0; column < values.length; column++) {
      insert.setObject(column + 1, values[column]);
    }
  }
}
