package caravel.control.db;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// SQLite's write-ahead log of the database, as its backup follows it.
///
/// SQLite uses one file for one log after the other. While the log is followed, only this class
/// begins a new one, so no bytes are overwritten before the follower has taken them.
public final class WriteAheadLog {
  /// How long a checkpoint waits for readers. The writer waits as long.
  private static final int CHECKPOINT_WAIT_MILLIS = 100;

  private static final Logger LOG = LoggerFactory.getLogger(WriteAheadLog.class);

  private final Path database;
  private final Writer writer;
  private final int automaticPages;

  // Only the writer's thread uses these.
  private Follower follower = new NoFollower();
  private @Nullable LogFile file;
  private LogFile.@Nullable Header header;
  private long number;
  private long end;

  /// @param automaticPages pages that trigger a checkpoint while no one follows the log
  WriteAheadLog(Path database, Writer writer, int automaticPages) {
    this.database = database;
    this.writer = writer;
    this.automaticPages = automaticPages;
  }

  /// Receives the commits, on the writer's thread.
  public interface Follower {
    /// A new log begins.
    ///
    /// @param log its number, one more than that of the log before
    void began(long log);

    /// @param end bytes of the log that hold whole transactions
    void committed(long end);

    /// The log cannot be read: later commits may be missing.
    void failed(IOException why);
  }

  /// A place in the sequence of logs.
  ///
  /// @param offset bytes from the start of the log
  public record Position(long log, long offset) {}

  /// Turns automatic checkpoints off and reports each commit, first the end of the present log.
  public void follow(Follower follower) {
    writer.outsideTransactions(handle -> {
      handle.execute("PRAGMA wal_autocheckpoint = 0");
      this.follower = follower;
      beginLog(null);
      committed();
      writer.afterEachCommit(this::committed);
      return true;
    });
  }

  /// Reports no more commits and turns automatic checkpoints on.
  public void release() {
    writer.outsideTransactions(handle -> {
      writer.afterEachCommit(() -> {});
      follower = new NoFollower();
      handle.execute("PRAGMA wal_autocheckpoint = " + automaticPages);
      closeFile();
      return true;
    });
  }

  /// The bytes of the present log.
  ///
  /// @param to at most the end of the last commit
  public byte[] read(long from, long to) throws IOException {
    try (var log = new LogFile(database)) {
      return log.bytes(from, to);
    }
  }

  /// Moves the log into the database file and begins a new log, unless readers need the present
  /// one.
  ///
  /// @param take runs before, when no transaction does: afterwards the bytes may be gone. It
  ///   returns whether to go on.
  /// @return whether a new log begins
  public boolean checkpoint(BooleanSupplier take) {
    return writer.outsideTransactions(handle -> take.getAsBoolean() && truncate(handle));
  }

  /// The database as of the last commit, to be copied while it is written. The present log goes on
  /// until the snapshot is closed.
  ///
  /// @param take as in [#checkpoint]
  /// @return null if `take` refused
  public @Nullable DatabaseSnapshot snapshot(BooleanSupplier take) {
    return writer.<@Nullable DatabaseSnapshot>outsideTransactions(handle -> {
      if (!take.getAsBoolean()) {
        return null;
      }
      truncate(handle);
      return DatabaseSnapshot.open(database, new Position(number, end));
    });
  }

  private boolean truncate(Handle handle) {
    var normal = handle.createQuery("PRAGMA busy_timeout").mapTo(Integer.class).one();
    handle.execute("PRAGMA busy_timeout = " + CHECKPOINT_WAIT_MILLIS);
    try {
      var busy = handle.createQuery("PRAGMA wal_checkpoint(TRUNCATE)").mapTo(Integer.class).one();
      if (busy != 0) {
        return false;
      }
    } finally {
      handle.execute("PRAGMA busy_timeout = " + normal);
    }
    if (header != null) {
      beginLog(null);
    }
    return true;
  }

  private void committed() {
    try {
      var log = file == null ? new LogFile(database) : file;
      file = log;
      var present = log.header();
      if (present == null) {
        return;
      }
      if (header == null) {
        header = present;
      } else if (!header.equals(present)) {
        // A checkpoint had moved everything but could not cut the file, and SQLite reuses it.
        beginLog(present);
      }
      long last = log.endOfCommits(present, end);
      if (last > end) {
        end = last;
        follower.committed(end);
      }
    } catch (IOException | RuntimeException failed) {
      follower.failed(new IOException("the log of the database cannot be followed", failed));
    }
  }

  private void beginLog(LogFile.@Nullable Header next) {
    number++;
    header = next;
    end = 0;
    follower.began(number);
  }

  /// Follows nothing.
  private record NoFollower() implements Follower {
    @Override
    public void began(long log) {}

    @Override
    public void committed(long end) {}

    @Override
    public void failed(IOException why) {}
  }

  private void closeFile() {
    if (file != null) {
      try {
        file.close();
      } catch (IOException failed) {
        LOG.debug("the log of the database does not close", failed);
      }
      file = null;
    }
  }
}
