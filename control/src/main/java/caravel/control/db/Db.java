package caravel.control.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
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
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;

/// The database file: one writing thread, and several readers that never wait for it.
public final class Db implements AutoCloseable {
  /// Not above the number of cores: more readers take processor time from the embedded engine while
  /// the API is busy.
  private static final int READERS_MAX =
      Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 4);

  private static final int BUSY_TIMEOUT_MILLIS = 5_000;

  /// Page cache of each connection.
  private static final int CACHE_MAX_KIB = 16 * 1024;

  /// Pages (4 KiB each) in the log that trigger a checkpoint. Until then, a page that is written
  /// many times is moved once.
  private static final int LOG_MAX_PAGES = 4_000;

  private static final String READ_ONLY = "PRAGMA query_only = 1";

  private final @Nullable DatabaseLock ownership;
  private final Writer writer;
  private final Readers readers;
  private final AutoCloseable readingConnections;
  private final InstantSource clock;
  private final RandomGenerator random;

  private Db(
      @Nullable DatabaseLock ownership,
      Writer writer,
      Reading reading,
      InstantSource clock,
      RandomGenerator random) {
    this.ownership = ownership;
    this.writer = writer;
    this.readers = reading.readers();
    this.readingConnections = reading.connections();
    this.clock = clock;
    this.random = random;
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
          Migrations.bringUpToDate(file, dataSource(file, Use.WRITING));
          var random = new SecureRandom();
          var connection = dataSource(file, Use.WRITING).getConnection();
          var writer = new Writer(connection, clock, random, writerThread(), writerDied);
          return new Db(ownership, writer, reading(file), clock, random);
        });
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
      var writing = dataSource(urlInMemory(name), Use.WRITING).getConnection();
      Migrations.bringUpToDate(Path.of(name), dataSource(urlInMemory(name), Use.WRITING));
      var reading = dataSource(urlInMemory(name), Use.READING).getConnection();
      try (var statement = reading.createStatement()) {
        statement.execute(READ_ONLY);
      }
      return new Db(
          null,
          new Writer(writing, clock, random, writer, () -> {}),
          new Reading(new Readers(jdbi(reading), readers), reading),
          clock,
          random);
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
      if (!schema.isIn(file, dataSource(file, Use.DISPOSABLE))) {
        DisposableSchema.delete(file);
        schema.create(file, dataSource(file, Use.DISPOSABLE));
      }
      var random = new SecureRandom();
      var connection = dataSource(file, Use.DISPOSABLE).getConnection();
      var writer = new Writer(connection, clock, random, writerThread(), () -> {});
      return new Db(null, writer, reading(file), clock, random);
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
    return writer.call(work);
  }

  /// Runs `work` on a snapshot of the committed rows. It cannot write.
  public <T extends @Nullable Object> T read(Function<Tx, T> work) {
    writer.refuseInside();
    try {
      return readers.call(handle -> work.apply(new Tx(handle, clock.instant(), random, false)));
    } catch (JdbiException failed) {
      throw new DbException("a read failed", failed);
    }
  }

  /// Writing transactions since the start.
  ///
  /// @param count committed and failed ones
  /// @param nanos time that their callers waited, queueing included
  public record Transactions(long count, long nanos) {}

  public Transactions transactions() {
    return writer.transactions();
  }

  /// Why the database cannot be written now; empty = it can.
  public Optional<String> fault() {
    return writer.fault();
  }

  /// The log of a database that [#open(Path, InstantSource)] opened, for its backup. One caller
  /// uses it.
  public WriteAheadLog log(Path file) {
    return new WriteAheadLog(file, writer, LOG_MAX_PAGES);
  }

  @Override
  public void close() {
    writer.close();
    readers.close();
    try {
      readingConnections.close();
    } catch (Exception failed) {
      throw new DbException("a connection to the database does not close", failed);
    }
    if (ownership != null) {
      ownership.close();
    }
  }

  /// For a connection that one thread at a time uses.
  static Jdbi jdbi(Connection connection) {
    var jdbi = Jdbi.create(connection);
    var statements = new KeptStatements();
    jdbi.setStatementBuilderFactory(_ -> statements);
    return jdbi;
  }

  private enum Use {
    WRITING,
    READING,
    DISPOSABLE
  }

  /// Connections to a file, as a start uses them.
  static DataSource writing(Path file) {
    return dataSource(file, Use.WRITING);
  }

  private static SQLiteDataSource dataSource(Path file, Use use) {
    return dataSource("jdbc:sqlite:" + file.toAbsolutePath(), use);
  }

  private static SQLiteDataSource dataSource(String url, Use use) {
    var config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(use == Use.DISPOSABLE ? SynchronousMode.OFF : SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    config.setCacheSize(-CACHE_MAX_KIB); // Below zero it is not pages.
    config.setWalAutocheckpoint(LOG_MAX_PAGES);
    config.setGetGeneratedKeys(false); // It would ask for one after every insert.
    config.setTransactionMode(
        use == Use.READING ? TransactionMode.DEFERRED : TransactionMode.IMMEDIATE);
    var source = new SQLiteDataSource(config);
    source.setUrl(url);
    return source;
  }

  /// @param connections closed after the readers
  private record Reading(Readers readers, AutoCloseable connections) {}

  private static Reading reading(Path file) {
    var config = new HikariConfig();
    config.setDataSource(dataSource(file, Use.READING));
    config.setConnectionInitSql(READ_ONLY);
    config.setPoolName("db-readers");
    config.setMaximumPoolSize(READERS_MAX);
    var connections = new HikariDataSource(config);
    var threads =
        Executors.newFixedThreadPool(
            READERS_MAX, Thread.ofPlatform().name("db-reader-", 0).factory());
    return new Reading(new Readers(Jdbi.create(connections), threads), connections);
  }

  private static ExecutorService writerThread() {
    return Executors.newSingleThreadExecutor(Thread.ofPlatform().name("db-writer").factory());
  }
}
