package caravel.engine.store;

import caravel.engine.failure.FailureHandler;
import java.util.Collection;
import java.util.Comparator;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// The threads that write the tails of all relays to their files, and the memory of all tails.
final class Appliers implements AutoCloseable {
  private static final int THREADS = 2;
  private static final long ROUND_MILLIS = 1_000;

  /// Memory of all tails beyond which the largest ones are applied.
  private static final long BYTES_USUAL = 64L * 1024 * 1024;

  /// Memory of all tails beyond which writes are refused: the files cannot be written.
  private static final long BYTES_MAX = 128L * 1024 * 1024;

  private final AtomicLong totalBytes = new AtomicLong();
  private final AtomicBoolean isChecking = new AtomicBoolean();
  private final Collection<FileStore> stores;
  private final FailureHandler failures;
  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(
          THREADS, Thread.ofPlatform().name("store-applier-", 0).daemon().factory());

  /// @param stores all stores in use
  Appliers(Collection<FileStore> stores, FailureHandler failures) {
    this.stores = stores;
    this.failures = failures;
  }

  /// Begins the rounds.
  ///
  /// @param settleDue applies what the log waits for
  void start(Runnable settleDue) {
    var _ =
        threads.scheduleWithFixedDelay(
            failures.guard(
                "the writing of event files",
                () -> {
                  stores.stream().filter(FileStore::isApplyDue).forEach(FileStore::applySoon);
                  checkBudget();
                  settleDue.run();
                }),
            0,
            ROUND_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  /// Applies the largest tails when all together are too large.
  void checkBudget() {
    if (totalBytes.get() > BYTES_USUAL && isChecking.compareAndSet(false, true)) {
      enqueue(() -> {
        isChecking.set(false);
        applyLargest();
      });
    }
  }

  private void applyLargest() {
    record Sized(FileStore store, long bytes) {}
    var largest =
        stores.stream()
            .map(store -> new Sized(store, store.unwrittenBytes()))
            .sorted(Comparator.comparingLong(Sized::bytes).reversed())
            .toList();
    long excess = totalBytes.get() - BYTES_USUAL / 2;
    for (var next : largest) {
      if (excess <= 0) {
        return;
      }
      next.store().applySoon();
      excess -= next.bytes();
    }
  }

  /// Approximate memory of all tails, in bytes.
  AtomicLong totalBytes() {
    return totalBytes;
  }

  /// Whether the files cannot be written as fast as the log.
  boolean isFull() {
    return totalBytes.get() > BYTES_MAX;
  }

  void enqueue(Runnable task) {
    try {
      threads.execute(failures.guard("the writing of an event file", task));
    } catch (RejectedExecutionException _) {
      // The stores are being closed, and apply what is left.
    }
  }

  /// Ends the threads after the running applies.
  @Override
  public void close() {
    threads.shutdown();
  }
}
