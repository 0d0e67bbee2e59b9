package caravel.control.db;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Random;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/// A database file that a restore builds. No other program uses it.
public final class RestoredDatabase {
  private final Path file;

  public RestoredDatabase(Path file) {
    this.file = file;
  }

  /// The file into which the bytes of the next log belong.
  public Path log() {
    return file.resolveSibling(file.getFileName() + "-wal");
  }

  /// Moves the transactions in [#log()] into the database. SQLite checks the sums of all frames.
  ///
  /// @throws DbException if the database cannot be written, or the log is not whole
  public void applyLog() {
    long frames;
    try (var log = new LogFile(file)) {
      frames = log.frames();
    } catch (IOException unreadable) {
      throw Migrations.unusable(file, unreadable);
    }
    var moved =
        with(handle ->
            handle
                .createQuery("PRAGMA wal_checkpoint(FULL)")
                .map((row, _) -> row.getLong("checkpointed"))
                .one());
    if (moved != frames) {
      throw new DbException(
          "SQLite recovers " + moved + " of " + frames + " frames of a log of " + file);
    }
  }

  /// SQLite's check of every page and index.
  ///
  /// @return `ok`, or the first fault
  public String check() {
    return with(
        handle -> handle.createQuery("PRAGMA integrity_check(1)").mapTo(String.class).one());
  }

  /// Runs reads on the file, as a transaction at `now`. Its random numbers are of no use.
  public <T> T read(Instant now, Function<Tx, T> work) {
    return with(handle ->
        handle.inTransaction(inside -> work.apply(new Tx(inside, now, new Random(0), false))));
  }

  /// Runs reads on the file.
  public <T> T with(Function<Handle, T> work) {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath());
        var handle = Db.jdbi(connection).open()) {
      return work.apply(handle);
    } catch (SQLException | JdbiException failed) {
      throw Migrations.unusable(file, failed);
    }
  }
}
