package caravel.engine.http;

import caravel.engine.limits.MemoryBudget;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/// Reads the body of a request without blocking a thread. Gives up when the body arrives more
/// slowly than [#BYTES_PER_SECOND_MIN].
final class BodyReader implements Runnable {
  /// Rate that a body must keep after [#GRACE_SECONDS].
  static final int BYTES_PER_SECOND_MIN = 4_096;

  static final int GRACE_SECONDS = 5;

  private static final int CHECK_SECONDS = 1;

  /// Receives the result for a body. Exactly one method is called, once, and must not block.
  interface Receiver {
    void received(byte[] body);

    void tooLarge();

    void tooSlow();

    void failed(Throwable cause);
  }

  private final Request request;
  private final int bytesMax;
  private final Receiver receiver;
  private final MemoryBudget.Account memory;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final AtomicBoolean done = new AtomicBoolean();
  private final long startedNanos = System.nanoTime();
  private volatile long bytes;
  private volatile Scheduler.@Nullable Task timer;

  private BodyReader(Request request, int bytesMax, MemoryBudget budget, Receiver receiver) {
    this.request = request;
    this.bytesMax = bytesMax;
    this.receiver = receiver;
    this.memory = budget.open(() -> finish(receiver::tooSlow));
  }

  /// @param bytesMax largest body
  static void start(Request request, int bytesMax, MemoryBudget budget, Receiver receiver) {
    new BodyReader(request, bytesMax, budget, receiver).run();
  }

  @Override
  public void run() {
    while (!done.get()) {
      var chunk = request.read();
      if (chunk == null) {
        if (timer == null) {
          check(GRACE_SECONDS);
        }
        request.demand(this);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        var cause = chunk.getFailure();
        finish(() -> receiver.failed(cause));
        return;
      }
      take(chunk);
    }
  }

  private void take(Content.Chunk chunk) {
    var part = new byte[chunk.remaining()];
    chunk.getByteBuffer().get(part);
    var last = chunk.isLast();
    chunk.release();
    if (bytes + part.length > bytesMax) {
      finish(receiver::tooLarge);
      return;
    }
    body.writeBytes(part);
    memory.hold(part.length);
    bytes = body.size();
    if (last) {
      finish(() -> receiver.received(body.toByteArray()));
    }
  }

  private void check(int afterSeconds) {
    timer =
        request
            .getComponents()
            .getScheduler()
            .schedule(this::checkRate, afterSeconds, TimeUnit.SECONDS);
  }

  private void checkRate() {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startedNanos);
    if (bytes < (seconds - GRACE_SECONDS + CHECK_SECONDS) * BYTES_PER_SECOND_MIN) {
      finish(receiver::tooSlow);
    } else if (!done.get()) {
      check(CHECK_SECONDS);
    }
  }

  private void finish(Runnable outcome) {
    if (done.compareAndSet(false, true)) {
      var pending = timer;
      if (pending != null) {
        pending.cancel();
      }
      memory.close();
      outcome.run();
    }
  }
}
