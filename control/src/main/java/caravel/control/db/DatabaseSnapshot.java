package caravel.control.db;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.sqlite.SQLiteConnection;

/// The state of a database at one commit, which a read transaction keeps while others write.
public final class DatabaseSnapshot implements AutoCloseable {
  private final Connection connection;
  private final WriteAheadLog.Position end;

  private DatabaseSnapshot(Connection connection, WriteAheadLog.Position end) {
    this.connection = connection;
    this.end = end;
  }

  /// Takes the present state. Nothing may be committed during the call.
  ///
  /// @param end of the log at this moment
  static DatabaseSnapshot open(Path database, WriteAheadLog.Position end) {
    try {
      var connection = DriverManager.getConnection("jdbc:sqlite:" + database.toAbsolutePath());
      try (var statement = connection.createStatement()) {
        statement.execute("BEGIN");
        // The first read fixes the state that the transaction sees.
        statement.execute("SELECT count(*) FROM sqlite_master");
        return new DatabaseSnapshot(connection, end);
      } catch (SQLException failed) {
        connection.close();
        throw failed;
      }
    } catch (SQLException failed) {
      throw new DbException("the database cannot be read for a copy", failed);
    }
  }

  /// The end of the log that the snapshot contains.
  public WriteAheadLog.Position end() {
    return end;
  }

  /// Copies the database, page for page.
  ///
  /// @throws DbException if the copy cannot be written
  public void copyTo(Path target) {
    try {
      var sqlite = connection.unwrap(SQLiteConnection.class).getDatabase();
      int code = sqlite.backup("main", target.toString(), null);
      if (code != 0) {
        throw new DbException("the database cannot be copied to " + target + ": SQLite's " + code);
      }
    } catch (SQLException failed) {
      throw new DbException("the database cannot be copied to " + target, failed);
    }
  }

  /// Ends the read transaction.
  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException failed) {
      throw new DbException("the database does not close after a copy", failed);
    }
  }
}
