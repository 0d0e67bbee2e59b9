package caravel.engine.media;

import caravel.nostr.PublicKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;

/// The index of one relay's files: which files exist, who owns them, and how much each member uses.
///
/// It is an SQLite file that is opened at the first use and closed when it is idle. Every change is
/// one durable transaction. A blob without a row is *doubtful*: its hash is noted before its bytes
/// are stored or deleted, so that a later start can delete the bytes.
final class MediaIndex {
  private static final Logger LOG = LoggerFactory.getLogger(MediaIndex.class);
  private static final int BUSY_TIMEOUT_MILLIS = 3_000;
  private static final List<String> ENDINGS = List.of("", "-wal", "-shm");

  private final Path path;
  private final IndexConnections connections;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Connection connection;
  private volatile long usedNanos = System.nanoTime();

  MediaIndex(Path path, IndexConnections connections) {
    this.path = path;
    this.connections = connections;
  }

  /// The state of a file after one of its owners has deleted it.
  enum Removal {
    /// The relay has no such file.
    ABSENT,
    /// Others own it, or the caller never did.
    KEPT,
    /// It had no other owner; its bytes are doubtful now.
    LAST
  }

  Optional<MediaFile> find(BlobHash hash) throws IOException {
    return call(tables -> tables.find(hash));
  }

  boolean isOwner(BlobHash hash, PublicKey who) throws IOException {
    return call(tables -> tables.isOwner(hash, who));
  }

  /// Notes that the bytes may be stored although no row says so.
  void doubt(BlobHash hash) throws IOException {
    var _ =
        call(tables -> {
          tables.doubt(hash);
          return hash;
        });
  }

  /// Notes that the bytes are deleted.
  void settle(BlobHash hash) throws IOException {
    var _ =
        call(tables -> {
          tables.settle(hash);
          return hash;
        });
  }

  /// Lists the doubtful blobs.
  List<BlobHash> doubtful() throws IOException {
    return call(MediaTables::doubtful);
  }

  /// Adds a file that is stored, or other owners to it.
  ///
  /// @return the file as it was first uploaded
  MediaFile add(MediaEntry entry) throws IOException {
    return call(tables -> tables.add(entry));
  }

  /// Lists all files in the order of their hashes.
  ///
  /// @param after the last hash of the page before; empty = the first page
  List<MediaEntry> entries(String after, int limit) throws IOException {
    return call(tables -> tables.entries(after, limit));
  }

  Removal removeOwner(BlobHash hash, PublicKey owner) throws IOException {
    return call(tables -> tables.removeOwner(hash, owner));
  }

  /// Removes a file from all its owners. Its bytes are doubtful then.
  ///
  /// @return false = the relay has no such file
  boolean remove(BlobHash hash) throws IOException {
    return call(tables -> tables.remove(hash));
  }

  /// Lists the files of one member, newest first.
  ///
  /// @param after the last file of the page before; null = the first page
  List<MediaFile> list(PublicKey owner, @Nullable BlobHash after, int limit) throws IOException {
    return call(tables -> tables.list(owner, after, limit));
  }

  List<MediaPage.Entry> page(MediaPage.Wanted wanted) throws IOException {
    return call(tables -> tables.page(wanted));
  }

  /// @param owner null = the whole relay
  MediaUsage usage(@Nullable PublicKey owner) throws IOException {
    return call(tables -> tables.usage(owner));
  }

  /// Deletes the index for good.
  void erase() throws IOException {
    lock.lock();
    try {
      closeConnection();
      for (var ending : ENDINGS) {
        Files.deleteIfExists(Path.of(path + ending));
      }
    } finally {
      lock.unlock();
    }
  }

  /// Time of the last use, by [System#nanoTime()].
  long usedNanos() {
    return usedNanos;
  }

  /// Closes the file unless a thread uses it now.
  void closeIfUnused() {
    if (lock.tryLock()) {
      try {
        closeConnection();
      } finally {
        lock.unlock();
      }
    }
  }

  void close() {
    lock.lock();
    try {
      closeConnection();
    } finally {
      lock.unlock();
    }
  }

  private interface Work<T> {
    T with(MediaTables tables) throws SQLException;
  }

  /// Runs the work in one transaction. A relay never holds more than one thread of the pool.
  private <T> T call(Work<T> work) throws IOException {
    lock.lock();
    try {
      usedNanos = System.nanoTime();
      return connections.call(() -> {
        var open = open();
        try {
          var result = work.with(new MediaTables(open));
          open.commit();
          return result;
        } catch (SQLException | RuntimeException | Error failed) {
          open.rollback();
          throw failed;
        }
      });
    } catch (SQLException failed) {
      throw new IOException("the index " + path.getFileName() + " failed", failed);
    } finally {
      lock.unlock();
    }
  }

  /// The caller holds the lock for this thread.
  private Connection open() throws SQLException, IOException {
    var current = connection;
    if (current == null) {
      Files.createDirectories(path.toAbsolutePath().getParent());
      var config = new SQLiteConfig();
      config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
      config.setJournalMode(SQLiteConfig.JournalMode.WAL);
      config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
      current = config.createConnection("jdbc:sqlite:" + path);
      current.setAutoCommit(false);
      MediaTables.create(current);
      connection = current;
      connections.opened(this);
    }
    return current;
  }

  /// The caller holds the lock.
  private void closeConnection() {
    var current = connection;
    connection = null;
    if (current != null) {
      connections.closed(this);
      try {
        current.close();
      } catch (SQLException failed) {
        LOG.warn("the index {} could not be closed", path, failed);
      }
    }
  }
}
