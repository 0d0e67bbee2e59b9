package caravel.control.db;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/// Runs the transactions of an SQLite database: one writing thread, and several readers that never
/// wait for it.
final class SqliteRunner implements TransactionRunner {
  private final @Nullable DatabaseLock ownership;
  private final Writer writer;
  private final SqliteSources.Reading reading;
  private final InstantSource clock;
  private final RandomGenerator random;

  /// @param ownership released when this runner is closed; null = the file is not locked
  SqliteRunner(
      @Nullable DatabaseLock ownership,
      Writer writer,
      SqliteSources.Reading reading,
      InstantSource clock,
      RandomGenerator random) {
    this.ownership = ownership;
    this.writer = writer;
    this.reading = reading;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public <T extends @Nullable Object> T write(Function<Tx, T> work) {
    return writer.call(work);
  }

  @Override
  public <T extends @Nullable Object> T read(Function<Tx, T> work) {
    writer.refuseInside();
    try {
      return reading
          .readers()
          .call(handle -> work.apply(new Tx(handle, clock.instant(), random, false)));
    } catch (JdbiException failed) {
      throw new DbException("a read failed", failed);
    }
  }

  @Override
  public Db.Transactions transactions() {
    return writer.transactions();
  }

  @Override
  public Optional<String> fault() {
    return writer.fault();
  }

  WriteAheadLog log(Path file) {
    return new WriteAheadLog(file, writer, SqliteSources.LOG_MAX_PAGES);
  }

  @Override
  public void close() {
    writer.close();
    reading.readers().close();
    try {
      reading.connections().close();
    } catch (Exception failed) {
      throw new DbException("a connection to the database does not close", failed);
    }
    if (ownership != null) {
      ownership.close();
    }
  }
}
