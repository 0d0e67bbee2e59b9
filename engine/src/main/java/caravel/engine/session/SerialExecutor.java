package caravel.engine.session;

import caravel.engine.failure.FailureHandler;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// Runs tasks one after the other, in order, on a virtual thread that lives only while there is
/// work. The queue is bounded indirectly: each task belongs to one unanswered event, and those are
/// bounded per socket.
final class SerialExecutor {
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final FailureHandler failures;

  SerialExecutor(FailureHandler failures) {
    this.failures = failures;
  }

  void submit(Runnable task) {
    tasks.add(task);
    if (waiting.getAndIncrement() == 0) {
      Thread.startVirtualThread(this::drain);
    }
  }

  private void drain() {
    do {
      var task = tasks.remove();
      try {
        task.run();
      } catch (Throwable broken) {
        // Catches an Error as well: if the count were not lowered, this relay would never answer
        // again.
        failures.handle("a task of a relay", broken);
      }
    } while (waiting.decrementAndGet() > 0);
  }
}
