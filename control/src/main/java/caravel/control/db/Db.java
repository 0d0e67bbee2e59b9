package caravel.control.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;

/// The one database file: a writer on a thread of its own, and some readers that never wait for it.
public final class Db implements AutoCloseable {
  private static final int READERS_MAX = 4;
  private static final int READER_WAIT_MILLIS = 10_000;
  private static final int BUSY_TIMEOUT_MILLIS = 5_000;

  private final FileOwnership ownership;
  private final Writer writer;
  private final HikariDataSource readers;
  private final Jdbi reading;
  private final InstantSource clock;
  private final RandomGenerator random;

  private Db(
      FileOwnership ownership,
      Writer writer,
      HikariDataSource readers,
      InstantSource clock,
      RandomGenerator random) {
    this.ownership = ownership;
    this.writer = writer;
    this.readers = readers;
    this.reading = Jdbi.create(readers);
    this.clock = clock;
    this.random = random;
  }

  /// Opens the file, makes it where there is none, and brings its tables up to this version.
  ///
  /// @throws DbException with one sentence for the operator, where the file cannot be used
  public static Db open(Path file, InstantSource clock) {
    var ownership = FileOwnership.of(file);
    try {
      Migrations.bringUpToDate(file, dataSource(file, false));
      var random = new SecureRandom();
      var writer = new Writer(dataSource(file, false).getConnection(), clock, random);
      return new Db(ownership, writer, readers(file), clock, random);
    } catch (SQLException refused) {
      ownership.close();
      throw Migrations.unusable(file, refused);
    } catch (RuntimeException refused) {
      ownership.close();
      throw refused;
    }
  }

  /// Runs `work` in a transaction that may write; it is committed and on the disk when this
  /// returns. Whatever `work` throws rolls everything back and is thrown here.
  public <T extends @Nullable Object> T inTx(Function<Tx, T> work) {
    return writer.call(work);
  }

  /// Runs `work` on one unmoving view of what is committed; it cannot write.
  public <T extends @Nullable Object> T read(Function<Tx, T> work) {
    writer.refuseInside();
    try {
      return reading.inTransaction(
          handle -> work.apply(new Tx(handle, clock.instant(), random, false)));
    } catch (JdbiException failed) {
      throw new DbException("a read failed", failed);
    }
  }

  @Override
  public void close() {
    writer.close();
    readers.close();
    ownership.close();
  }

  private static SQLiteDataSource dataSource(Path file, boolean readOnly) {
    var config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    config.setTransactionMode(readOnly ? TransactionMode.DEFERRED : TransactionMode.IMMEDIATE);
    var source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
    return source;
  }

  private static HikariDataSource readers(Path file) {
    var config = new HikariConfig();
    config.setDataSource(dataSource(file, true));
    config.setConnectionInitSql("PRAGMA query_only = 1");
    config.setPoolName("db-readers");
    config.setMaximumPoolSize(READERS_MAX);
    config.setConnectionTimeout(READER_WAIT_MILLIS);
    return new HikariDataSource(config);
  }
}
