package caravel.engine.store;

import caravel.engine.store.EventStore.StoreException;
import caravel.nostr.PublicKey;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The file of one relay, opened at its first use and closed when nothing uses it. An opened file
/// gets the commits of the log that it does not have as its tail.
///
/// Safe for use by many threads.
final class SharedRelayFile {
  private static final Logger LOG = LoggerFactory.getLogger(SharedRelayFile.class);

  private static final long UNKNOWN_BYTES = -1;

  private final FileStore store;
  private final Path path;
  private final String schema;
  private final FileStore.Shared shared;
  private final Tail tail;

  /// Continues the removal of these authors.
  private final Consumer<Collection<PublicKey>> eraseRest;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition unused = lock.newCondition();

  // Guarded by the lock.
  private @Nullable RelayFile file;
  private int users;
  private boolean closedForGood;

  /// Commits that the log had at the start of the program; null = not taken yet.
  private @Nullable List<Commit> unapplied;

  /// The last position that the log knows of; null = none.
  private volatile @Nullable FilePosition reported;

  private volatile long usedAt;
  private volatile long usedBytes = UNKNOWN_BYTES;

  SharedRelayFile(
      FileStore store,
      Path path,
      FileStore.Shared shared,
      Tail tail,
      Consumer<Collection<PublicKey>> eraseRest) {
    this.store = store;
    this.path = path;
    this.schema = DiskFile.schema(path);
    this.shared = shared;
    this.tail = tail;
    this.eraseRest = eraseRest;
  }

  Path path() {
    return path;
  }

  /// The open file, which stays open until [#release]. The caller must hold no lock.
  RelayFile lease() {
    if (!isOpen()) {
      // Without a lock, because it waits for the applies of other relays.
      shared.openFiles().makeRoom();
    }
    lock.lock();
    try {
      if (closedForGood) {
        throw new StoreException("the store is closed: " + path);
      }
      var open = file;
      if (open == null) {
        open = open();
        file = open;
        shared.openFiles().add(store);
      }
      users++;
      return open;
    } catch (SQLException | IOException failed) {
      throw new StoreException("cannot open " + path, failed);
    } finally {
      lock.unlock();
    }
  }

  private RelayFile open() throws SQLException, IOException {
    var commits = takeUnapplied();
    var backup = shared.backup();
    var open =
        RelayFile.open(
            path,
            shared.sync(),
            shared.openFiles()::writerCacheKibibytes,
            CommitCounter.newTimeline(null, backup));
    try {
      var missing = missing(open.position(), commits);
      boolean isForeign = missing.isEmpty() && isForeign(open.position(), commits);
      if (isForeign) {
        LOG.warn(
            "The log has {} commits of {} that belong to another file. They are dropped.",
            commits.size(),
            path);
      }
      var position = open.position();
      if (position == null || isForeign) {
        position = CommitCounter.newTimeline(position, backup);
        var _ = open.begin(position);
      }
      if (isForeign) {
        shared.log().erased(schema);
      }
      unapplied = missing;
      reported = commits.isEmpty() || isForeign ? position : null;
      boolean isEmpty = open.startedEmpty() && missing.isEmpty();
      var count = new CommitCounter(schema, backup, position, isEmpty);
      tail.open(count, open.startedEmpty(), missing, open.keys());
      unapplied = List.of();
      usedBytes = open.usedBytes();
      eraseRest.accept(erasing(open, missing));
      return open;
    } catch (SQLException | RuntimeException failed) {
      tail.window().close();
      try {
        var _ = open.close();
      } catch (SQLException second) {
        failed.addSuppressed(second);
      }
      throw failed;
    }
  }

  /// Commits without a file are the rest of a relay that was erased.
  private List<Commit> takeUnapplied() throws IOException {
    var known = unapplied;
    var commits = known == null ? shared.log().takeUnapplied(schema) : known;
    unapplied = commits;
    if (!commits.isEmpty() && new DiskFile(path, shared.sync()).isMissingOrEmpty()) {
      LOG.warn(
          "The log has {} commits of {}, which does not exist. They are dropped.",
          commits.size(),
          path);
      shared.log().erased(schema);
      unapplied = List.of();
    }
    return unapplied;
  }

  /// The commits that continue the file; empty when one between is missing.
  private static List<Commit> missing(@Nullable FilePosition inFile, List<Commit> commits) {
    var missing = new ArrayList<Commit>();
    if (inFile != null) {
      for (var commit : commits) {
        var position = commit.position();
        if (position.timeline() == inFile.timeline() && position.seq() > inFile.seq()) {
          if (position.seq() != inFile.seq() + missing.size() + 1) {
            return List.of();
          }
          missing.add(commit);
        }
      }
    }
    return missing;
  }

  /// Whether a commit is neither in the file nor continues it.
  private static boolean isForeign(@Nullable FilePosition inFile, List<Commit> commits) {
    return commits.stream()
        .map(Commit::position)
        .anyMatch(position ->
            inFile == null
                || position.timeline() != inFile.timeline()
                || position.seq() > inFile.seq());
  }

  private static Collection<PublicKey> erasing(RelayFile open, List<Commit> commits) {
    var authors = new LinkedHashSet<>(open.erasing());
    for (var commit : commits) {
      authors.addAll(commit.erasing());
      commit.erased().forEach(authors::remove);
    }
    return authors;
  }

  /// Drops the commits of the log that have no file. Does nothing if there is a file.
  ///
  /// @return whether there is a file
  boolean dropWithoutFile() {
    lock.lock();
    try {
      if (closedForGood) {
        return false;
      }
      if (file != null || !new DiskFile(path, shared.sync()).isMissingOrEmpty()) {
        return true;
      }
      var _ = takeUnapplied();
      return false;
    } catch (IOException failed) {
      throw new StoreException("cannot look at " + path, failed);
    } finally {
      lock.unlock();
    }
  }

  /// Whether the file is closed for good.
  boolean isEnded() {
    lock.lock();
    try {
      return closedForGood;
    } finally {
      lock.unlock();
    }
  }

  boolean isOpen() {
    lock.lock();
    try {
      return file != null;
    } finally {
      lock.unlock();
    }
  }

  /// @param used whether a client used it; a file that is only swept becomes idle
  void release(boolean used) {
    lock.lock();
    try {
      users--;
      if (used) {
        usedAt = System.nanoTime();
      }
      if (file != null) {
        usedBytes = file.usedBytes();
      }
      if (users == 0) {
        unused.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Notes a use that did not need the file.
  void touch() {
    usedAt = System.nanoTime();
  }

  /// [System#nanoTime] of the last use.
  long usedAt() {
    return usedAt;
  }

  /// Bytes of the pages in use, after the last apply.
  long usedBytes() {
    if (usedBytes == UNKNOWN_BYTES) {
      lease();
      release(false);
    }
    return usedBytes;
  }

  /// Tells the log what a forced file has.
  ///
  /// @param position in the file
  void report(@Nullable FilePosition position) {
    if (position != null && !position.equals(reported)) {
      shared.log().applied(schema, position);
      reported = position;
    }
  }

  /// Closes the file unless it is in use or does not have everything. Never waits for its users.
  ///
  /// @return whether the file is closed now
  boolean closeIfUnused() {
    if (!lock.tryLock()) {
      return false;
    }
    try {
      if (users > 0 || !tail.isEmpty()) {
        return false;
      }
      closeFile();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void closeFile() {
    var open = file;
    if (open == null) {
      return;
    }
    file = null;
    tail.window().close();
    try {
      if (open.close()) {
        report(open.position());
      }
    } catch (SQLException failed) {
      throw new StoreException("cannot close " + path, failed);
    } finally {
      // The file counts as open until here.
      shared.openFiles().remove(store);
    }
  }

  /// Closes the file for good, when its last user has gone.
  void end() {
    lock.lock();
    try {
      closedForGood = true;
      while (users > 0) {
        unused.awaitUninterruptibly();
      }
      closeFile();
    } finally {
      lock.unlock();
    }
  }
}
