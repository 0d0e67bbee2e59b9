package caravel.control.db;

import caravel.control.trace.TraceContext;
import java.sql.Connection;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Commits the transactions of a database, on an executor that runs one task at a time. Waiting
/// transactions are committed together: each has its own savepoint, all share one sync of the disk,
/// and all callers are answered after it.
final class Writer implements AutoCloseable {
  /// With this system property every transaction runs twice and the first run is rolled back, which
  /// shows that it is repeatable. Tests and simulations set it.
  static final String TWICE = "caravel.transactions.twice";

  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
  private static final int WAITING_MAX = 1_000;
  private static final int BATCH_MAX = 64;
  private static final int OFFER_WAIT_SECONDS = 10;
  private static final String SAVEPOINT = "task";

  private final BlockingQueue<Task<?>> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
  private final Handle handle;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final ExecutorService executor;
  private final Runnable died;
  private final boolean runsTwice;
  private final LongAdder transactions = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private volatile @Nullable Thread running;
  private volatile boolean closing;
  private volatile boolean dead;
  private volatile String fault = "";
  private volatile Runnable afterCommit = () -> {};

  /// @param executor runs one task at a time; closed with this writer. In production it has one
  ///   platform thread, because a call into SQLite blocks its carrier thread.
  /// @param died called once when committing fails permanently; the process should then end
  Writer(
      Connection connection,
      InstantSource clock,
      RandomGenerator random,
      ExecutorService executor,
      Runnable died) {
    this.handle = Db.jdbi(connection).open();
    this.clock = clock;
    this.random = random;
    this.executor = executor;
    this.died = died;
    this.runsTwice = Boolean.getBoolean(TWICE);
  }

  /// Waits until `work` is committed and returns its result.
  <T extends @Nullable Object> T call(Function<Tx, T> work) {
    refuseInside();
    var task = new Task<>(work);
    long startNanos = System.nanoTime();
    try {
      if (closing || dead || !waiting.offer(task, OFFER_WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new DbException(
            closing || dead ? "the database is closed" : "the writer is overloaded");
      }
      submit(task);
      return task.answer.get();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new DbException("interrupted while waiting for a commit", stop);
    } catch (ExecutionException failed) {
      throw unchecked(failed);
    } finally {
      transactions.increment();
      nanos.add(System.nanoTime() - startNanos);
    }
  }

  /// Runs `work` on the writer's connection between two commits, outside of any transaction.
  <T extends @Nullable Object> T outsideTransactions(Function<Handle, T> work) {
    refuseInside();
    var answer = new CompletableFuture<T>();
    try {
      executor.execute(() -> answerOutside(work, answer));
      return answer.get();
    } catch (RejectedExecutionException closed) {
      throw new DbException("the database is closed", closed);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new DbException("interrupted while waiting for the writer", stop);
    } catch (ExecutionException failed) {
      throw unchecked(failed);
    }
  }

  private <T extends @Nullable Object> void answerOutside(
      Function<Handle, T> work, CompletableFuture<T> answer) {
    running = Thread.currentThread();
    try {
      answer.complete(work.apply(handle));
    } catch (Throwable failed) {
      answer.completeExceptionally(failed);
    } finally {
      running = null;
    }
  }

  /// @param task runs on the writer's thread after each commit, before the callers are answered; it
  ///   must not throw
  void afterEachCommit(Runnable task) {
    afterCommit = task;
  }

  /// The writing transactions since the start, and the time that their callers waited.
  Db.Transactions transactions() {
    return new Db.Transactions(transactions.sum(), nanos.sum());
  }

  private void submit(Task<?> task) {
    try {
      executor.execute(this::commitWaiting);
    } catch (RejectedExecutionException closed) {
      waiting.remove(task);
      throw new DbException("the database is closed", closed);
    } catch (Error died) {
      waiting.remove(task);
      throw died;
    }
  }

  /// Refuses a transaction inside another, which would wait for itself for ever.
  void refuseInside() {
    if (Thread.currentThread().equals(running)) {
      throw new IllegalStateException("a transaction is opened inside another");
    }
  }

  /// Finishes the waiting transactions, then ends.
  @Override
  public void close() {
    closing = true;
    executor.close();
    handle.close();
  }

  /// Why writing fails now; empty if the last commit succeeded.
  Optional<String> fault() {
    if (dead) {
      return Optional.of("the writer of the database has stopped");
    }
    return fault.isEmpty() ? Optional.empty() : Optional.of(fault);
  }

  private void commitWaiting() {
    var batch = new ArrayList<Task<?>>(BATCH_MAX);
    waiting.drainTo(batch, dead ? Integer.MAX_VALUE : BATCH_MAX);
    running = Thread.currentThread();
    try {
      if (dead) {
        batch.forEach(task -> task.fail(new DbException("the writer has stopped")));
      } else if (!batch.isEmpty()) {
        commit(batch);
      }
    } catch (Throwable fatal) {
      LOG.error("the writer of the database has stopped", fatal);
      dead = true;
      batch.forEach(task -> task.fail(new DbException("the writer has stopped", fatal)));
      died.run();
    } finally {
      running = null;
    }
  }

  private void commit(List<Task<?>> batch) {
    try {
      handle.begin();
      for (var task : batch) {
        attempt(task);
      }
      handle.commit();
    } catch (JdbiException broken) {
      rollBack();
      fault = "the last commit to the database failed";
      batch.forEach(task -> task.fail(new DbException("a write failed", broken)));
      return;
    }
    fault = "";
    afterCommit.run();
    batch.forEach(Task::succeed);
  }

  /// Runs a task in its savepoint. An exception undoes only its own changes.
  private void attempt(Task<?> task) {
    if (runsTwice) {
      rehearse(task);
    }
    handle.savepoint(SAVEPOINT);
    try {
      task.run(new Tx(handle, clock.instant(), random, true));
      handle.releaseSavepoint(SAVEPOINT);
    } catch (RuntimeException | Error refused) {
      handle.rollbackToSavepoint(SAVEPOINT); // Jdbi forgets the savepoint with this.
      task.fail(refused instanceof JdbiException failed ? DbException.refused(failed) : refused);
    }
  }

  /// Runs the task once and undoes its changes, whether or not it throws.
  private void rehearse(Task<?> task) {
    handle.savepoint(SAVEPOINT);
    try {
      task.run(new Tx(handle, clock.instant(), random, true));
    } catch (RuntimeException | Error sameAsInTheSecondRun) {
      LOG.debug("the first run of a transaction failed", sameAsInTheSecondRun);
    } finally {
      handle.rollbackToSavepoint(SAVEPOINT);
    }
  }

  private void rollBack() {
    try {
      handle.rollback();
    } catch (JdbiException already) {
      LOG.debug("nothing to roll back", already);
    }
  }

  private static RuntimeException unchecked(ExecutionException failed) {
    return switch (failed.getCause()) {
      case RuntimeException own -> own;
      case Error error -> throw error;
      case null, default -> new DbException("a write failed", failed);
    };
  }

  /// A transaction with a waiting caller.
  private static final class Task<T extends @Nullable Object> {
    private final Function<Tx, T> work;
    private final @Nullable TraceContext trace = TraceContext.current();
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private @Nullable Runnable whenCommitted;

    Task(Function<Tx, T> work) {
      this.work = work;
    }

    void run(Tx tx) {
      var result = inTrace(tx);
      whenCommitted =
          () -> {
            try (var _ = TraceContext.enter(trace)) {
              tx.committed().forEach(Task::tell);
            }
            answer.complete(result);
          };
    }

    private T inTrace(Tx tx) {
      try (var _ = TraceContext.enter(trace)) {
        return work.apply(tx);
      }
    }

    void succeed() {
      if (whenCommitted != null) {
        whenCommitted.run();
      }
    }

    void fail(Throwable why) {
      whenCommitted = null;
      answer.completeExceptionally(why);
    }

    private static void tell(Runnable listener) {
      try {
        listener.run();
      } catch (Throwable failed) {
        LOG.error("a task after a commit failed", failed);
      }
    }
  }
}
