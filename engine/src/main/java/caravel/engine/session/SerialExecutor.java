package caravel.engine.session;

import caravel.engine.failure.FailureHandler;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// Runs tasks one after the other, in order, on a virtual thread that lives only while there is
/// work. Tasks that wait together form a batch. The queue is bounded indirectly: each task belongs
/// to one unanswered event, and those are bounded per socket.
final class SerialExecutor {
  /// Most tasks of one batch.
  static final int BATCH_TASKS_MAX = 256;

  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final FailureHandler failures;
  private final Runnable afterBatch;

  /// @param afterBatch runs after the tasks of each batch, on their thread. A task that runs alone
  ///   is a batch
  SerialExecutor(FailureHandler failures, Runnable afterBatch) {
    this.failures = failures;
    this.afterBatch = afterBatch;
  }

  void submit(Runnable task) {
    tasks.add(task);
    if (waiting.getAndIncrement() == 0) {
      Thread.startVirtualThread(this::drain);
    }
  }

  private void drain() {
    int count;
    do {
      count = Math.min(waiting.get(), BATCH_TASKS_MAX);
      for (int i = 0; i < count; i++) {
        run(tasks.remove());
      }
      run(afterBatch);
    } while (waiting.addAndGet(-count) > 0);
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable broken) {
      // Catches an Error as well: if the count were not lowered, this relay would never answer
      // again.
      failures.handle("a task of a relay", broken);
    }
  }
}
