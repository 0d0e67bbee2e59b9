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

/// One relay's open file: a connection that writes, made when it is first needed, and some that
/// read.
final class RelayFile {
  /// Queries of one relay that run at the same time; more wait.
  static final int READERS_MAX = 4;

  private static final int CACHE_KIBIBYTES = 1_000;
  private static final int CHECKPOINT_PAGES = 1_000;

  /// What stays of the log's file when the log begins anew.
  private static final int LOG_KEPT_BYTES = 8 * 1024 * 1024;

  /// A log that has grown to this has not begun anew for long, because somebody was always reading.
  private static final long LOG_BYTES_MAX = 16L * 1024 * 1024;

  /// How long a long log waits for its readers; then it is let grow to twice its length.
  private static final int READERS_PAUSE_MILLIS = 1_000;

  private static final int PAGE_BYTES = 4_096;

  /// SQLite's own bound.
  private static final long PAGES_MAX = 4_294_967_294L;

  /// What a query does with a connection.
  interface Reading<T> {
    T with(Sql sql) throws SQLException;
  }

  private final Path path;
  private final Sync sync;
  private final long bytesMax;
  private final IntSupplier writerCacheKibibytes;
  private final IndexKeys keys;

  /// Fair, so that whoever wants all of them gets them.
  private final Semaphore readerPermits = new Semaphore(READERS_MAX, true);

  private final Queue<Sql> readers = new ConcurrentLinkedQueue<>();
  private @Nullable Sql writer;
  private int writerCacheNow;
  private long logBytesMax = LOG_BYTES_MAX;

  /// Of the ranks in the file; no event above it can be there.
  private long highestRank;

  private RelayFile(
      Path path,
      Sync sync,
      long bytesMax,
      IntSupplier writerCacheKibibytes,
      IndexKeys keys,
      Sql reader) {
    this.path = path;
    this.sync = sync;
    this.bytesMax = bytesMax;
    this.writerCacheKibibytes = writerCacheKibibytes;
    this.keys = keys;
    readers.add(reader);
  }

  /// Opens the file, and makes it when it is not there.
  ///
  /// @param writerCacheKibibytes asked before each use of the writer
  static RelayFile open(Path path, Sync sync, long bytesMax, IntSupplier writerCacheKibibytes)
      throws SQLException {
    new DiskFile(path, sync).createIfAbsent();
    var reader = openReader(path);
    try {
      var hash = readHash(reader);
      return new RelayFile(path, sync, bytesMax, writerCacheKibibytes, new IndexKeys(hash), reader);
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

  /// For the one thread whose turn it is to write.
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

  private Sql openWriter() throws SQLException {
    var sql = Sql.open(path, true);
    try {
      sql.execute("PRAGMA synchronous=" + sync);
      sql.execute("PRAGMA wal_autocheckpoint=" + CHECKPOINT_PAGES);
      sql.execute("PRAGMA journal_size_limit=" + LOG_KEPT_BYTES);
      sql.execute("PRAGMA max_page_count=" + Math.clamp(bytesMax / PAGE_BYTES, 1, PAGES_MAX));
      var highest = sql.numbers("SELECT max(r) FROM event");
      highestRank = highest[0];
      return sql;
    } catch (SQLException failed) {
      closeQuietly(sql, failed);
      throw failed;
    }
  }

  /// Folds a log that has grown too long into the file, for which the readers must pause a moment:
  /// SQLite begins it anew only when nobody reads, and on a busy relay somebody always does. For
  /// the writing thread, after its commit.
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
    // Another program that reads for long can be in the way: it is not tried again at each commit.
    logBytesMax = Math.max(LOG_BYTES_MAX, 2 * logBytes());
  }

  /// Waits a moment for the readers. The writing thread serves other relays too.
  private boolean hasAllReaders() {
    try {
      return readerPermits.tryAcquire(READERS_MAX, READERS_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Bytes of the pages that hold something.
  static long usedBytes(Sql sql) throws SQLException {
    return (sql.numbers("PRAGMA page_count")[0] - sql.numbers("PRAGMA freelist_count")[0])
        * PAGE_BYTES;
  }

  private long logBytes() {
    return new DiskFile(path, sync).logBytes();
  }

  /// After an error that leaves its state in doubt; the next [#writer] opens another.
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

  /// Nobody reads or writes any more. The last connection to go folds the log into the file.
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

  private static void closeQuietly(Sql sql, Throwable because) {
    try {
      sql.close();
    } catch (SQLException second) {
      because.addSuppressed(second);
    }
  }

  private static SipHash readHash(Sql sql) throws SQLException {
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
