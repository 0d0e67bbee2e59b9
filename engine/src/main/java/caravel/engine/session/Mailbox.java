package caravel.engine.session;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs tasks one after the other in the order they came, on a virtual thread of its own that lives
/// only while there is work. What keeps it short is that each of its tasks stands for one
/// unanswered event, and those are bounded per socket.
final class Mailbox {
  private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);

  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();

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
      } catch (RuntimeException broken) {
        LOG.error("a task of a relay failed", broken);
      }
    } while (waiting.decrementAndGet() > 0);
  }
}
