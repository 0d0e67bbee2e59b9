package caravel.app.adopt.legacy;

import caravel.app.adopt.legacy.LegacyRows.LegacyInvoice;
import caravel.app.adopt.legacy.LegacyRows.LegacyItem;
import caravel.app.adopt.legacy.LegacyRows.LegacyRelay;
import caravel.app.adopt.legacy.LegacyRows.LegacyTenant;
import caravel.app.adopt.legacy.LegacyRows.Times;
import caravel.control.relay.RelaySettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/// Reads the older Caravel's SQLite file, in each of its generations. Never writes to it.
final class LegacyReader {
  /// Most rows of one table.
  static final int ROWS_MAX = 1_000_000;

  /// Longest text of one column.
  static final int TEXT_CHARACTERS_MAX = 100_000;

  private final Connection connection;
  private final List<String> reports = new ArrayList<>();

  private LegacyReader(Connection connection) {
    this.connection = connection;
  }

  /// @throws LegacyException if the file is not a database of the older Caravel
  static LegacyRows read(Path file) {
    var config = new SQLiteConfig();
    config.setReadOnly(true);
    try (var connection = config.createConnection("jdbc:sqlite:" + file.toAbsolutePath())) {
      return new LegacyReader(connection).read();
    } catch (SQLException unreadable) {
      throw new LegacyException(
          file + " is not a readable SQLite database: " + unreadable.getMessage());
    }
  }

  private LegacyRows read() throws SQLException {
    var tables = tables();
    reportTables(tables);
    var tenants = tenants(open(LegacyTable.TENANTS, tables, Set.of()));
    var relays = relays(open(LegacyTable.RELAYS, tables, RelaySettings.names()));
    var invoices = new ArrayList<LegacyInvoice>();
    var items = new ArrayList<LegacyItem>();
    if (LegacyTable.INVOICES.names().stream().anyMatch(tables::contains)) {
      invoices.addAll(invoices(open(LegacyTable.INVOICES, tables, Set.of())));
      items.addAll(items(open(LegacyTable.ITEMS, tables, Set.of())));
    } else {
      reports.add("There is no table of invoices, so no time is paid for.");
    }
    return new LegacyRows(tenants, relays, invoices, items, reports);
  }

  private Set<String> tables() throws SQLException {
    var tables = new TreeSet<String>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT name FROM sqlite_master WHERE type = 'table'")) {
      while (rows.next()) {
        if (!rows.getString(1).startsWith("sqlite_")) {
          tables.add(rows.getString(1));
        }
      }
    }
    return tables;
  }

  private void reportTables(Set<String> tables) {
    var known = new HashSet<>(LegacyTable.UNUSED);
    for (var table :
        List.of(LegacyTable.TENANTS, LegacyTable.RELAYS, LegacyTable.INVOICES, LegacyTable.ITEMS)) {
      known.addAll(table.names());
    }
    tables.stream()
        .filter(table -> !known.contains(table))
        .forEach(
            table -> reports.add("The table " + shown(table) + " is unknown and not adopted."));
  }

  /// A table that exists, with the real name of each column.
  ///
  /// @param columns by our name of a column
  private record OpenTable(String name, Map<String, String> columns) {
    boolean has(String column) {
      return columns.containsKey(column);
    }
  }

  private OpenTable open(LegacyTable table, Set<String> tables, Set<String> switches)
      throws SQLException {
    var name =
        table.names().stream()
            .filter(tables::contains)
            .findFirst()
            .orElseThrow(() ->
                new LegacyException(
                    "The database has no table "
                        + String.join(" or ", table.names())
                        + ", so it is not one of the older Caravel."));
    var present = columnsOf(name);
    var columns = new HashMap<String, String>();
    table
        .required()
        .forEach((column, aliases) -> {
          var found = first(aliases, present);
          if (found.isEmpty()) {
            throw new LegacyException(
                "The table %s has no column %s.".formatted(name, String.join(" or ", aliases)));
          }
          columns.put(column, found.orElseThrow());
        });
    table
        .optional()
        .forEach((column, aliases) ->
            first(aliases, present).ifPresent(found -> columns.put(column, found)));
    switches.stream().filter(present::contains).forEach(column -> columns.put(column, column));
    var unknown = new TreeSet<>(present);
    unknown.removeAll(columns.values());
    unknown.removeAll(table.ignored());
    unknown.forEach(column ->
        reports.add("The column %s.%s is unknown and not adopted.".formatted(name, shown(column))));
    return new OpenTable(name, columns);
  }

  private Set<String> columnsOf(String table) throws SQLException {
    var columns = new HashSet<String>();
    try (var statement = connection.prepareStatement("SELECT name FROM pragma_table_info(?)")) {
      statement.setString(1, table);
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          columns.add(rows.getString(1));
        }
      }
    }
    return columns;
  }

  private static Optional<String> first(List<String> aliases, Set<String> present) {
    return aliases.stream().filter(present::contains).findFirst();
  }

  private interface RowReader<T> {
    T read(Row row) throws SQLException;
  }

  /// One row, by our names of the columns.
  private record Row(OpenTable table, ResultSet rows) {
    /// @return `""` = there is no such column, or no value
    String text(String column) throws SQLException {
      var real = table.columns().get(column);
      var value = real == null ? null : rows.getString(real);
      if (value != null && value.length() > TEXT_CHARACTERS_MAX) {
        throw new LegacyException("A value of %s.%s is too long.".formatted(table.name(), real));
      }
      return value == null ? "" : value;
    }

    @Nullable Long number(String column) throws SQLException {
      var real = table.columns().get(column);
      if (real == null) {
        return null;
      }
      var value = rows.getObject(real);
      return switch (value) {
        case null -> null;
        case Integer number -> Long.valueOf(number);
        case Long number -> number;
        default ->
            throw new LegacyException(
                "A value of %s.%s is not a whole number.".formatted(table.name(), real));
      };
    }

    long required(String column) throws SQLException {
      var number = number(column);
      if (number == null) {
        throw new LegacyException(
            "A value of %s.%s is missing.".formatted(table.name(), table.columns().get(column)));
      }
      return number;
    }
  }

  private <T> List<T> all(OpenTable table, RowReader<T> reader) throws SQLException {
    var read = new ArrayList<T>();
    // The name is one of the fixed names of the table.
    var sql = "SELECT * FROM \"" + table.name() + "\" ORDER BY 1 LIMIT " + (ROWS_MAX + 1);
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        read.add(reader.read(new Row(table, rows)));
      }
    }
    if (read.size() > ROWS_MAX) {
      throw new LegacyException("The table " + table.name() + " has more than 1,000,000 rows.");
    }
    return read;
  }

  private List<LegacyTenant> tenants(OpenTable table) throws SQLException {
    return all(
        table,
        row ->
            new LegacyTenant(
                row.text("pubkey"),
                row.text("nwc_url"),
                row.number("billing_anchor"),
                row.text("stripe_customer_id"),
                row.text("stripe_payment_method_id")));
  }

  private List<LegacyRelay> relays(OpenTable table) throws SQLException {
    return all(
        table,
        row -> {
          var text = new HashMap<String, String>();
          for (var column : LegacyTable.RELAYS.optional().keySet()) {
            if (!column.equals("created_at")) {
              text.put(column, row.text(column));
            }
          }
          for (var column : List.of("subdomain", "plan", "status")) {
            text.put(column, row.text(column));
          }
          var flags = new HashMap<String, Boolean>();
          for (var flag : RelaySettings.names()) {
            var value = table.has(flag) ? row.number(flag) : null;
            if (value != null) {
              flags.put(flag, value != 0);
            }
          }
          return new LegacyRelay(
              row.text("id"), row.text("tenant"), row.number("created_at"), text, flags);
        });
  }

  private List<LegacyInvoice> invoices(OpenTable table) throws SQLException {
    return all(
        table,
        row ->
            new LegacyInvoice(
                row.text("id"),
                row.text("tenant"),
                row.required("amount"),
                new Times(
                    row.required("period_start"),
                    row.required("period_end"),
                    row.required("created_at"),
                    row.number("paid_at"),
                    row.number("voided_at")),
                row.text("status"),
                row.text("method")));
  }

  private List<LegacyItem> items(OpenTable table) throws SQLException {
    return all(
        table,
        row ->
            new LegacyItem(
                row.text("invoice"),
                row.text("relay"),
                row.text("plan"),
                row.required("amount"),
                row.text("description"),
                row.number("voided_at") != null));
  }

  /// A name from the file, in a form that is safe to print.
  private static String shown(String name) {
    var safe = name.replaceAll("[^A-Za-z0-9_ -]", "?");
    return safe.length() > 60 ? safe.substring(0, 60) + "…" : safe;
  }
}
