package caravel.backup;

import caravel.backup.BackupException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// Objects as files below a folder. An object is written to a temporary file, synced and renamed.
///
/// The folder itself is never created: a missing one is a disk that is not mounted.
public final class FolderObjects implements ObjectStore {
  /// Folder of temporary files. Its name is not a key.
  private static final String UNFINISHED = ".unfinished";

  /// Age of a temporary file that a process has left behind. One that is being written is younger.
  private static final Duration LEFT_BEHIND = Duration.ofHours(1);

  private final Path root;
  private final AtomicBoolean isTidied = new AtomicBoolean();

  public FolderObjects(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  @Override
  public String place() {
    return "the folder " + root;
  }

  @Override
  public void put(String key, byte[] bytes) throws BackupException {
    var target = path(key);
    try {
      requireRoot();
      move(written(bytes), target);
    } catch (IOException failed) {
      throw failure("written", failed);
    }
  }

  @Override
  public void putFile(String key, Path file) throws BackupException {
    var target = path(key);
    try {
      requireRoot();
      var temporary = temporary();
      try {
        Files.copy(file, temporary, StandardCopyOption.REPLACE_EXISTING);
        sync(temporary, StandardOpenOption.WRITE);
      } catch (IOException failed) {
        Files.deleteIfExists(temporary);
        throw failed;
      }
      move(temporary, target);
    } catch (IOException failed) {
      throw failure("written", failed);
    }
  }

  @Override
  public boolean putIfAbsent(String key, byte[] bytes) throws BackupException {
    var target = path(key);
    try {
      requireRoot();
      Files.createDirectories(folder(target));
      var temporary = written(bytes);
      try {
        link(temporary, target, bytes);
        sync(folder(target), StandardOpenOption.READ);
        return true;
      } catch (FileAlreadyExistsException taken) {
        return false;
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException failed) {
      throw failure("written", failed);
    }
  }

  @Override
  public Optional<byte[]> get(String key) throws BackupException {
    var file = path(key);
    try {
      requireRoot();
      return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    } catch (IOException failed) {
      throw failure("read", failed);
    }
  }

  @Override
  public boolean getFile(String key, Path file) throws BackupException {
    var source = path(key);
    try {
      requireRoot();
      if (!Files.isRegularFile(source)) {
        return false;
      }
    } catch (IOException failed) {
      throw failure("read", failed);
    }
    try {
      Files.copy(source, file, StandardCopyOption.REPLACE_EXISTING);
      return true;
    } catch (IOException failed) {
      throw LocalDisk.failure(file, failed);
    }
  }

  @Override
  public List<String> list(String prefix, String startAfter, int limit) throws BackupException {
    var keys = new ArrayList<String>();
    try {
      requireRoot();
      collect(root, "", new Range(prefix, startAfter, limit), keys);
      return List.copyOf(keys);
    } catch (IOException failed) {
      throw failure("read", failed);
    } catch (UncheckedIOException failed) {
      throw failure("read", new IOException(failed));
    }
  }

  @Override
  public void delete(String key) throws BackupException {
    var file = path(key);
    try {
      requireRoot();
      Files.deleteIfExists(file);
    } catch (IOException failed) {
      throw failure("changed", failed);
    }
  }

  @Override
  public void close() {}

  private record Range(String prefix, String startAfter, int limit) {
    /// Whether keys that begin with the text may be in the range.
    boolean mayContain(String start) {
      return (start.startsWith(prefix) || prefix.startsWith(start))
          && (startAfter.startsWith(start) || start.compareTo(startAfter) > 0);
    }

    boolean contains(String key) {
      return key.startsWith(prefix) && key.compareTo(startAfter) > 0;
    }
  }

  /// @param start of the keys in the folder, with its `/`
  private static void collect(Path folder, String start, Range range, List<String> keys)
      throws IOException {
    for (var name : names(folder)) {
      if (keys.size() == range.limit()) {
        return;
      }
      var key = start + name;
      if (!name.endsWith("/")) {
        if (range.contains(key)) {
          keys.add(key);
        }
      } else if (range.mayContain(key)) {
        collect(folder.resolve(name), key, range, keys);
      }
    }
  }

  /// Names in the order of the keys: a folder counts with its `/`.
  private static List<String> names(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries
          .filter(entry -> !entry.getFileName().toString().startsWith("."))
          .map(entry -> entry.getFileName() + (Files.isDirectory(entry) ? "/" : ""))
          .sorted(Comparator.naturalOrder())
          .toList();
    } catch (NoSuchFileException removed) {
      return List.of();
    }
  }

  private Path path(String key) {
    return root.resolve(ObjectKeys.require(key));
  }

  private static Path folder(Path file) {
    return Objects.requireNonNull(file.getParent());
  }

  private void requireRoot() throws NoSuchFileException {
    if (!Files.isDirectory(root)) {
      throw new NoSuchFileException(root.toString());
    }
  }

  private Path temporary() throws IOException {
    var folder = Files.createDirectories(root.resolve(UNFINISHED));
    var temporary = Files.createTempFile(folder, "object-", ".part");
    if (isTidied.compareAndSet(false, true)) {
      deleteOlder(folder, Files.getLastModifiedTime(temporary).toInstant().minus(LEFT_BEHIND));
    }
    return temporary;
  }

  /// Deletes what processes have left behind that were killed. The folder's own clock decides.
  private static void deleteOlder(Path folder, Instant before) throws IOException {
    try (var files = Files.list(folder)) {
      for (var file : files.toList()) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (NoSuchFileException removed) {
      // Another process tidies as well, or its file is complete.
    }
  }

  private Path written(byte[] bytes) throws IOException {
    var temporary = temporary();
    try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      write(channel, bytes);
    } catch (IOException failed) {
      Files.deleteIfExists(temporary);
      throw failed;
    }
    return temporary;
  }

  private static void write(FileChannel channel, byte[] bytes) throws IOException {
    var buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    channel.force(true);
  }

  private static void move(Path temporary, Path target) throws IOException {
    Files.createDirectories(folder(target));
    Files.move(
        temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    sync(folder(target), StandardOpenOption.READ);
  }

  /// A file system without hard links creates the file exclusively, but not all at once.
  private static void link(Path temporary, Path target, byte[] bytes) throws IOException {
    try {
      Files.createLink(target, temporary);
    } catch (FileAlreadyExistsException taken) {
      throw taken;
    } catch (UnsupportedOperationException | FileSystemException noLinks) {
      try (var channel =
          FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        write(channel, bytes);
      }
    }
  }

  private static void sync(Path path, StandardOpenOption option) throws IOException {
    try (var channel = FileChannel.open(path, option)) {
      channel.force(true);
    }
  }

  private BackupException failure(String what, IOException failed) {
    if (failed instanceof NoSuchFileException && !Files.isDirectory(root)) {
      return new BackupException(
          Kind.UNREACHABLE,
          "The backup's folder " + root + " does not exist. Create it, or mount its disk.",
          failed);
    }
    var reason = LocalDisk.reason(failed);
    if (LocalDisk.isFull(failed)) {
      return new BackupException(
          Kind.NO_SPACE, "The disk of the backup's folder " + root + " is full.", failed);
    }
    var kind =
        reason.toLowerCase(Locale.ROOT).contains("permission") ? Kind.REFUSED : Kind.UNREACHABLE;
    return new BackupException(
        kind, "The backup's folder " + root + " cannot be " + what + ": " + reason + ".", failed);
  }
}
