package caravel.control.db;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// One transaction: its connection, its one instant, and what to do once it is committed.
///
/// Valid only inside the function it was handed to, on that thread. No network call belongs inside.
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

  /// The one instant of this transaction, in whole seconds.
  public Instant now() {
    return now;
  }

  /// [#now()] as unix seconds, the form in which times are stored.
  public long seconds() {
    return now.getEpochSecond();
  }

  /// A new id made of this transaction's instant (UUIDv7).
  public String newId() {
    if (ids == null) {
      ids = new Ids(now, random);
    }
    return ids.next();
  }

  /// Runs `task` after the commit, never when the transaction is rolled back; tasks of all
  /// transactions run in the order of the commits, on the writer's thread. Hand over and return: a
  /// task that waits holds up every writer, one that opens a transaction is refused.
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
