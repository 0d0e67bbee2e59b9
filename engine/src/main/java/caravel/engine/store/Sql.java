package caravel.engine.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// One SQLite connection with its prepared statements. Not safe for use by several threads.
final class Sql implements AutoCloseable {
  private static final int BUSY_TIMEOUT_MILLIS = 3_000;
  private static final int PAGE_BYTES = 4_096;

  /// Most prepared statements; the least recently used one is closed.
  private static final int PREPARED_MAX = 64;

  /// Steps of SQLite's virtual machine between two checks of the limit.
  private static final int STEPS_AT_ONCE = 2_000;

  /// Mask of the primary code in an extended result code.
  private static final int PRIMARY_CODE = 0xff;

  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new LinkedHashMap<>(16, 0.75f, true);
  private long stepsLeft = Long.MAX_VALUE;
  private BooleanSupplier mayContinue = () -> true;

  private Sql(Connection connection) {
    this.connection = connection;
  }

  /// Opens the file, and creates it when it is absent.
  ///
  /// @param writing whether the file may need its schema; a reader finds it there
  static Sql open(Path file, boolean writing) throws SQLException {
    var config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    if (writing) {
      config.setPageSize(PAGE_BYTES);
      config.setJournalMode(SQLiteConfig.JournalMode.WAL);
      config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
      config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    }
    return new Sql(config.createConnection("jdbc:sqlite:" + file));
  }

  /// Enables the limit of [#allow].
  void bound() throws SQLException {
    ProgressHandler.setHandler(
        connection,
        STEPS_AT_ONCE,
        new ProgressHandler() {
          @Override
          protected int progress() {
            stepsLeft -= STEPS_AT_ONCE;
            return stepsLeft < 0 || !mayContinue.getAsBoolean() ? 1 : 0;
          }
        });
  }

  /// Limits the next statements together, in steps of SQLite's virtual machine (some ten
  /// nanoseconds each). Beyond it they fail, see [#isInterrupted].
  void allow(long steps) {
    stepsLeft = steps;
  }

  /// Calls this check between steps; statements fail as soon as it returns false.
  void pauseWith(BooleanSupplier check) {
    mayContinue = check;
  }

  boolean mayContinue() {
    return mayContinue.getAsBoolean();
  }

  /// Allows this many more steps without a check, to finish an interrupted query.
  void finishWithin(long steps) {
    stepsLeft = steps;
    mayContinue = () -> true;
  }

  static boolean isInterrupted(SQLException failed) {
    return isCode(failed, SQLiteErrorCode.SQLITE_INTERRUPT);
  }

  /// Whether SQLite reported this error, by its primary code.
  static boolean isCode(Exception failed, SQLiteErrorCode code) {
    return failed instanceof SQLiteException because
        && (because.getResultCode().code & PRIMARY_CODE) == code.code;
  }

  /// Runs a pragma or a schema change, without keeping it prepared.
  void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  PreparedStatement prepare(String sql) throws SQLException {
    var known = prepared.get(sql);
    if (known == null) {
      if (prepared.size() == PREPARED_MAX) {
        var oldest = prepared.entrySet().iterator();
        oldest.next().getValue().close();
        oldest.remove();
      }
      known = connection.prepareStatement(sql);
      prepared.put(sql, known);
    }
    return known;
  }

  PreparedStatement prepare(String sql, long... arguments) throws SQLException {
    var statement = prepare(sql);
    for (int i = 0; i < arguments.length; i++) {
      statement.setLong(i + 1, arguments[i]);
    }
    return statement;
  }

  void run(String sql, long... arguments) throws SQLException {
    prepare(sql, arguments).executeUpdate();
  }

  /// Returns the first column of every row.
  long[] numbers(String sql, long... arguments) throws SQLException {
    var found = new long[4];
    int count = 0;
    try (var rows = prepare(sql, arguments).executeQuery()) {
      while (rows.next()) {
        if (count == found.length) {
          found = Arrays.copyOf(found, count * 2);
        }
        found[count++] = rows.getLong(1);
      }
    }
    return Arrays.copyOf(found, count);
  }

  /// Copies the log into the file, as far as no reader is in the way, and forces the file.
  ///
  /// @param mode of SQLite, which says whether it waits for readers
  /// @return whether the file has everything
  boolean checkpoint(String mode) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("PRAGMA wal_checkpoint(" + mode + ")")) {
      return row.next() && row.getInt(1) == 0 && row.getInt(2) == row.getInt(3);
    }
  }

  /// Copies the database to a new file, as it is at the beginning of the copy.
  void copyTo(Path target) throws SQLException {
    execute("BEGIN");
    try {
      // The first read fixes the state that the transaction sees.
      numbers("SELECT count(*) FROM meta");
      int code =
          connection
              .unwrap(SQLiteConnection.class)
              .getDatabase()
              .backup("main", target.toString(), null);
      if (code != SQLiteErrorCode.SQLITE_OK.code) {
        throw new SQLException(
            "cannot copy to " + target + ": " + SQLiteErrorCode.getErrorCode(code));
      }
    } finally {
      execute("COMMIT");
    }
  }

  boolean exists(String sql, long... arguments) throws SQLException {
    try (var rows = prepare(sql, arguments).executeQuery()) {
      return rows.next();
    }
  }

  @Override
  public void close() throws SQLException {
    try (connection) {
      for (var statement : prepared.values()) {
        statement.close();
      }
    }
  }
}
