package caravel.engine.http;

import caravel.engine.limits.MemoryBudget;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The threads of HTTP requests that may wait for a lock or a disk. They are separate from Jetty's
/// threads, so that waiting requests never delay WebSockets.
final class HttpWorkers {
  private static final Logger LOG = LoggerFactory.getLogger(HttpWorkers.class);

  /// Most requests of all relays and of the management API together.
  static final int WORKERS_MAX = 512;

  /// Most requests of one relay, or of the management API.
  static final int WORKERS_EACH_MAX = 64;

  private static final String RETRY_SECONDS = "5";

  private final MemoryBudget memory;
  private final Semaphore all = new Semaphore(WORKERS_MAX);
  private final Map<Object, Integer> each = new ConcurrentHashMap<>();

  HttpWorkers(MemoryBudget memory) {
    this.memory = memory;
  }

  /// @param tooLarge the error message for a larger body
  RequestContext.BodyLimit bodyLimit(int bytesMax, String tooLarge) {
    return new RequestContext.BodyLimit(bytesMax, tooLarge, memory);
  }

  /// Runs the work on its own thread. Answers 503 when too many requests wait.
  ///
  /// @param owner the relay, or the management API
  void run(Object owner, RequestContext context, Runnable work) {
    if (!enter(owner)) {
      context.response().getHeaders().put("Retry-After", RETRY_SECONDS);
      context.text(503, "too many requests are waiting");
      return;
    }
    Thread.ofVirtual()
        .name("http")
        .start(() -> {
          try {
            work.run();
          } catch (RuntimeException failed) {
            LOG.error("a request failed", failed);
            context.callback().failed(failed);
          } finally {
            leave(owner);
          }
        });
  }

  private boolean enter(Object owner) {
    if (!all.tryAcquire()) {
      return false;
    }
    if (each.merge(owner, 1, Integer::sum) > WORKERS_EACH_MAX) {
      leave(owner);
      return false;
    }
    return true;
  }

  private void leave(Object owner) {
    each.computeIfPresent(owner, (_, count) -> count == 1 ? null : count - 1);
    all.release();
  }
}
