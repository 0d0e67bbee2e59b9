package caravel.engine.store;

import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.Filter;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;

/// The store of one relay, whether its file is open just now or not. What is to be written waits
/// here until a writer comes round, and is then committed together.
final class FileStore implements EventStore {
  private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);

  /// Changes that are committed together.
  static final int GROUP_CHANGES_MAX = 1_024;

  /// JSON that is committed together, in characters; a single batch may be longer.
  static final int GROUP_CHARACTERS_MAX = 4 * 1024 * 1024;

  /// Jobs that may wait; the next is refused.
  static final int WAITING_JOBS_MAX = 65_536;

  /// JSON that may wait, in characters; beyond it the next job is refused.
  static final long WAITING_CHARACTERS_MAX = 64L * 1024 * 1024;

  /// What the stores of one folder share.
  record Shared(Sync sync, EventStores.Limits limits, Writers writers, OpenFiles openFiles) {}

  private final Path path;
  private final Shared shared;

  private final ReentrantLock queueLock = new ReentrantLock();
  private final ArrayDeque<Job> waiting = new ArrayDeque<>();
  private long waitingCharacters;

  /// A turn waits in the writers' queue, or runs.
  private boolean scheduled;

  private boolean ended;

  private final ReentrantLock fileLock = new ReentrantLock();
  private final Condition unused = fileLock.newCondition();
  private @Nullable RelayFile file;
  private int users;
  private boolean closedForGood;
  private volatile long usedAt;
  private final LongAdder commits = new LongAdder();

  FileStore(Path path, Shared shared) {
    this.path = path;
    this.shared = shared;
  }

  @Override
  public CompletableFuture<List<Saved>> write(List<Change> changes) {
    try {
      var batch = Job.Batch.of(changes);
      enqueue(batch);
      return batch.answer();
    } catch (UnstorableException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  @Override
  public List<StoredEvent> query(Filter filter, int max, long now) {
    var limit = filter.limit();
    int most = limit == null ? max : Math.min(max, limit);
    return read((sql, keys) -> new Search(sql, keys, filter, most, now).run());
  }

  @Override
  public Optional<Event> find(EventId id) {
    var byId =
        new Filter(Set.of(id.hex()), Set.of(), Set.of(), Map.of(), 0, Long.MAX_VALUE, null, "");
    return read((sql, keys) -> new Search(sql, keys, byId, 1, Long.MIN_VALUE).run()).stream()
        .findFirst()
        .map(StoredEvent::event);
  }

  @Override
  public long count() {
    return read((sql, _) -> {
      sql.allow(Long.MAX_VALUE);
      return sql.numbers("SELECT count(*) FROM ix WHERE h=?", Keys.EVERY)[0];
    });
  }

  @Override
  public CompletableFuture<Integer> removeExpired(long now) {
    if (!isOpen()) {
      return CompletableFuture.completedFuture(0);
    }
    var sweep = new Job.Sweep(now, new CompletableFuture<>());
    enqueue(sweep);
    return sweep
        .answer()
        .thenCompose(removed ->
            removed < Group.SWEPT_MAX
                ? CompletableFuture.completedFuture(removed)
                : removeExpired(now).thenApply(more -> removed + more));
  }

  @Override
  public void close() {
    var mark = new Job.Mark(new CompletableFuture<>());
    enqueue(mark);
    mark.answer().exceptionally(_ -> null).join();
    closeIfUnused();
  }

  /// Group commits so far.
  long commits() {
    return commits.sum();
  }

  /// [System#nanoTime] of the last use.
  long usedAt() {
    return usedAt;
  }

  private void enqueue(Job job) {
    queueLock.lock();
    try {
      if (ended) {
        job.pending().completeExceptionally(new StoreException("the store is closed: " + path));
        return;
      }
      boolean full =
          waiting.size() >= WAITING_JOBS_MAX || waitingCharacters >= WAITING_CHARACTERS_MAX;
      if (full && !(job instanceof Job.Mark)) {
        job.pending().completeExceptionally(new StoreException("too much waits for " + path));
        return;
      }
      waiting.add(job);
      waitingCharacters += job.characters();
      if (!scheduled) {
        scheduled = true;
        shared.writers().enqueue(this::serve);
      }
    } finally {
      queueLock.unlock();
    }
  }

  /// One turn of a writer: one group.
  private void serve() {
    var group = nextGroup();
    try {
      commit(group);
    } catch (RuntimeException | Error failed) {
      fail(group, failed);
    }
    queueLock.lock();
    try {
      if (waiting.isEmpty()) {
        scheduled = false;
      } else {
        shared.writers().enqueue(this::serve);
      }
    } finally {
      queueLock.unlock();
    }
  }

  private List<Job> nextGroup() {
    queueLock.lock();
    try {
      var group = new ArrayList<Job>();
      int changes = 0;
      long characters = 0;
      while (!waiting.isEmpty()) {
        var next = waiting.element();
        changes += next.changes();
        characters += next.characters();
        if (!group.isEmpty()
            && (changes > GROUP_CHANGES_MAX || characters > GROUP_CHARACTERS_MAX)) {
          break;
        }
        group.add(waiting.remove());
        waitingCharacters -= next.characters();
      }
      return group;
    } finally {
      queueLock.unlock();
    }
  }

  private static void fail(List<Job> jobs, Throwable failed) {
    var cause =
        failed instanceof StoreException ? failed : new StoreException("cannot write", failed);
    jobs.forEach(job -> job.pending().completeExceptionally(cause));
  }

  private void commit(List<Job> jobs) {
    if (jobs.stream().allMatch(Job.Mark.class::isInstance)) {
      jobs.forEach(job -> job.pending().complete(null));
      return;
    }
    var relayFile = lease();
    try {
      commit(relayFile, jobs);
    } finally {
      release(jobs.stream().anyMatch(Job.Batch.class::isInstance));
    }
  }

  /// All together; when that fails, each alone, so that only the guilty suffer.
  private void commit(RelayFile relayFile, List<Job> jobs) {
    Runnable tell;
    try {
      tell = GroupCommit.run(relayFile, jobs);
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
    tell.run();
    try {
      relayFile.shortenLog();
    } catch (SQLException failed) {
      LOG.warn("The log of {} stays long", path, failed);
    }
  }

  /// Whether the others may fare better. A file that is locked or broken is so for all of them, and
  /// to wait for it once is enough.
  private static boolean isOfOneJob(Exception failed) {
    return failed instanceof RuntimeException
        || Sql.isCode(failed, SQLiteErrorCode.SQLITE_FULL)
        || Sql.isCode(failed, SQLiteErrorCode.SQLITE_TOOBIG)
        || Sql.isCode(failed, SQLiteErrorCode.SQLITE_CONSTRAINT);
  }

  /// What a query does with a connection and the keys of its file.
  private interface Reading<T> {
    T with(Sql sql, Keys keys) throws SQLException;
  }

  private <T> T read(Reading<T> reading) {
    var relayFile = lease();
    try {
      return relayFile.read(sql -> reading.with(sql, relayFile.keys()));
    } catch (SQLException failed) {
      throw new StoreException("cannot read " + path, failed);
    } finally {
      release(true);
    }
  }

  private RelayFile lease() {
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
                shared.openFiles()::writerCacheKibibytes);
        file = open;
        shared.openFiles().add(this);
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

  /// @param used whether a client wanted it: a file that is only swept becomes idle
  private void release(boolean used) {
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

  /// Never waits: a file somebody is busy with stays open.
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
      // Until then it is open, and counts.
      shared.openFiles().remove(this);
    }
  }

  /// Takes nothing more, writes what waits, and closes for good.
  void end() {
    var mark = new Job.Mark(new CompletableFuture<>());
    queueLock.lock();
    try {
      enqueue(mark);
      ended = true;
    } finally {
      queueLock.unlock();
    }
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

  /// Ends, and removes the file.
  void erase() {
    end();
    try {
      new DiskFile(path, shared.sync()).erase();
    } catch (IOException failed) {
      throw new StoreException("cannot erase " + path, failed);
    }
  }
}
