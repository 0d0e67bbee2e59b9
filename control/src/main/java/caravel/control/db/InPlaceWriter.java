package caravel.control.db;

import java.sql.Connection;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/// Runs each transaction on the thread that asks for it, alone, one after the other: for a
/// simulation, in which nothing may depend on how threads take turns.
final class InPlaceWriter implements TransactionRunner {
  private final Handle handle;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final CommitOutcome commitOutcome;
  private boolean inside;

  InPlaceWriter(
      Connection connection,
      InstantSource clock,
      RandomGenerator random,
      CommitOutcome commitOutcome) {
    this.handle = Db.jdbi(connection).open();
    this.clock = clock;
    this.random = random;
    this.commitOutcome = commitOutcome;
  }

  @Override
  public <T extends @Nullable Object> T call(Function<Tx, T> work) {
    refuseInside();
    inside = true;
    try {
      return committed(work);
    } catch (JdbiException failed) {
      throw DbException.refused(failed);
    } finally {
      inside = false;
    }
  }

  private <T extends @Nullable Object> T committed(Function<Tx, T> work) {
    var tx = new Tx(handle, clock.instant(), random, true);
    handle.begin();
    T answer;
    try {
      answer = work.apply(tx);
      commitOutcome.beforeCommit();
      handle.commit();
    } catch (RuntimeException | Error refused) {
      if (handle.isInTransaction()) {
        handle.rollback();
      }
      throw refused;
    }
    commitOutcome.afterCommit();
    tx.committed().forEach(Runnable::run);
    return answer;
  }

  @Override
  public void refuseInside() {
    if (inside) {
      throw new IllegalStateException("a transaction is opened inside another");
    }
  }

  @Override
  public void close() {
    handle.close();
  }
}
