package caravel.engine.session;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// A task that runs once some time after it was asked for, and again with longer pauses until it
/// succeeds. Safe for use by many threads.
final class DelayedTask {
  private static final long PAUSE_NANOS_MAX = 60_000_000_000L;

  private final String name;
  private final long delayNanos;
  private final BooleanSupplier task;
  private final AtomicBoolean isQueued = new AtomicBoolean();

  /// @param name of its thread
  /// @param task returns false to be run again
  DelayedTask(String name, long delayNanos, BooleanSupplier task) {
    this.name = name;
    this.delayNanos = delayNanos;
    this.task = task;
  }

  /// Runs the task after the delay. Does nothing if it is going to run anyway.
  void start() {
    if (isQueued.compareAndSet(false, true)) {
      Thread.ofVirtual().name(name).start(this::run);
    }
  }

  private void run() {
    long nanos = delayNanos;
    do {
      pause(nanos);
      nanos = Math.min(2 * nanos, PAUSE_NANOS_MAX);
      // Before the task, which may miss a change that comes while it ends.
      isQueued.set(false);
    } while (!task.getAsBoolean() && isQueued.compareAndSet(false, true));
  }

  private static void pause(long nanos) {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
