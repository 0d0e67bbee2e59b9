package caravel.engine.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// A relay's file while it is not open: creation and removal. Both are atomic, even if the machine
/// stops.
record DiskFile(Path path, Sync sync) {
  static final long FORMAT = 1;

  /// The end of the name of each file.
  static final String SUFFIX = ".db";

  /// The end of the name of a log beside its file.
  static final String LOG = "-wal";

  private static final String INDEX_OF_LOG = "-shm";
  private static final SecureRandom RANDOM = new SecureRandom();

  /// The schema whose events the file has.
  static String schema(Path path) {
    var name = String.valueOf(path.getFileName());
    return name.substring(0, name.length() - SUFFIX.length());
  }

  /// Creates a file without events where the file is absent or empty. Never replaces a file with
  /// content.
  ///
  /// @param first the position of the new file; null = none
  /// @throws SQLException when the file cannot be created, or when an input or output error leaves
  ///   it unknown whether it exists
  void createIfAbsent(@Nullable FilePosition first) throws SQLException {
    var unfinished = unfinished();
    try {
      Files.deleteIfExists(unfinished);
      if (!isMissingOrEmpty()) {
        return;
      }
      fill(unfinished, first);
      force(unfinished, StandardOpenOption.WRITE);
      // An old log without its file would be taken for the log of the new file.
      removeLog();
      publish(unfinished);
      forceFolder();
    } catch (IOException failed) {
      throw new SQLException("cannot make " + path, failed);
    }
  }

  private Path unfinished() {
    return Path.of(path + ".new");
  }

  boolean isMissingOrEmpty() throws IOException {
    try {
      return Files.size(path) == 0;
    } catch (NoSuchFileException _) {
      return true;
    }
  }

  /// Gives the new file its name. A link, unlike a rename, fails when the name is taken.
  ///
  /// @throws FileAlreadyExistsException when there is a file with content
  void publish(Path unfinished) throws IOException {
    if (Files.exists(path) && isMissingOrEmpty()) {
      Files.delete(path);
    }
    try {
      Files.createLink(path, unfinished);
    } catch (FileAlreadyExistsException taken) {
      throw taken;
    } catch (UnsupportedOperationException | FileSystemException _) {
      // A file system without hard links. Moves without REPLACE_EXISTING check the name first.
      Files.move(unfinished, path);
      return;
    }
    Files.delete(unfinished);
  }

  private static void fill(Path file, @Nullable FilePosition first) throws SQLException {
    try (var sql = Sql.open(file, true)) {
      // The whole file is forced to the disk before it gets its name.
      sql.execute("PRAGMA synchronous=OFF");
      sql.execute("BEGIN IMMEDIATE");
      sql.execute("CREATE TABLE event(r INTEGER PRIMARY KEY, body TEXT NOT NULL)");
      sql.execute(
          "CREATE TABLE ix(h INTEGER, k INTEGER, r INTEGER, PRIMARY KEY(h,k,r)) WITHOUT ROWID");
      sql.execute("CREATE TABLE meta(key TEXT PRIMARY KEY, value)");
      var hashKey = new byte[16];
      RANDOM.nextBytes(hashKey);
      var insert = sql.prepare("INSERT INTO meta VALUES ('format',?),('hash_key',?)");
      insert.setLong(1, FORMAT);
      insert.setBytes(2, hashKey);
      insert.executeUpdate();
      if (first != null) {
        new RelayTables(sql).storePosition(first);
      }
      sql.execute("COMMIT");
    }
  }

  /// @throws IOException when a part of the file may remain
  void erase() throws IOException {
    removeLog();
    Files.deleteIfExists(unfinished());
    Files.deleteIfExists(path);
    forceFolder();
  }

  private void removeLog() throws IOException {
    Files.deleteIfExists(Path.of(path + LOG));
    Files.deleteIfExists(Path.of(path + INDEX_OF_LOG));
  }

  /// Size of the log beside a file.
  static long logBytes(Path path) {
    return Path.of(path + LOG).toFile().length();
  }

  private void forceFolder() throws IOException {
    @Nullable Path folder = path.toAbsolutePath().getParent();
    if (folder != null) {
      force(folder, StandardOpenOption.READ);
    }
  }

  private void force(Path file, StandardOpenOption how) throws IOException {
    if (sync == Sync.FULL) {
      try (var channel = FileChannel.open(file, how)) {
        channel.force(true);
      }
    }
  }
}
