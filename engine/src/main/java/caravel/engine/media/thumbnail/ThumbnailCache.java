package caravel.engine.media.thumbnail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The smaller copies of all relays, in one folder with one folder a relay. Bounded: those that
/// were not used for the longest time are deleted. Empty at each start, so that no copy outlives
/// its file.
final class ThumbnailCache {
  private static final Logger LOG = LoggerFactory.getLogger(ThumbnailCache.class);

  private final Path folder;
  private final Limits limits;
  private final ReentrantLock lock = new ReentrantLock();

  /// In the order of their last use. Guarded by the lock.
  private final Map<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  private long bytes;

  /// @param entriesMax copies, and pictures without one
  record Limits(int entriesMax, long bytesMax) {
    static final Limits STANDARD = new Limits(20_000, 256L << 20);
  }

  /// @param hash of the picture
  /// @param side most pixels of the copy in width and height
  record Key(String schema, String hash, int side) {}

  /// A copy; one of 0 bytes says that there is none.
  private record Entry(long size, String type) {}

  /// @param folder emptied
  /// @throws UncheckedIOException when the folder cannot be used
  ThumbnailCache(Path folder, Limits limits) {
    this.folder = folder;
    this.limits = limits;
    try {
      delete(folder);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// @return null = it is not known
  @Nullable Thumbnail find(Key key) throws IOException {
    lock.lock();
    try {
      var entry = entries.get(key);
      if (entry == null) {
        return null;
      }
      return entry.size() == 0
          ? new Thumbnail.None()
          : new Thumbnail.Ready(Files.newInputStream(path(key)), entry.size(), entry.type());
    } finally {
      lock.unlock();
    }
  }

  /// Stores a copy, and deletes others if there is no more room.
  void put(Key key, byte[] copy, String type) throws IOException {
    lock.lock();
    try {
      remove(key);
      if (copy.length > 0) {
        Files.createDirectories(path(key).getParent());
        try {
          Files.write(path(key), copy);
        } catch (IOException failed) {
          Files.deleteIfExists(path(key));
          throw failed;
        }
      }
      entries.put(key, new Entry(copy.length, type));
      bytes += copy.length;
      while (entries.size() > limits.entriesMax() || bytes > limits.bytesMax()) {
        remove(entries.keySet().iterator().next());
      }
    } finally {
      lock.unlock();
    }
  }

  /// Deletes a copy, if there is one.
  void remove(Key key) {
    lock.lock();
    try {
      var entry = entries.remove(key);
      if (entry != null && entry.size() > 0) {
        bytes -= entry.size();
        Files.deleteIfExists(path(key));
      }
    } catch (IOException failed) {
      LOG.warn("a thumbnail could not be deleted; it remains until the next start", failed);
    } finally {
      lock.unlock();
    }
  }

  /// Deletes all copies of a relay.
  void removeAll(String schema) {
    lock.lock();
    try {
      var keys = entries.keySet().stream().filter(key -> key.schema().equals(schema)).toList();
      keys.forEach(this::remove);
      Files.deleteIfExists(folder.resolve(schema));
    } catch (IOException failed) {
      LOG.warn("the thumbnails of a relay could not be deleted", failed);
    } finally {
      lock.unlock();
    }
  }

  private Path path(Key key) {
    return folder.resolve(key.schema()).resolve(key.hash() + "-" + key.side());
  }

  private static void delete(Path folder) throws IOException {
    try (var left = Files.walk(folder)) {
      for (var file : left.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (NoSuchFileException _) {
      // There is nothing to delete.
    }
  }
}
