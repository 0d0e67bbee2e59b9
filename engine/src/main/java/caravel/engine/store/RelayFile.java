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

/// One relay's open file: connections for its queries, its decisions and its applies, each opened
/// when needed.
final class RelayFile {
  /// Queries of one relay that run at the same time; further ones wait.
  static final int READERS_MAX = 4;

  private static final int CACHE_KIBIBYTES = 1_000;

  /// Size of the log file that is kept when the log is reset.
  private static final int LOG_KEPT_BYTES = 8 * 1024 * 1024;

  /// A log of this size is folded into the file after an apply.
  private static final long LOG_BYTES_USUAL = 4L * 1024 * 1024;

  /// A log of this size was not reset for long, because there was always a reader.
  private static final long LOG_BYTES_MAX = 16L * 1024 * 1024;

  /// How long a long log waits for its readers. After that it may grow to twice its length.
  private static final int READERS_PAUSE_MILLIS = 1_000;

  private static final int PAGE_BYTES = 4_096;

  /// A read with a connection.
  interface Reading<T> {
    T with(Sql sql) throws SQLException;
  }

  /// The state of a file when it is opened.
  ///
  /// @param position null = none
  private record Contents(
      SipHash hash,
      @Nullable FilePosition position,
      boolean isEmpty,
      long highestRank,
      long usedBytes,
      List<PublicKey> erasing) {
    static Contents read(Sql sql) throws SQLException {
      var tables = new RelayTables(sql);
      return new Contents(
          readHash(sql),
          tables.position(),
          !tables.hasEvents(),
          sql.numbers("SELECT max(r) FROM event")[0],
          RelayFile.usedBytes(sql),
          tables.erasing());
    }
  }

  private final Path path;
  private final IntSupplier writerCacheKibibytes;
  private final IndexKeys keys;
  private final boolean startedEmpty;
  private final List<PublicKey> erasing;

  /// Fair, so that a thread that wants all permits gets them.
  private final Semaphore readerPermits = new Semaphore(READERS_MAX, true);

  private final Queue<Sql> readers = new ConcurrentLinkedQueue<>();
  private @Nullable Sql lookups;
  private @Nullable Sql writer;
  private int writerCacheNow;
  private long logBytesMax = LOG_BYTES_MAX;

  /// The last position in the file; null = none.
  private volatile @Nullable FilePosition position;

  /// The highest rank in the file. Needs the turn of the relay.
  private long highestRank;

  private volatile long usedBytes;

  private RelayFile(Path path, IntSupplier writerCacheKibibytes, Contents contents, Sql reader) {
    this.path = path;
    this.writerCacheKibibytes = writerCacheKibibytes;
    this.keys = new IndexKeys(contents.hash());
    this.position = contents.position();
    this.startedEmpty = contents.isEmpty();
    this.highestRank = contents.highestRank();
    this.usedBytes = contents.usedBytes();
    this.erasing = contents.erasing();
    readers.add(reader);
  }

  /// Opens the file, and creates it when it is absent.
  ///
  /// @param writerCacheKibibytes called before each use of the writer
  /// @param first the position of a new file
  static RelayFile open(Path path, Sync sync, IntSupplier writerCacheKibibytes, FilePosition first)
      throws SQLException {
    new DiskFile(path, sync).createIfAbsent(first);
    var reader = openReader(path);
    try {
      return new RelayFile(path, writerCacheKibibytes, Contents.read(reader), reader);
    } catch (SQLException failed) {
      closeQuietly(reader, failed);
      throw failed;
    }
  }

  /// Authors whose removal had begun when the file was opened.
  List<PublicKey> erasing() {
    return erasing;
  }

  IndexKeys keys() {
    return keys;
  }

  /// Whether the file had no event when it was opened.
  boolean startedEmpty() {
    return startedEmpty;
  }

  /// The last position that was written; null = none.
  @Nullable FilePosition position() {
    return position;
  }

  long highestRank() {
    return highestRank;
  }

  /// Bytes of the pages in use, after the last apply.
  long usedBytes() {
    return usedBytes;
  }

  /// Takes over what an apply has committed. Needs the turn of the relay.
  ///
  /// @param rank highest rank of the new rows
  void applied(FilePosition now, long rank) {
    position = now;
    highestRank = Math.max(highestRank, rank);
  }

  void measure() throws SQLException {
    usedBytes = usedBytes(writer());
  }

  /// Returns the connection of the decisions. Only the thread with the relay's turn may call it.
  Sql lookups() throws SQLException {
    var known = lookups;
    if (known == null) {
      known = openReader(path);
      known.allow(Long.MAX_VALUE);
      lookups = known;
    }
    return known;
  }

  /// Closes the connection of the decisions after an error that leaves its state in doubt.
  void dropLookups(Throwable because) {
    var broken = lookups;
    lookups = null;
    if (broken != null) {
      closeQuietly(broken, because);
    }
  }

  /// Returns the writing connection. Only the thread that applies may call it.
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

  /// Copies the file as it is at one moment, while it is written.
  void copyTo(Path target) throws SQLException {
    read(sql -> {
      // An earlier query may have used up the limits of this connection.
      sql.finishWithin(Long.MAX_VALUE);
      sql.copyTo(target);
      return target;
    });
  }

  /// The log of a file is forced by a checkpoint only; until then the log of the commits has what
  /// the file may lose.
  private Sql openWriter() throws SQLException {
    var sql = Sql.open(path, true);
    try {
      sql.execute("PRAGMA synchronous=NORMAL");
      // A checkpoint waits for the disk, so it never runs within a commit.
      sql.execute("PRAGMA wal_autocheckpoint=0");
      sql.execute("PRAGMA journal_size_limit=" + LOG_KEPT_BYTES);
      return sql;
    } catch (SQLException failed) {
      closeQuietly(sql, failed);
      throw failed;
    }
  }

  /// Forces everything to the disk, into the file itself.
  ///
  /// @return false if a reader is in the way
  boolean checkpoint() throws SQLException {
    return writer().checkpoint("PASSIVE");
  }

  /// Begins another timeline, and forces the file, so that no crash takes the file back into the
  /// timeline before. The file must have all commits of that one.
  ///
  /// @return whether there is no event
  /// @throws SQLException if a reader was in the way for long; then nothing has changed
  boolean begin(FilePosition first) throws SQLException {
    var tables = new RelayTables(writer());
    var before = tables.position();
    if (!hasAllReaders()) {
      throw new SQLException("readers are in the way of another timeline");
    }
    try {
      tables.storePosition(first);
      if (!checkpoint()) {
        tables.restorePosition(before);
        throw new SQLException("another program is in the way of another timeline");
      }
      position = first;
      return !tables.hasEvents();
    } finally {
      readerPermits.release(READERS_MAX);
    }
  }

  /// Checkpoints a log that has grown too long. Pauses the readers for a moment, because SQLite
  /// resets the log only when nothing is reading. Called by the thread that applies.
  void shortenLog() throws SQLException {
    if (logBytes() >= LOG_BYTES_USUAL) {
      checkpoint();
    }
    if (logBytes() < logBytesMax) {
      return;
    }
    if (!hasAllReaders()) {
      logBytesMax = 2 * logBytes();
      return;
    }
    try {
      writer().checkpoint("TRUNCATE");
    } finally {
      readerPermits.release(READERS_MAX);
    }
    // Another process may read for long, so the next attempt waits until the log has doubled.
    logBytesMax = Math.max(LOG_BYTES_MAX, 2 * logBytes());
  }

  /// Waits for the readers only a moment, because the thread serves other relays too.
  private boolean hasAllReaders() {
    try {
      return readerPermits.tryAcquire(READERS_MAX, READERS_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Bytes of the pages in use for events.
  static long usedBytes(Sql sql) throws SQLException {
    long pages = sql.numbers("PRAGMA page_count")[0] - sql.numbers("PRAGMA freelist_count")[0];
    return (pages - new SearchIndex(sql).pages()) * PAGE_BYTES;
  }

  private long logBytes() {
    return DiskFile.logBytes(path);
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

  /// Closes all connections. Nothing may use the file.
  ///
  /// @return whether everything is in the file itself, and forced
  boolean close() throws SQLException {
    @Nullable SQLException first = null;
    for (var sql = readers.poll(); sql != null; sql = readers.poll()) {
      first = close(sql, first);
    }
    var looking = lookups;
    lookups = null;
    if (looking != null) {
      first = close(looking, first);
    }
    boolean isForced = false;
    try {
      isForced = (writer == null && logBytes() == 0) || checkpoint();
    } catch (SQLException failed) {
      first = first == null ? failed : first;
    }
    var last = writer;
    writer = null;
    if (last != null) {
      first = close(last, first);
    }
    if (first != null) {
      throw first;
    }
    return isForced;
  }

  private static @Nullable SQLException close(Sql sql, @Nullable SQLException first) {
    try {
      sql.close();
      return first;
    } catch (SQLException failed) {
      return first == null ? failed : first;
    }
  }

  /// Opens a connection that cannot write.
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
