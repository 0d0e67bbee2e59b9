package caravel.engine.tenancy;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// One lock for each key. Tasks with the same key run one after the other; different keys never
/// wait for each other. An unused key takes no memory.
final class KeyedLocks {
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();

  private static final class Entry {
    final ReentrantLock lock = new ReentrantLock();

    /// Threads that hold or wait for the lock. Changed only inside the map's compute.
    int users;
  }

  void run(String key, Runnable task) {
    var _ =
        with(
            key,
            () -> {
              task.run();
              return true;
            });
  }

  <T> T with(String key, Supplier<T> task) {
    var entry =
        entries.compute(
            key,
            (_, known) -> {
              var used = known == null ? new Entry() : known;
              used.users++;
              return used;
            });
    entry.lock.lock();
    try {
      return task.get();
    } finally {
      entry.lock.unlock();
      entries.computeIfPresent(key, (_, used) -> --used.users == 0 ? null : used);
    }
  }
}
