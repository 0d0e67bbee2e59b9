package caravel.engine.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Blobs in one folder, each a file with its hash as the name, as zooid keeps them.
final class LocalBlobs implements BlobStore {
  private final Path folder;

  LocalBlobs(Path folder) {
    this.folder = folder;
  }

  @Override
  public void put(BlobHash hash, Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(
        file, path(hash), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceFolder();
  }

  @Override
  public InputStream read(BlobHash hash, long from, long length) throws IOException {
    var channel = FileChannel.open(path(hash), StandardOpenOption.READ);
    try {
      channel.position(from);
      return new LimitedStream(Channels.newInputStream(channel), length);
    } catch (IOException failed) {
      channel.close();
      throw failed;
    }
  }

  @Override
  public void delete(BlobHash hash) throws IOException {
    if (Files.deleteIfExists(path(hash))) {
      forceFolder();
    }
  }

  @Override
  public void deleteAll() throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.list(folder)) {
      for (var file : files.toList()) {
        if (BlobHash.parse(file.getFileName().toString()).isPresent()) {
          Files.delete(file);
        }
      }
    }
    forceFolder();
  }

  private Path path(BlobHash hash) {
    return folder.resolve(hash.hex());
  }

  private void forceFolder() throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
