package caravel.engine.tenancy;

import caravel.nostr.MalformedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The folder with one file per relay. As in zooid, every file in it counts, whatever its name;
/// subfolders are ignored.
///
/// Files hold secret keys, so only their owner may read them. They are replaced atomically: no
/// reader sees a partial file.
final class ConfigFolder {
  /// Largest file that is read. The API accepts bodies of a quarter of that.
  static final int FILE_BYTES_MAX = 4 * 1024 * 1024;

  private static final String WRITING = ".writing";

  private final Path folder;
  private final Path writing;
  private final FileAttribute<?>[] ownerOnly;

  /// @throws UncheckedIOException when the folder cannot be made
  ConfigFolder(Path folder) {
    this.folder = folder;
    this.writing = folder.resolve(WRITING);
    this.ownerOnly =
        folder.getFileSystem().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    try {
      Files.createDirectories(folder);
      try {
        Files.createDirectory(writing);
      } catch (FileAlreadyExistsException _) {
        discardUnfinished();
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// Detects changes of a file: its modification time and size.
  record Stamp(long modifiedNanos, long bytes) {
    static final Stamp NONE = new Stamp(0, -1);
  }

  Path path() {
    return folder;
  }

  /// Lists the file names, sorted.
  List<String> names() {
    try (var files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  boolean exists(VirtualRelayId id) {
    return Files.exists(folder.resolve(id.fileName()));
  }

  Stamp stamp(String name) {
    try {
      var attributes = Files.readAttributes(folder.resolve(name), BasicFileAttributes.class);
      return new Stamp(attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS), attributes.size());
    } catch (IOException _) {
      return Stamp.NONE;
    }
  }

  /// Reads a file; empty = it does not exist.
  ///
  /// @throws MalformedException when it is too large or not text
  /// @throws UncheckedIOException when it cannot be read
  Optional<String> read(String name) {
    var file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (var in = Files.newInputStream(file)) {
      var bytes = in.readNBytes(FILE_BYTES_MAX + 1);
      if (bytes.length > FILE_BYTES_MAX) {
        throw new MalformedException("the file is larger than " + FILE_BYTES_MAX + " bytes");
      }
      var decoder = StandardCharsets.UTF_8.newDecoder();
      return Optional.of(decoder.decode(ByteBuffer.wrap(bytes)).toString());
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (CharacterCodingException malformed) {
      throw new MalformedException("the file is not UTF-8", malformed);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// Writes a file. On return it survives a power cut.
  void write(String name, String text) throws IOException {
    Files.createDirectories(writing);
    var unfinished = Files.createTempFile(writing, "", "", ownerOnly);
    try {
      try (var out = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      Files.move(unfinished, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      force();
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  void remove(String name) throws IOException {
    Files.deleteIfExists(folder.resolve(name));
    force();
  }

  private void force() throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private void discardUnfinished() throws IOException {
    try (var files = Files.list(writing)) {
      for (var file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
