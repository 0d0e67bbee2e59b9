package caravel.engine.http;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/// Reads the rest of a request's body after the response was sent, without blocking a thread.
///
/// Closing a connection with unread bytes resets it, and the client may lose the response. So the
/// rest of the body is read for a short time; then the connection is closed.
final class BodyDrain implements Runnable {
  static final int DRAIN_SECONDS = 2;

  /// A little more than the largest file, so that a client reads why its file is refused.
  private static final long DRAIN_BYTES_MAX = 12 * 1_048_576;

  private final Request request;
  private final Callback callback;
  private final AtomicBoolean done = new AtomicBoolean();
  private long bytes;
  private volatile Scheduler.@Nullable Task deadline;

  private BodyDrain(Request request, Callback callback) {
    this.request = request;
    this.callback = callback;
  }

  /// @param callback completed when the body is read or reading is given up
  static void start(Request request, Callback callback) {
    new BodyDrain(request, callback).run();
  }

  @Override
  public void run() {
    while (!done.get()) {
      var chunk = request.read();
      if (chunk == null) {
        awaitMore();
        return;
      }
      var isEnd = Content.Chunk.isFailure(chunk) || chunk.isLast();
      bytes += chunk.remaining();
      chunk.release();
      if (isEnd || bytes > DRAIN_BYTES_MAX) {
        finish();
      }
    }
  }

  private void awaitMore() {
    if (deadline == null) {
      deadline =
          request
              .getComponents()
              .getScheduler()
              .schedule(this::finish, DRAIN_SECONDS, TimeUnit.SECONDS);
    }
    request.demand(this);
  }

  private void finish() {
    if (done.compareAndSet(false, true)) {
      var timer = deadline;
      if (timer != null) {
        timer.cancel();
      }
      callback.succeeded();
    }
  }
}
