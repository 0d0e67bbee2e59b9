package caravel.engine.store;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// One relay's open file: a connection that writes, made when it is first needed, and some that
/// read.
final class RelayFile {
  /// Queries of one relay that run at the same time; more wait.
  static final int READERS_MAX = 4;

  private static final long FORMAT = 1;
  private static final int CACHE_KIBIBYTES = 1_000;
  private static final int CHECKPOINT_PAGES = 1_000;
  private static final int WAL_KEPT_BYTES = 8 * 1024 * 1024;
  private static final int PAGE_BYTES = 4_096;

  /// SQLite's own bound.
  private static final long PAGES_MAX = 4_294_967_294L;

  private static final SecureRandom RANDOM = new SecureRandom();

  /// What a query does with a connection.
  interface Reading<T> {
    T with(Sql sql) throws SQLException;
  }

  private final Path path;
  private final Sync sync;
  private final long bytesMax;
  private final IntSupplier writerCacheKibibytes;
  private final Keys keys;
  private final Semaphore readerPermits = new Semaphore(READERS_MAX);
  private final Queue<Sql> readers = new ConcurrentLinkedQueue<>();
  private @Nullable Sql writer;
  private int writerCacheNow;

  /// Of the ranks in the file; no event above it can be there.
  private long highestRank;

  private RelayFile(
      Path path,
      Sync sync,
      long bytesMax,
      IntSupplier writerCacheKibibytes,
      Keys keys,
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
    if (!Files.exists(path)) {
      create(path, sync);
    }
    var reader = openReader(path);
    try {
      var hash = readHash(reader);
      if (hash == null) {
        // The process died between making the file and filling it.
        create(path, sync);
        hash = readHash(reader);
      }
      if (hash == null) {
        throw new SQLException("no hash key in " + path);
      }
      return new RelayFile(path, sync, bytesMax, writerCacheKibibytes, new Keys(hash), reader);
    } catch (SQLException failed) {
      closeQuietly(reader, failed);
      throw failed;
    }
  }

  Keys keys() {
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
    var sql = Sql.open(path);
    try {
      sql.execute("PRAGMA synchronous=" + sync);
      sql.execute("PRAGMA wal_autocheckpoint=" + CHECKPOINT_PAGES);
      sql.execute("PRAGMA journal_size_limit=" + WAL_KEPT_BYTES);
      sql.execute("PRAGMA max_page_count=" + Math.clamp(bytesMax / PAGE_BYTES, 1, PAGES_MAX));
      var highest = sql.numbers("SELECT max(r) FROM event");
      highestRank = highest[0];
      return sql;
    } catch (SQLException failed) {
      closeQuietly(sql, failed);
      throw failed;
    }
  }

  /// After an error that leaves its state in doubt; the next [#writer] opens another.
  void dropWriter(SQLException because) {
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
      } catch (SQLException | RuntimeException failed) {
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
    var sql = Sql.open(path);
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

  private static void closeQuietly(Sql sql, Exception because) {
    try {
      sql.close();
    } catch (SQLException second) {
      because.addSuppressed(second);
    }
  }

  private static void create(Path path, Sync sync) throws SQLException {
    try (var sql = Sql.open(path)) {
      sql.execute("BEGIN IMMEDIATE");
      sql.execute("CREATE TABLE IF NOT EXISTS event(r INTEGER PRIMARY KEY, body TEXT NOT NULL)");
      sql.execute(
          "CREATE TABLE IF NOT EXISTS"
              + " ix(h INTEGER, k INTEGER, r INTEGER, PRIMARY KEY(h,k,r)) WITHOUT ROWID");
      sql.execute("CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value)");
      var hashKey = new byte[16];
      RANDOM.nextBytes(hashKey);
      try (var insert = sql.prepare("INSERT INTO meta VALUES ('format',?),('hash_key',?)")) {
        insert.setLong(1, FORMAT);
        insert.setBytes(2, hashKey);
        insert.executeUpdate();
      }
      sql.execute("COMMIT");
    }
    if (sync == Sync.FULL) {
      syncFolder(path);
    }
  }

  private static void syncFolder(Path path) throws SQLException {
    var folder = path.toAbsolutePath().getParent();
    if (folder == null) {
      return;
    }
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (java.io.IOException failed) {
      throw new SQLException("cannot sync the folder of " + path, failed);
    }
  }

  private static @Nullable SipHash readHash(Sql sql) throws SQLException {
    if (!sql.exists("SELECT 1 FROM sqlite_master WHERE name='meta'")) {
      return null;
    }
    var format = sql.numbers("SELECT value FROM meta WHERE key='format'");
    if (format.length == 0 || format[0] != FORMAT) {
      throw new SQLException("the file is of another version than " + FORMAT);
    }
    try (var rows = sql.prepare("SELECT value FROM meta WHERE key='hash_key'").executeQuery()) {
      if (!rows.next()) {
        return null;
      }
      var key = ByteBuffer.wrap(rows.getBytes(1));
      return new SipHash(key.getLong(), key.getLong());
    }
  }
}
