package caravel.engine.store;

import caravel.engine.store.EventStore.StoreException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The open files. When there are too many, the least recently used ones are closed in the
/// background, because closing may take a checkpoint.
final class OpenFiles {
  private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);

  /// Approximate memory of the page caches of all writers together.
  private static final int WRITER_CACHES_KIBIBYTES = 128 * 1024;

  private static final int WRITER_CACHE_KIBIBYTES_MIN = 1_000;
  private static final int WRITER_CACHE_KIBIBYTES_MAX = 64_000;

  /// At this multiple of the limit, opening a file first closes others, because the process has a
  /// limited number of descriptors.
  private static final int OVERSHOOT = 2;

  private final int max;
  private final Executor background;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final Set<FileStore> open = ConcurrentHashMap.newKeySet();

  /// @param background runs the closing of files
  OpenFiles(int max, Executor background) {
    this.max = max;
    this.background = background;
  }

  int size() {
    return open.size();
  }

  /// The page cache of one file. A large relay alone on the machine needs its inner pages in
  /// memory.
  int writerCacheKibibytes() {
    return Math.clamp(
        WRITER_CACHES_KIBIBYTES / Math.max(1, open.size()),
        WRITER_CACHE_KIBIBYTES_MIN,
        WRITER_CACHE_KIBIBYTES_MAX);
  }

  List<FileStore> stores() {
    return List.copyOf(open);
  }

  void add(FileStore store) {
    open.add(store);
  }

  void remove(FileStore store) {
    open.remove(store);
  }

  /// Makes room before another file is opened. Files in use stay, so the limit may be exceeded for
  /// a moment.
  void makeRoom() {
    if (open.size() >= max * OVERSHOOT) {
      closeUntilFewerThan(max * OVERSHOOT);
    }
    if (open.size() >= max && closing.compareAndSet(false, true)) {
      try {
        background.execute(() -> {
          closing.set(false);
          closeUntilFewerThan(max);
        });
      } catch (RejectedExecutionException _) {
        // The executor is closed together with the stores, this file included.
        closing.set(false);
      }
    }
  }

  private void closeUntilFewerThan(int most) {
    // Times may change during the sort, so each is read once.
    long now = System.nanoTime();
    record Unused(FileStore store, long nanos) {}
    var longestFirst =
        open.stream()
            .map(store -> new Unused(store, now - store.usedAt()))
            .sorted(Comparator.comparingLong(Unused::nanos).reversed())
            .map(Unused::store)
            .toList();
    for (var store : longestFirst) {
      if (open.size() < most) {
        return;
      }
      close(store);
    }
  }

  /// Closes the files that were not used for this long.
  void closeIdle(long nanos) {
    long now = System.nanoTime();
    for (var store : open) {
      if (now - store.usedAt() >= nanos) {
        close(store);
      }
    }
  }

  private static void close(FileStore store) {
    try {
      store.closeIfUnused();
    } catch (StoreException failed) {
      LOG.warn("An event file could not be closed cleanly", failed);
    }
  }
}
