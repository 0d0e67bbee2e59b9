package caravel.control.db;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Lock file that keeps a second process away from the database. The operating system releases it
/// when the process ends in any way.
final class DatabaseLock implements AutoCloseable {
  private final FileChannel channel;

  private DatabaseLock(FileChannel channel) {
    this.channel = channel;
  }

  /// Locks the file. Creates its folder if it is absent.
  static DatabaseLock of(Path file) {
    try {
      var absolute = file.toAbsolutePath();
      Files.createDirectories(absolute.getParent());
      var channel =
          FileChannel.open(
              absolute.resolveSibling(absolute.getFileName() + ".lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      if (isFree(channel)) {
        return new DatabaseLock(channel);
      }
      channel.close();
    } catch (IOException refused) {
      throw Migrations.unusable(file, refused);
    }
    throw new DbException("the database " + file + " is in use by another running program");
  }

  /// Whether another program uses the database. Creates no file.
  static boolean isHeld(Path file) throws IOException {
    var lock = file.toAbsolutePath().resolveSibling(file.getFileName() + ".lock");
    if (!Files.exists(lock)) {
      return false;
    }
    try (var channel = FileChannel.open(lock, StandardOpenOption.READ);
        var shared = channel.tryLock(0, Long.MAX_VALUE, true)) {
      return shared == null;
    } catch (OverlappingFileLockException ourselves) {
      return true;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException gone) {
      throw new DbException("the lock of the database cannot be given back", gone);
    }
  }

  private static boolean isFree(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException ourselves) {
      return false;
    }
  }
}
