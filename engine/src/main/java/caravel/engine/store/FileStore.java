package caravel.engine.store;

import caravel.engine.limits.DiskSpace;
import caravel.engine.store.EventStore.StoreException;
import caravel.engine.store.EventStore.UnstorableException;
import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.Filter;
import caravel.nostr.PublicKey;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;

/// The store of one relay, with its file open or closed. Changes wait in a queue until a writer
/// commits them together.
final class FileStore implements EventStore {
  private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);

  private static final long UNKNOWN_BYTES = -1;

  /// The parts that all stores of one folder share.
  record Shared(
      Sync sync,
      EventStores.Limits limits,
      Writers writers,
      OpenFiles openFiles,
      QueryScheduler queries,
      DiskSpace disk,
      StoreBackup backup) {}

  private final Path path;
  private final Shared shared;
  private final StoreReads reads;

  private final JobQueue queue;
  private final ReentrantLock fileLock = new ReentrantLock();
  private final Condition unused = fileLock.newCondition();
  private @Nullable RelayFile file;
  private int users;
  private boolean closedForGood;
  private volatile long usedAt;
  private final ReentrantLock eraseLock = new ReentrantLock();
  private boolean erased;
  private final LongAdder commits = new LongAdder();
  private volatile long bytes = UNKNOWN_BYTES;

  FileStore(Path path, Shared shared) {
    this.path = path;
    this.shared = shared;
    this.queue = new JobQueue(path, () -> shared.writers().enqueue(this::serve));
    this.reads = new StoreReads(this, path, shared.queries());
  }

  @Override
  public CompletableFuture<List<Saved>> write(List<Change> changes) {
    try {
      var batch = WriteJob.Batch.of(changes);
      queue.add(batch);
      return batch.answer();
    } catch (UnstorableException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  @Override
  public List<StoredEvent> query(Filter filter, int max, long now, QueryBudget budget) {
    return reads.query(filter, max, now, budget);
  }

  @Override
  public void scan(Filter filter, long now, Consumer<StoredEvent> sink) {
    reads.scan(filter, now, sink);
  }

  @Override
  public List<StoredEvent> list(EventCursor after, int max, long now) {
    return reads.list(after, max, now);
  }

  @Override
  public Optional<StoredEvent> find(EventId id) {
    return reads.find(id);
  }

  @Override
  public Optional<Event> findAddressable(int kind, PublicKey author, String identifier) {
    return reads.findAddressable(kind, author, identifier);
  }

  @Override
  public long count() {
    return reads.count();
  }

  @Override
  public long bytes() {
    var known = bytes;
    if (known == UNKNOWN_BYTES) {
      known = reads.usedBytes();
      bytes = known;
    }
    return known;
  }

  @Override
  public boolean isDiskLow() {
    return shared.disk().isLow();
  }

  @Override
  public CompletableFuture<Integer> removeExpired(long now) {
    if (!isOpen()) {
      return CompletableFuture.completedFuture(0);
    }
    var sweep = new WriteJob.Sweep(now, new CompletableFuture<>());
    queue.add(sweep);
    return sweep
        .answer()
        .thenCompose(slice ->
            slice.more()
                ? removeExpired(now).thenApply(more -> slice.removed() + more)
                : CompletableFuture.completedFuture(slice.removed()));
  }

  @Override
  public CompletableFuture<Void> finishErasing(PublicKey author) {
    var erasure = new WriteJob.Erasure(author, new CompletableFuture<>());
    queue.add(erasure);
    return erasure
        .answer()
        .thenCompose(slice ->
            slice.more() ? finishErasing(author) : CompletableFuture.completedFuture(null));
  }

  /// Removes the rest in the background. A row in the file makes a restart continue after a
  /// failure.
  private void eraseInBackground(Collection<PublicKey> authors) {
    for (var author : authors) {
      var _ =
          finishErasing(author)
              .whenComplete((_, failure) -> {
                if (failure != null) {
                  LOG.warn(
                      "events of a banned author could not be removed from {} yet", path, failure);
                }
              });
    }
  }

  @Override
  public void close() {
    var mark = new WriteJob.Mark(new CompletableFuture<>());
    queue.add(mark);
    mark.answer().exceptionally(_ -> null).join();
    closeIfUnused();
  }

  /// Copies the file with its position. Runs on the caller's thread.
  ///
  /// @param anew begins another timeline first
  void copyTo(Path target, boolean anew) {
    var begin = new WriteJob.BeginTimeline(anew, new CompletableFuture<>());
    queue.add(begin);
    var open = lease();
    try {
      begin.answer().join();
      open.copyTo(target);
    } catch (SQLException | CompletionException failed) {
      throw new StoreException("cannot copy " + path, failed);
    } finally {
      release(false);
    }
  }

  Optional<FilePosition> position() {
    return reads.position();
  }

  /// Group commits so far.
  long commits() {
    return commits.sum();
  }

  /// [System#nanoTime] of the last use.
  long usedAt() {
    return usedAt;
  }

  /// Commits one group of jobs, on a writer's thread.
  private void serve() {
    try {
      var group = queue.next();
      try {
        commit(group);
      } catch (RuntimeException failed) {
        fail(group, failed);
      } catch (Error failed) {
        fail(group, failed);
        throw failed;
      }
    } finally {
      // Always called: a relay that is not scheduled again would never write again.
      queue.served();
    }
  }

  private static void fail(List<WriteJob> jobs, Throwable failed) {
    var cause =
        failed instanceof StoreException ? failed : new StoreException("cannot write", failed);
    jobs.forEach(job -> job.pending().completeExceptionally(cause));
  }

  private void commit(List<WriteJob> jobs) {
    if (jobs.stream().allMatch(WriteJob.Mark.class::isInstance)) {
      jobs.forEach(job -> job.pending().complete(null));
      return;
    }
    var relayFile = lease();
    try {
      commit(relayFile, jobs);
    } finally {
      release(jobs.stream().anyMatch(WriteJob.Batch.class::isInstance));
    }
  }

  /// Commits all jobs together. If that fails, commits each alone, so that only the failing jobs
  /// fail.
  private void commit(RelayFile relayFile, List<WriteJob> jobs) {
    GroupCommit.Committed committed;
    try {
      committed = GroupCommit.run(relayFile, jobs);
    } catch (SQLException | RuntimeException failed) {
      if (jobs.size() > 1 && isOfOneJob(failed)) {
        for (var job : jobs) {
          commit(relayFile, List.of(job));
        }
      } else {
        fail(jobs, new StoreException("cannot write to " + path, failed));
      }
      return;
    }
    commits.increment();
    queue.putBack(jobs.subList(committed.jobs(), jobs.size()));
    committed.tell().run();
    eraseInBackground(committed.erasing());
    try {
      bytes = RelayFile.usedBytes(relayFile.writer());
      relayFile.shortenLog();
    } catch (SQLException failed) {
      LOG.warn("The log of {} could not be shortened", path, failed);
    }
  }

  /// Whether the failure concerns one job only. A locked or broken file fails for all jobs, and one
  /// wait for it is enough.
  private static boolean isOfOneJob(Exception failed) {
    return failed instanceof RuntimeException
        || Sql.isCode(failed, SQLiteErrorCode.SQLITE_FULL)
        || Sql.isCode(failed, SQLiteErrorCode.SQLITE_TOOBIG)
        || Sql.isCode(failed, SQLiteErrorCode.SQLITE_CONSTRAINT);
  }

  /// The open file, which stays open until [#release].
  RelayFile lease() {
    fileLock.lock();
    try {
      if (closedForGood) {
        throw new StoreException("the store is closed: " + path);
      }
      var open = file;
      if (open == null) {
        shared.openFiles().makeRoom();
        open =
            RelayFile.open(
                path,
                shared.sync(),
                shared.limits().fileBytesMax(),
                shared.openFiles()::writerCacheKibibytes,
                shared.backup());
        file = open;
        shared.openFiles().add(this);
        eraseInBackground(open.erasing());
      }
      users++;
      return open;
    } catch (SQLException failed) {
      throw new StoreException("cannot open " + path, failed);
    } finally {
      fileLock.unlock();
    }
  }

  private boolean isOpen() {
    fileLock.lock();
    try {
      return file != null;
    } finally {
      fileLock.unlock();
    }
  }

  /// @param used whether a client used it; a file that is only swept becomes idle
  void release(boolean used) {
    fileLock.lock();
    try {
      users--;
      if (used) {
        usedAt = System.nanoTime();
      }
      if (users == 0) {
        unused.signalAll();
      }
    } finally {
      fileLock.unlock();
    }
  }

  /// Closes the file unless it is in use. Never waits.
  ///
  /// @return whether the file is closed now
  boolean closeIfUnused() {
    if (!fileLock.tryLock()) {
      return false;
    }
    try {
      if (users > 0) {
        return false;
      }
      closeFile();
      return true;
    } finally {
      fileLock.unlock();
    }
  }

  private void closeFile() {
    var open = file;
    if (open == null) {
      return;
    }
    file = null;
    try {
      open.close();
    } catch (SQLException failed) {
      throw new StoreException("cannot close " + path, failed);
    } finally {
      // The file counts as open until here.
      shared.openFiles().remove(this);
    }
  }

  /// Refuses new jobs, writes the waiting ones, and closes for good.
  void end() {
    var mark = new WriteJob.Mark(new CompletableFuture<>());
    queue.end(mark);
    mark.answer().exceptionally(_ -> null).join();
    fileLock.lock();
    try {
      closedForGood = true;
      while (users > 0) {
        unused.awaitUninterruptibly();
      }
      closeFile();
    } finally {
      fileLock.unlock();
    }
  }

  /// Ends the store, and removes the file. A repeated call does nothing, because the name may
  /// belong to another store by then; after a failure it tries again.
  void erase() {
    end();
    eraseLock.lock();
    try {
      if (!erased) {
        new DiskFile(path, shared.sync()).erase();
        erased = true;
      }
    } catch (IOException failed) {
      throw new StoreException("cannot erase " + path, failed);
    } finally {
      eraseLock.unlock();
    }
  }
}
