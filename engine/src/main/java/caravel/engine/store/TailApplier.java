package caravel.engine.store;

import caravel.engine.store.EventStore.StoreException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the durable commits of one relay to its file, in sorted batches. A failure loses nothing:
/// the tail and the log keep the commits.
///
/// Safe for use by many threads.
final class TailApplier {
  private static final Logger LOG = LoggerFactory.getLogger(TailApplier.class);

  private static final long RETRY_NANOS_MIN = 1_000_000_000L;
  private static final long RETRY_NANOS_MAX = 60_000_000_000L;

  private final SharedRelayFile file;
  private final Tail tail;

  /// Taken before the turn of the relay.
  private final ReentrantLock applying = new ReentrantLock();

  // Guarded by the lock.
  private long retryDelayNanos;

  private volatile long retryAtNanos = System.nanoTime();

  TailApplier(SharedRelayFile file, Tail tail) {
    this.file = file;
    this.tail = tail;
  }

  /// Writes everything that is durable now.
  ///
  /// @throws StoreException if the file has not everything; nothing is lost
  void apply() {
    if (tail.durable() != null) {
      use(this::apply);
    }
  }

  /// Like [#apply]. Logs the first failure, and says when the next attempt is due.
  void tryApply() {
    if (tail.durable() != null) {
      attempt(this::apply);
    }
  }

  /// Applies, forces the file, and tells the log that the file needs it no more.
  void trySettle() {
    attempt(open -> {
      apply(open);
      // No other apply follows before the position is read.
      if (open.checkpoint()) {
        file.report(open.position());
      }
    });
  }

  private interface Step {
    void run(RelayFile open) throws SQLException;
  }

  /// The file is opened before the lock is taken, because opening it may wait for other applies.
  private void use(Step step) {
    var open = file.lease();
    applying.lock();
    try {
      step.run(open);
      retryDelayNanos = 0;
    } catch (SQLException failed) {
      throw new StoreException("cannot write to " + file.path(), failed);
    } finally {
      applying.unlock();
      file.release(false);
    }
  }

  private void attempt(Step step) {
    try {
      use(step);
    } catch (RuntimeException | Error failed) {
      if (!file.isEnded()) {
        delay(failed);
      }
      if (!(failed instanceof StoreException)) {
        throw failed;
      }
    }
  }

  /// Whether the pause after a failure is over.
  boolean isRetryDue() {
    return System.nanoTime() - retryAtNanos >= 0;
  }

  private void delay(Throwable failed) {
    applying.lock();
    try {
      delayRetry(failed);
    } finally {
      applying.unlock();
    }
  }

  private void delayRetry(Throwable failed) {
    if (retryDelayNanos == 0) {
      LOG.error(
          "Events of {} are in the log only, and are written to the file again and again until it"
              + " succeeds.",
          file.path(),
          failed);
    }
    retryDelayNanos = Math.clamp(retryDelayNanos * 2, RETRY_NANOS_MIN, RETRY_NANOS_MAX);
    retryAtNanos = System.nanoTime() + retryDelayNanos;
  }

  /// Begins another timeline, with everything of the one before in the file.
  void beginTimeline(StoreBackup clock) {
    use(open -> {
      tail.turn().lock();
      try {
        tail.awaitDurable();
        apply(open);
        var last = open.position();
        var first = CommitCounter.newTimeline(last, clock);
        tail.begin(first, open.begin(first));
        file.report(last);
      } finally {
        tail.turn().unlock();
      }
    });
  }

  private void apply(RelayFile open) throws SQLException {
    boolean isWritten = false;
    for (var next = tail.durable(); next != null && !isWritten; next = tail.durable()) {
      isWritten = write(open, next);
    }
    if (isWritten) {
      try {
        open.measure();
        open.shortenLog();
      } catch (SQLException failed) {
        LOG.warn("The log of {} could not be shortened", file.path(), failed);
      }
    }
  }

  /// Writes a batch in one transaction.
  ///
  /// @return false if an earlier batch was in the file already
  private boolean write(RelayFile open, Tail.Durable durable) throws SQLException {
    var sql = open.writer();
    try {
      sql.run("BEGIN IMMEDIATE");
      var tables = new RelayTables(sql);
      var inFile = tables.position();
      var known = open.position();
      if (!Objects.equals(inFile, known)) {
        if (inFile == null
            || known == null
            || inFile.timeline() != known.timeline()
            || inFile.seq() < known.seq()
            || inFile.seq() > durable.position().seq()) {
          throw new SQLException("another program has changed the file");
        }
        // The commit of an earlier batch has failed, and took effect all the same.
        tail.commit(sql, open, inFile, sql.numbers("SELECT max(r) FROM event")[0]);
        return false;
      }
      var search = new SearchIndex(sql);
      long covered = search.covered();
      if (covered != SearchIndex.NONE) {
        var added = durable.changes().added().stream().map(EventRow::toRow).toList();
        search.change(durable.changes().gone(), added, covered);
      }
      long highest = change(tables, open.keys(), durable.changes());
      tables.storePosition(durable.position());
      if (covered != SearchIndex.NONE) {
        search.confirm();
      }
      tail.commit(sql, open, durable.position(), highest);
      return true;
    } catch (Throwable failed) {
      abandon(open, sql, failed);
      throw failed;
    }
  }

  private static long change(RelayTables tables, IndexKeys keys, UnwrittenChanges.Batch batch)
      throws SQLException {
    for (long r : batch.gone()) {
      tables.delete(r, keys);
    }
    var bodies = new ArrayList<Commit.Row>(batch.added().size());
    var index = new ArrayList<RelayTables.IndexRow>(batch.added().size() * 8);
    for (var row : batch.added()) {
      bodies.add(row.toRow());
      row.addIndexRows(index);
    }
    tables.insert(bodies, index);
    for (var erasure : batch.erasing().entrySet()) {
      if (erasure.getValue()) {
        tables.markErasing(erasure.getKey());
      } else {
        tables.unmarkErasing(erasure.getKey());
      }
    }
    return bodies.isEmpty() ? -1 : bodies.getLast().r();
  }

  /// Adds a part of the events to the index of searches, in a transaction of its own.
  ///
  /// @return whether events are missing still; false also after a failure, which the next search
  ///   repeats
  boolean growSearch() {
    try {
      boolean[] isMissing = new boolean[1];
      use(open -> {
        isMissing[0] = growSearch(open);
        open.measure();
        open.shortenLog();
      });
      return isMissing[0];
    } catch (StoreException failed) {
      if (!file.isEnded()) {
        LOG.warn("The index of searches in {} could not grow", file.path(), failed);
      }
      return false;
    }
  }

  private static boolean growSearch(RelayFile open) throws SQLException {
    var sql = open.writer();
    try {
      sql.run("BEGIN IMMEDIATE");
      boolean isMissing = new SearchIndex(sql).grow();
      sql.run("COMMIT");
      return isMissing;
    } catch (Throwable failed) {
      abandon(open, sql, failed);
      throw failed;
    }
  }

  private static void abandon(RelayFile open, Sql sql, Throwable failed) {
    try {
      sql.run("ROLLBACK");
    } catch (SQLException | RuntimeException | Error _) {
      // SQLite has rolled back by itself. A connection in doubt is closed with its transaction.
      open.dropWriter(failed);
    }
  }
}
