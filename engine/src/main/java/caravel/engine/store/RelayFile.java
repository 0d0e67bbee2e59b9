package caravel.engine.store;

import caravel.nostr.PublicKey;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// One relay's open file: one writing connection, opened when needed, and several reading ones.
final class RelayFile {
  /// Queries of one relay that run at the same time; further ones wait.
  static final int READERS_MAX = 4;

  private static final int CACHE_KIBIBYTES = 1_000;
  private static final int CHECKPOINT_PAGES = 1_000;

  /// Size of the log file that is kept when the log is reset.
  private static final int LOG_KEPT_BYTES = 8 * 1024 * 1024;

  /// A log of this size was not reset for long, because there was always a reader.
  private static final long LOG_BYTES_MAX = 16L * 1024 * 1024;

  /// How long a long log waits for its readers. After that it may grow to twice its length.
  private static final int READERS_PAUSE_MILLIS = 1_000;

  private static final int PAGE_BYTES = 4_096;

  /// SQLite's own limit.
  private static final long PAGES_MAX = 4_294_967_294L;

  /// A read with a connection.
  interface Reading<T> {
    T with(Sql sql) throws SQLException;
  }

  private final Path path;
  private final Sync sync;
  private final long bytesMax;
  private final IntSupplier writerCacheKibibytes;
  private final StoreBackup backup;
  private final IndexKeys keys;

  /// Fair, so that a thread that wants all permits gets them.
  private final Semaphore readerPermits = new Semaphore(READERS_MAX, true);

  private final Queue<Sql> readers = new ConcurrentLinkedQueue<>();
  private @Nullable Sql writer;
  private @Nullable CommitCounter counter;
  private int writerCacheNow;
  private long logBytesMax = LOG_BYTES_MAX;

  /// The highest rank in the file.
  private long highestRank;

  private RelayFile(
      Path path,
      Sync sync,
      long bytesMax,
      IntSupplier writerCacheKibibytes,
      StoreBackup backup,
      IndexKeys keys,
      Sql reader) {
    this.path = path;
    this.sync = sync;
    this.bytesMax = bytesMax;
    this.writerCacheKibibytes = writerCacheKibibytes;
    this.backup = backup;
    this.keys = keys;
    readers.add(reader);
  }

  /// Opens the file, and creates it when it is absent.
  ///
  /// @param writerCacheKibibytes called before each use of the writer
  static RelayFile open(
      Path path, Sync sync, long bytesMax, IntSupplier writerCacheKibibytes, StoreBackup backup)
      throws SQLException {
    new DiskFile(path, sync).createIfAbsent();
    var reader = openReader(path);
    try {
      var hash = readHash(reader);
      return new RelayFile(
          path, sync, bytesMax, writerCacheKibibytes, backup, new IndexKeys(hash), reader);
    } catch (SQLException failed) {
      closeQuietly(reader, failed);
      throw failed;
    }
  }

  /// Authors whose removal has begun and is not complete.
  List<PublicKey> erasing() throws SQLException {
    return read(sql -> new RelayTables(sql).erasing());
  }

  IndexKeys keys() {
    return keys;
  }

  long highestRank() {
    return highestRank;
  }

  void raiseHighestRank(long rank) {
    highestRank = Math.max(highestRank, rank);
  }

  /// Returns the writing connection. Only the thread with the writer turn may call it.
  Sql writer() throws SQLException {
    var known = writer;
    if (known == null) {
      known = openWriter();
      writer = known;
      writerCacheNow = 0;
    }
    int cache = writerCacheKibibytes.getAsInt();
    if (cache >= writerCacheNow * 2 || cache * 2 <= writerCacheNow) {
      known.execute("PRAGMA cache_size=-" + cache);
      writerCacheNow = cache;
    }
    return known;
  }

  /// Counts the commits of the open [#writer]; null without a backup.
  @Nullable CommitCounter counter() {
    return counter;
  }

  /// Gives the file a position within the open transaction of the [#writer].
  void beginTimeline(boolean anew) throws SQLException {
    if (counter != null) {
      counter.begin(new RelayTables(writer()), anew);
    }
  }

  /// Copies the file as it is at one moment, while it is written.
  void copyTo(Path target) throws SQLException {
    read(sql -> {
      // An earlier query may have used up the limits of this connection.
      sql.finishWithin(Long.MAX_VALUE);
      sql.copyTo(target);
      return target;
    });
  }

  private Sql openWriter() throws SQLException {
    var sql = Sql.open(path, true);
    try {
      sql.execute("PRAGMA synchronous=" + sync);
      sql.execute("PRAGMA wal_autocheckpoint=" + CHECKPOINT_PAGES);
      sql.execute("PRAGMA journal_size_limit=" + LOG_KEPT_BYTES);
      sql.execute("PRAGMA max_page_count=" + Math.clamp(bytesMax / PAGE_BYTES, 1, PAGES_MAX));
      var highest = sql.numbers("SELECT max(r) FROM event");
      highestRank = highest[0];
      counter = CommitCounter.load(DiskFile.schema(path), backup, sql);
      return sql;
    } catch (SQLException failed) {
      closeQuietly(sql, failed);
      throw failed;
    }
  }

  /// Checkpoints a log that has grown too long. Pauses the readers for a moment, because SQLite
  /// resets the log only when nothing is reading. Called on the writing thread after a commit.
  void shortenLog() throws SQLException {
    if (logBytes() < logBytesMax) {
      return;
    }
    if (!hasAllReaders()) {
      logBytesMax = 2 * logBytes();
      return;
    }
    try {
      writer().execute("PRAGMA wal_checkpoint(TRUNCATE)");
    } finally {
      readerPermits.release(READERS_MAX);
    }
    // Another process may read for long, so the next attempt waits until the log has doubled.
    logBytesMax = Math.max(LOG_BYTES_MAX, 2 * logBytes());
  }

  /// Waits for the readers only a moment, because the writing thread serves other relays too.
  private boolean hasAllReaders() {
    try {
      return readerPermits.tryAcquire(READERS_MAX, READERS_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Bytes of the pages in use.
  static long usedBytes(Sql sql) throws SQLException {
    return (sql.numbers("PRAGMA page_count")[0] - sql.numbers("PRAGMA freelist_count")[0])
        * PAGE_BYTES;
  }

  private long logBytes() {
    return new DiskFile(path, sync).logBytes();
  }

  /// Closes the writing connection after an error that leaves its state in doubt. The next
  /// [#writer] opens another.
  void dropWriter(Throwable because) {
    var broken = writer;
    writer = null;
    if (broken != null) {
      closeQuietly(broken, because);
    }
  }

  <T> T read(Reading<T> reading) throws SQLException {
    readerPermits.acquireUninterruptibly();
    try {
      var sql = readers.poll();
      if (sql == null) {
        sql = openReader(path);
      }
      try {
        var answer = reading.with(sql);
        readers.add(sql);
        return answer;
      } catch (Throwable failed) {
        closeQuietly(sql, failed);
        throw failed;
      }
    } finally {
      readerPermits.release();
    }
  }

  /// Closes all connections. The last one checkpoints the log into the file.
  void close() throws SQLException {
    @Nullable SQLException first = null;
    for (var sql = readers.poll(); sql != null; sql = readers.poll()) {
      first = close(sql, first);
    }
    if (writer != null) {
      first = close(writer, first);
      writer = null;
    }
    if (first != null) {
      throw first;
    }
  }

  private static @Nullable SQLException close(Sql sql, @Nullable SQLException first) {
    try {
      sql.close();
      return first;
    } catch (SQLException failed) {
      return first == null ? failed : first;
    }
  }

  private static Sql openReader(Path path) throws SQLException {
    var sql = Sql.open(path, false);
    try {
      sql.execute("PRAGMA query_only=1");
      sql.bound();
      sql.execute("PRAGMA cache_size=-" + CACHE_KIBIBYTES);
      return sql;
    } catch (SQLException failed) {
      closeQuietly(sql, failed);
      throw failed;
    }
  }

  static void closeQuietly(Sql sql, Throwable because) {
    try {
      sql.close();
    } catch (SQLException second) {
      because.addSuppressed(second);
    }
  }

  static SipHash readHash(Sql sql) throws SQLException {
    var select =
        sql.prepare(
            """
            SELECT f.value, h.value FROM meta AS f, meta AS h
            WHERE f.key='format' AND h.key='hash_key'\
            """);
    try (var rows = select.executeQuery()) {
      if (!rows.next() || rows.getLong(1) != DiskFile.FORMAT) {
        throw new SQLException("the file is of another version than " + DiskFile.FORMAT);
      }
      var key = ByteBuffer.wrap(rows.getBytes(2));
      return new SipHash(key.getLong(), key.getLong());
    }
  }
}
