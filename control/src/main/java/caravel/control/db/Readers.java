package caravel.control.db;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Runs the read transactions on an executor. In production it has a few platform threads, because
/// a call into SQLite blocks its carrier thread, which the engine's sockets need.
final class Readers implements AutoCloseable {
  private static final long WAIT_SECONDS_MAX = 10;

  private static final ThreadLocal<Boolean> IS_READING = ThreadLocal.withInitial(() -> false);

  private final Jdbi jdbi;
  private final ExecutorService executor;

  /// @param jdbi has a connection for each thread of the executor
  /// @param executor closed with this object
  Readers(Jdbi jdbi, ExecutorService executor) {
    this.jdbi = jdbi;
    this.executor = executor;
  }

  /// Runs `work` on a snapshot of the committed rows and returns its result.
  ///
  /// @throws DbException if every thread was busy for 10 s, or the database is closed
  <T extends @Nullable Object> T call(Function<Handle, T> work) {
    if (IS_READING.get()) {
      throw new IllegalStateException("a read is opened inside another");
    }
    var submitted = System.nanoTime();
    var result = new CompletableFuture<T>();
    try {
      executor.execute(() -> {
        if (System.nanoTime() - submitted > TimeUnit.SECONDS.toNanos(WAIT_SECONDS_MAX)) {
          result.completeExceptionally(new DbException("the readers are overloaded"));
          return;
        }
        IS_READING.set(true);
        try {
          result.complete(jdbi.inTransaction(work::apply));
        } catch (Throwable failed) {
          result.completeExceptionally(failed);
        } finally {
          IS_READING.set(false);
        }
      });
      return result.join();
    } catch (RejectedExecutionException closed) {
      throw new DbException("the database is closed", closed);
    } catch (CompletionException failed) {
      throw unchecked(failed);
    }
  }

  /// Finishes the waiting reads.
  @Override
  public void close() {
    executor.close();
  }

  private static RuntimeException unchecked(CompletionException failed) {
    return switch (failed.getCause()) {
      case RuntimeException own -> own;
      case Error error -> throw error;
      case null, default -> new DbException("a read failed", failed);
    };
  }
}
