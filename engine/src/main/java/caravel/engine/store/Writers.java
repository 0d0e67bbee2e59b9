package caravel.engine.store;

import caravel.engine.failure.FailureHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// The threads that write, shared by all relays. A relay with something to write waits in one
/// queue, is served one group and goes to the end again: a busy one costs the others a group each.
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

  /// At most one turn of a relay waits or runs at any time; the relay sees to that.
  void enqueue(Runnable turn) {
    turns.add(turn);
  }

  private void serve() {
    while (!stopped) {
      try {
        turns.take().run();
      } catch (InterruptedException _) {
        // Only close interrupts, and has said so.
      } catch (Throwable failed) {
        failures.handle("a store writer", failed);
      }
    }
  }

  /// Nobody has anything to write any more.
  @Override
  public void close() {
    stopped = true;
    threads.forEach(Thread::interrupt);
  }
}
