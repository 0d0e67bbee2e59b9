package caravel.control.db;

import caravel.control.db.SqliteSources.Use;
import caravel.control.db.postgres.PostgresAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The database of the control plane: an SQLite file, or a PostgreSQL server.
public final class Db implements AutoCloseable {
  private final TransactionRunner runner;

  private Db(TransactionRunner runner) {
    this.runner = runner;
  }

  /// Opens the file, creates it if it is absent, and migrates its tables to this version.
  ///
  /// @throws DbException with an error message for the operator, if the file cannot be used
  public static Db open(Path file, InstantSource clock) {
    return open(file, clock, () -> {});
  }

  /// @param writerDied called if the writer's thread ends by itself: writing is impossible then,
  ///   and the process should end
  public static Db open(Path file, InstantSource clock, Runnable writerDied) {
    return opened(
        file,
        ownership -> {
          Migrations.bringUpToDate(file, writing(file));
          var random = new SecureRandom();
          var connection = writing(file).getConnection();
          var writer = new Writer(connection, clock, random, writerThread(), writerDied);
          return new Db(
              new SqliteRunner(ownership, writer, SqliteSources.reading(file), clock, random));
        });
  }

  /// Opens a PostgreSQL database, and migrates its tables to this version. This process is the only
  /// one that uses it until it is closed.
  ///
  /// @param died called once if another process has taken over the database
  /// @throws DbException with an error message for the operator, if the database cannot be used
  public static Db open(PostgresAddress address, InstantSource clock, Runnable died) {
    return new Db(PostgresRunner.open(address, clock, new SecureRandom(), died));
  }

  /// Opens a database in memory, which is lost when it is closed. Its transactions run on the given
  /// executors, and its ids come from `random`.
  ///
  /// @param name unique in this process
  /// @param writer runs one task at a time; closed with the database
  /// @param readers runs one task at a time; closed with the database
  public static Db openInMemory(
      String name,
      InstantSource clock,
      RandomGenerator random,
      ExecutorService writer,
      ExecutorService readers) {
    try {
      // The first connection keeps the database alive; the connection of a migration is closed
      // again.
      var source = SqliteSources.of(urlInMemory(name), Use.WRITING);
      var writing = source.getConnection();
      Migrations.bringUpToDate(Path.of(name), source);
      var reading = SqliteSources.readingConnection(urlInMemory(name));
      return new Db(
          new SqliteRunner(
              null,
              new Writer(writing, clock, random, writer, () -> {}),
              new SqliteSources.Reading(new Readers(jdbi(reading), readers), reading),
              clock,
              random));
    } catch (SQLException refused) {
      throw Migrations.unusable(Path.of(name), refused);
    }
  }

  /// Opens a database whose rows may be lost. A file that is unreadable or of another version is
  /// replaced by an empty one. Commits do not wait for the disk.
  ///
  /// @throws DbException if no file can be created either
  public static Db openDisposable(Path file, DisposableSchema schema, InstantSource clock) {
    try {
      var source = SqliteSources.ofFile(file, Use.DISPOSABLE);
      if (!schema.isIn(file, source)) {
        DisposableSchema.delete(file);
        schema.create(file, source);
      }
      var random = new SecureRandom();
      var writer = new Writer(source.getConnection(), clock, random, writerThread(), () -> {});
      return new Db(new SqliteRunner(null, writer, SqliteSources.reading(file), clock, random));
    } catch (SQLException refused) {
      throw Migrations.unusable(file, refused);
    }
  }

  /// The address of a database in memory, for other connections of this process. Its connections
  /// share a page cache.
  public static String urlInMemory(String name) {
    return "jdbc:sqlite:file:" + name + "?mode=memory&cache=shared";
  }

  private interface Opening {
    Db open(DatabaseLock ownership) throws SQLException;
  }

  private static Db opened(Path file, Opening opening) {
    var ownership = DatabaseLock.of(file);
    try {
      return opening.open(ownership);
    } catch (SQLException refused) {
      ownership.close();
      throw Migrations.unusable(file, refused);
    } catch (RuntimeException refused) {
      ownership.close();
      throw refused;
    }
  }

  /// Runs `work` in a writing transaction, which is committed and on the disk on return. An
  /// exception rolls everything back.
  public <T extends @Nullable Object> T inTx(Function<Tx, T> work) {
    return runner.write(work);
  }

  /// Runs `work` on a snapshot of the committed rows. It cannot write.
  public <T extends @Nullable Object> T read(Function<Tx, T> work) {
    return runner.read(work);
  }

  /// Writing transactions since the start.
  ///
  /// @param count committed and failed ones
  /// @param nanos time that their callers waited, queueing included
  public record Transactions(long count, long nanos) {}

  public Transactions transactions() {
    return runner.transactions();
  }

  /// Why the database cannot be written now; empty = it can.
  public Optional<String> fault() {
    return runner.fault();
  }

  /// The log of a database that [#open(Path, InstantSource)] opened, for its backup. One caller
  /// uses it.
  public WriteAheadLog log(Path file) {
    if (runner instanceof SqliteRunner sqlite) {
      return sqlite.log(file);
    }
    throw new IllegalStateException("only an SQLite database has a log that can be followed");
  }

  @Override
  public void close() {
    runner.close();
  }

  /// For a connection that one thread at a time uses.
  static Jdbi jdbi(Connection connection) {
    var jdbi = configured(Jdbi.create(connection));
    var statements = new KeptStatements();
    jdbi.setStatementBuilderFactory(_ -> statements);
    return jdbi;
  }

  /// Adds the settings that connections of both kinds have.
  static Jdbi configured(Jdbi jdbi) {
    return jdbi.registerArgument(new StorableText());
  }

  /// Connections to a file, as a start uses them.
  static DataSource writing(Path file) {
    return SqliteSources.ofFile(file, Use.WRITING);
  }

  private static ExecutorService writerThread() {
    return Executors.newSingleThreadExecutor(Thread.ofPlatform().name("db-writer").factory());
  }
}
