package caravel.control.db;

import com.zaxxer.hikari.HikariDataSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Runs each read on one of a few platform threads, because a call into SQLite holds its carrier
/// thread, and the sockets of the engine need the carrier threads.
final class ReaderThreads implements Readers {
  private static final long WAIT_SECONDS_MAX = 10;

  private static final ThreadLocal<Boolean> IS_READING = ThreadLocal.withInitial(() -> false);

  private final HikariDataSource source;
  private final Jdbi jdbi;
  private final ExecutorService threads;

  /// @param count threads, and connections of the source
  ReaderThreads(HikariDataSource source, int count) {
    this.source = source;
    this.jdbi = Jdbi.create(source);
    this.threads =
        Executors.newFixedThreadPool(count, Thread.ofPlatform().name("db-reader-", 0).factory());
  }

  /// @throws DbException if every thread was busy for 10 s, or the database is closed
  @Override
  public <T extends @Nullable Object> T call(Function<Handle, T> work) {
    if (IS_READING.get()) {
      throw new IllegalStateException("a read is opened inside another");
    }
    var submitted = System.nanoTime();
    var result = new CompletableFuture<T>();
    try {
      threads.execute(() -> {
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

  /// Finishes the reads that wait, then closes the connections.
  @Override
  public void close() {
    threads.close();
    source.close();
  }

  private static RuntimeException unchecked(CompletionException failed) {
    return switch (failed.getCause()) {
      case RuntimeException own -> own;
      case Error error -> throw error;
      case null, default -> new DbException("a read failed", failed);
    };
  }
}
