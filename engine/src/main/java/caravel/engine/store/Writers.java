package caravel.engine.store;

import caravel.engine.failure.FailureHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// The writing threads, shared by all relays. Relays with waiting jobs take turns, one group each,
/// so that a busy relay delays the others by one group at most.
final class Writers implements AutoCloseable {
  private final BlockingQueue<Runnable> turns = new LinkedBlockingQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private final FailureHandler failures;
  private volatile boolean stopped;

  Writers(int count, FailureHandler failures) {
    this.failures = failures;
    for (int i = 0; i < count; i++) {
      threads.add(Thread.ofPlatform().name("store-writer-", i).daemon().start(this::serve));
    }
  }

  /// Queues a turn. The relay ensures that at most one of its turns is queued or running.
  void enqueue(Runnable turn) {
    turns.add(turn);
  }

  private void serve() {
    while (!stopped) {
      try {
        turns.take().run();
      } catch (InterruptedException _) {
        // Only close interrupts this thread.
      } catch (Throwable failed) {
        failures.handle("a store writer", failed);
      }
    }
  }

  /// Closes the threads. No relay may have jobs left.
  @Override
  public void close() {
    stopped = true;
    threads.forEach(Thread::interrupt);
  }
}
