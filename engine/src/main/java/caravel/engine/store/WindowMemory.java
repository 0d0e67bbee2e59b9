package caravel.engine.store;

import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// The bounds of all windows, and their memory.
///
/// Safe for use by many threads.
final class WindowMemory {
  /// The bounds of windows.
  ///
  /// @param rowsMax rows of one window
  /// @param rowsLoaded newest rows of a file that a load reads
  /// @param missesMax reads and decisions that go to the file before the window is loaded; a load
  ///   costs as much as about that many
  /// @param bytesMax of all windows together
  record Limits(int rowsMax, int rowsLoaded, int missesMax, long bytesMax) {
    private static final long BYTES_MAX = 128L * 1024 * 1024;

    /// The least recently used windows of a process use at most an eighth of its heap.
    static Limits usual() {
      return new Limits(
          8_192, 2_000, 32, Math.min(BYTES_MAX, Runtime.getRuntime().maxMemory() / 8));
    }
  }

  /// One in this many bytes is the most for one window.
  private static final int WINDOW_SHARE = 4;

  /// One in this many bytes is made free at a time.
  private static final int FREED_SHARE = 8;

  private final Limits limits;
  private final AtomicLong bytes = new AtomicLong();
  private final LongAdder queries = new LongAdder();
  private final LongAdder answers = new LongAdder();
  private final Set<Window> windows = ConcurrentHashMap.newKeySet();

  WindowMemory(Limits limits) {
    this.limits = limits;
  }

  Limits limits() {
    return limits;
  }

  /// Most bytes of one window.
  long windowBytesMax() {
    return limits.bytesMax() / WINDOW_SHARE;
  }

  WindowNumbers numbers() {
    return new WindowNumbers(bytes.get(), queries.sum(), answers.sum());
  }

  /// Counts a query.
  void count(boolean isAnswered) {
    queries.increment();
    if (isAnswered) {
      answers.increment();
    }
  }

  /// Takes over the size of a window.
  ///
  /// @param by bytes that it has more than before
  void changed(Window window, long by) {
    windows.add(window);
    bytes.addAndGet(by);
  }

  /// Takes over that a window has no rows.
  ///
  /// @param by bytes that it had
  void dropped(Window window, long by) {
    windows.remove(window);
    bytes.addAndGet(-by);
  }

  /// Drops the least recently used windows when all together are too large. The caller must hold no
  /// lock of a relay.
  void enforce() {
    if (bytes.get() <= limits.bytesMax()) {
      return;
    }
    long now = System.nanoTime();
    record Unused(Window window, long nanos) {}
    var longestFirst =
        windows.stream()
            .map(window -> new Unused(window, now - window.usedAt()))
            .sorted(Comparator.comparingLong(Unused::nanos).reversed())
            .toList();
    for (var next : longestFirst) {
      if (bytes.get() <= limits.bytesMax() - limits.bytesMax() / FREED_SHARE) {
        return;
      }
      next.window().drop();
    }
  }
}
