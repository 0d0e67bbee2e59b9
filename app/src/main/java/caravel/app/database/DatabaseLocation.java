package caravel.app.database;

import caravel.control.db.Db;
import caravel.control.db.postgres.PostgresAddress;
import caravel.control.db.postgres.PostgresPool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;

/// Where the control plane's database is.
public sealed interface DatabaseLocation {
  /// Opens the database, creates its tables if there are none, and migrates them to this version.
  ///
  /// @param died called once if the database cannot be written any more
  Db open(InstantSource clock, Runnable died);

  /// A connection that only reads, also beside a server. Empty = nothing was stored yet.
  ///
  /// @throws SQLException if the database cannot be read
  Optional<Connection> openToRead() throws SQLException;

  /// Whether a start would find a database.
  boolean exists();

  /// An SQLite file.
  record File(Path path) implements DatabaseLocation {
    @Override
    public Db open(InstantSource clock, Runnable died) {
      return Db.open(path, clock, died);
    }

    @Override
    public Optional<Connection> openToRead() throws SQLException {
      return exists()
          ? Optional.of(DriverManager.getConnection("jdbc:sqlite:file:" + path + "?mode=ro"))
          : Optional.empty();
    }

    @Override
    public boolean exists() {
      return Files.isRegularFile(path);
    }

    @Override
    public String toString() {
      return path.toString();
    }
  }

  /// A database of a PostgreSQL server.
  record Server(PostgresAddress address) implements DatabaseLocation {
    @Override
    public Db open(InstantSource clock, Runnable died) {
      return Db.open(address, clock, died);
    }

    @Override
    public Optional<Connection> openToRead() throws SQLException {
      var connection = PostgresPool.single(address).getConnection();
      connection.setReadOnly(true);
      try (var tables = connection.getMetaData().getTables(null, null, "relays", null)) {
        if (tables.next()) {
          return Optional.of(connection);
        }
      }
      connection.close();
      return Optional.empty();
    }

    /// A server that does not answer is found when the database is opened.
    @Override
    public boolean exists() {
      return true;
    }

    @Override
    public String toString() {
      return address.toString();
    }
  }
}
