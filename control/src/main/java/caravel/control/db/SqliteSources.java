package caravel.control.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;

/// Connections to SQLite databases, with their options.
final class SqliteSources {
  /// Pages (4 KiB each) in the log that trigger a checkpoint. Until then, a page that is written
  /// many times is moved once.
  static final int LOG_MAX_PAGES = 4_000;

  /// Not above the number of cores: more readers take processor time from the embedded engine while
  /// the API is busy.
  private static final int READERS_MAX =
      Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 4);

  private static final int BUSY_TIMEOUT_MILLIS = 5_000;

  /// Page cache of each connection.
  private static final int CACHE_MAX_KIB = 16 * 1024;

  private static final String READ_ONLY = "PRAGMA query_only = 1";

  private SqliteSources() {}

  /// @param connections closed after the readers
  record Reading(Readers readers, AutoCloseable connections) {}

  enum Use {
    WRITING,
    READING,
    DISPOSABLE
  }

  static SQLiteDataSource ofFile(Path file, Use use) {
    return of("jdbc:sqlite:" + file.toAbsolutePath(), use);
  }

  static SQLiteDataSource of(String url, Use use) {
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

  /// Connections that read the file, for a thread each.
  static Reading reading(Path file) {
    var config = new HikariConfig();
    config.setDataSource(ofFile(file, Use.READING));
    config.setConnectionInitSql(READ_ONLY);
    config.setPoolName("db-readers");
    config.setMaximumPoolSize(READERS_MAX);
    var connections = new HikariDataSource(config);
    var threads =
        Executors.newFixedThreadPool(
            READERS_MAX, Thread.ofPlatform().name("db-reader-", 0).factory());
    return new Reading(new Readers(Db.configured(Jdbi.create(connections)), threads), connections);
  }

  /// One connection that only reads.
  static Connection readingConnection(String url) throws SQLException {
    var reading = of(url, Use.READING).getConnection();
    try (var statement = reading.createStatement()) {
      statement.execute(READ_ONLY);
    }
    return reading;
  }
}
