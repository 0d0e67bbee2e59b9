package caravel.engine.store;

import caravel.engine.store.EventStore.StoreException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

/// The reads of one relay's file, each in a transaction and on a thread of the [QueryScheduler].
final class FileReads {
  /// A read of the file.
  interface Read<T> {
    /// Begins a transaction by [Tail#snapshot], which is ended afterwards.
    T run(Sql sql, IndexKeys keys) throws SQLException;
  }

  private final FileStore store;
  private final SharedRelayFile file;
  private final QueryScheduler scheduler;

  FileReads(FileStore store, SharedRelayFile file, QueryScheduler scheduler) {
    this.store = store;
    this.file = file;
    this.scheduler = scheduler;
  }

  /// Reads, and waits for the result.
  ///
  /// @throws StoreException when the file cannot be read
  <T> T run(QueryBudget budget, Read<T> read) {
    return scheduler.run(store, budget, work(true, read));
  }

  /// Reads in the background. The file counts as unused.
  ///
  /// @return completed with a [StoreException] when the file cannot be read
  /// @throws StoreException when the scheduler is closed
  <T> CompletableFuture<T> submit(Read<T> read) {
    return scheduler.submit(store, QueryBudget.unlimited(), work(false, read));
  }

  /// Begins or continues the index of searches, without waiting for it.
  void growSearch() {
    store.growSearchSoon();
  }

  private <T> QueryScheduler.Work<T> work(boolean isUse, Read<T> read) {
    return mayContinue -> {
      var open = file.lease();
      try {
        return open.read(sql -> {
          sql.allow(Long.MAX_VALUE);
          sql.pauseWith(mayContinue);
          var answer = read.run(sql, open.keys());
          sql.finishWithin(Long.MAX_VALUE);
          sql.run("COMMIT");
          return answer;
        });
      } catch (SQLException failed) {
        throw new StoreException("cannot read " + file.path(), failed);
      } finally {
        file.release(isUse);
      }
    };
  }
}
