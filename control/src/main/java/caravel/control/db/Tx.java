package caravel.control.db;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// One transaction: its connection, its time, and its tasks after the commit.
///
/// Valid only inside its function and on that thread. Network calls are forbidden inside.
public final class Tx {
  private final Handle handle;
  private final Instant now;
  private final RandomGenerator random;
  private final boolean writes;
  private final List<Runnable> afterCommit = new ArrayList<>();
  private @Nullable Ids ids;

  Tx(Handle handle, Instant now, RandomGenerator random, boolean writes) {
    this.handle = handle;
    this.now = now.truncatedTo(ChronoUnit.SECONDS);
    this.random = random;
    this.writes = writes;
  }

  public Handle handle() {
    return handle;
  }

  /// The time of this transaction, in whole seconds.
  public Instant now() {
    return now;
  }

  /// [#now()] as unix seconds, the stored form of times.
  public long seconds() {
    return now.getEpochSecond();
  }

  /// A new id with this transaction's time (UUIDv7).
  public String newId() {
    if (ids == null) {
      ids = new Ids(now, random);
    }
    return ids.next();
  }

  /// Runs `task` after the commit, never after a rollback. Tasks of all transactions run in commit
  /// order on the writer's thread, so a task must not wait. A task that opens a transaction is
  /// refused.
  public void afterCommit(Runnable task) {
    if (!writes) {
      throw new IllegalStateException("a reading transaction commits nothing");
    }
    afterCommit.add(task);
  }

  List<Runnable> committed() {
    return List.copyOf(afterCommit);
  }
}
