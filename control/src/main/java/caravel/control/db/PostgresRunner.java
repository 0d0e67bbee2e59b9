package caravel.control.db;

import caravel.control.db.postgres.PostgresAddress;
import caravel.control.db.postgres.PostgresFault;
import caravel.control.db.postgres.PostgresPool;
import caravel.control.db.postgres.ProcessLease;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the transactions of a PostgreSQL database, on the threads of their callers: one writing
/// transaction at a time, and several readers. A writing transaction may run several times.
///
/// Each writing transaction has a row in `commits`. If the connection is lost inside the commit,
/// the transaction runs again with the same row: if the row exists, the first run was committed.
final class PostgresRunner implements TransactionRunner {
  private static final int ATTEMPTS_MAX = 8;
  private static final Duration ATTEMPTS_LONGEST = Duration.ofSeconds(30);
  private static final long FIRST_PAUSE_MILLIS = 5;
  private static final int TURN_WAIT_SECONDS = 10;

  /// Rows in `commits` are needed only while their transaction runs.
  private static final long COMMITS_KEPT_SECONDS = 3_600;

  /// One in so many transactions deletes the old rows.
  private static final int PRUNE_EVERY = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(PostgresRunner.class);

  private final PostgresPool pool;
  private final ProcessLease lease;
  private final Jdbi writing;
  private final Jdbi reading;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final boolean runsTwice;

  /// Keeps the tasks after the commits in the order of the commits.
  private final ReentrantLock turn = new ReentrantLock(true);

  private final ThreadLocal<Boolean> isReading = ThreadLocal.withInitial(() -> false);
  private final LongAdder transactions = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private volatile String fault = "";
  private volatile boolean isClosed;
  private long untilPruning;

  private PostgresRunner(
      PostgresPool pool, ProcessLease lease, InstantSource clock, RandomGenerator random) {
    this.pool = pool;
    this.lease = lease;
    this.writing = Db.configured(Jdbi.create(pool.writing()));
    this.reading = Db.configured(Jdbi.create(pool.reading()));
    this.clock = clock;
    this.random = random;
    this.runsTwice = Boolean.getBoolean(Writer.TWICE);
  }

  /// Takes the lease of the database, and migrates its tables.
  ///
  /// @param died called once if another process has taken over the database
  static PostgresRunner open(
      PostgresAddress address, InstantSource clock, RandomGenerator random, Runnable died) {
    var single = PostgresPool.single(address);
    @Nullable ProcessLease lease = null;
    try {
      // A second process must not migrate the tables that the first one uses.
      if (hasTables(single)) {
        lease = ProcessLease.take(single, died);
      }
      Migrations.bringUpToDate(address, single);
      if (lease == null) {
        lease = ProcessLease.take(single, died);
      }
      return new PostgresRunner(PostgresPool.open(address), lease, clock, random);
    } catch (ProcessLease.HeldException held) {
      throw new DbException(
          "the database %s is in use by another Caravel (%s). One process at a time can use it: stop that one, or name another database in DATABASE_URL"
              .formatted(address, held.getMessage()));
    } catch (SQLException refused) {
      close(lease);
      throw Migrations.unusable(address, refused);
    } catch (RuntimeException refused) {
      close(lease);
      throw refused;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new DbException("interrupted while waiting for the database", stop);
    }
  }

  private static void close(@Nullable ProcessLease lease) {
    if (lease != null) {
      lease.close();
    }
  }

  private static boolean hasTables(DataSource source) throws SQLException {
    var sql =
        """
        SELECT count(*) FROM information_schema.tables
         WHERE table_schema = current_schema() AND table_name = 'leases'
        """;
    try (var connection = source.getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      return row.next() && row.getInt(1) > 0;
    }
  }

  @Override
  public <T extends @Nullable Object> T write(Function<Tx, T> work) {
    refuseInside();
    long startNanos = System.nanoTime();
    try {
      if (!turn.tryLock(TURN_WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw DbException.unreachable("the writer is overloaded", null);
      }
      try {
        refuseClosed();
        return attempts(work);
      } finally {
        turn.unlock();
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new DbException("interrupted while waiting for a commit", stop);
    } finally {
      transactions.increment();
      nanos.add(System.nanoTime() - startNanos);
    }
  }

  @Override
  public <T extends @Nullable Object> T read(Function<Tx, T> work) {
    refuseInside();
    if (isReading.get()) {
      throw new IllegalStateException("a read is opened inside another");
    }
    refuseClosed();
    isReading.set(true);
    try (var handle = reading.open()) {
      handle.begin();
      try {
        handle.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
        return work.apply(new Tx(handle, clock.instant(), random, false));
      } finally {
        rollBack(handle);
      }
    } catch (JdbiException failed) {
      throw PostgresFault.of(failed) == PostgresFault.CONNECTION
          ? DbException.unreachable("a read failed: the database does not answer", failed)
          : new DbException("a read failed", failed);
    } finally {
      isReading.set(false);
    }
  }

  @Override
  public Db.Transactions transactions() {
    return new Db.Transactions(transactions.sum(), nanos.sum());
  }

  @Override
  public Optional<String> fault() {
    return fault.isEmpty() ? Optional.empty() : Optional.of(fault);
  }

  /// Lets the writing transaction end. Its caller must not read any more.
  @Override
  public void close() {
    turn.lock();
    try {
      isClosed = true;
    } finally {
      turn.unlock();
    }
    pool.close();
    lease.close();
  }

  /// @param value what the function returned
  private record Result<T extends @Nullable Object>(T value, Tx tx) {}

  /// How one run ended.
  private sealed interface Outcome<T extends @Nullable Object> {
    record Committed<T extends @Nullable Object>(Result<T> result) implements Outcome<T> {}

    record Refused<T extends @Nullable Object>(RuntimeException why) implements Outcome<T> {}

    /// @param perhaps may be committed; null = nothing is
    record Again<T extends @Nullable Object>(RuntimeException why, @Nullable Result<T> perhaps)
        implements Outcome<T> {}
  }

  private <T extends @Nullable Object> T attempts(Function<Tx, T> work)
      throws InterruptedException {
    var id = new Ids(clock.instant(), random).next();
    var deadline = System.nanoTime() + ATTEMPTS_LONGEST.toNanos();
    @Nullable Result<T> perhaps = null;
    for (int number = 1; ; number++) {
      switch (attempt(id, work, perhaps)) {
        case Outcome.Committed<T>(var result) -> {
          fault = "";
          result.tx().committed().forEach(PostgresRunner::tell);
          return result.value();
        }
        case Outcome.Refused<T>(var why) -> throw why;
        case Outcome.Again<T>(var why, var maybe) -> {
          if (number == ATTEMPTS_MAX || System.nanoTime() > deadline) {
            throw givenUp(why, maybe != null);
          }
          LOG.debug("a transaction runs again", why);
          perhaps = maybe;
        }
      }
      Thread.sleep(pauseMillis(number));
    }
  }

  /// A random time between a half and the whole of a pause that doubles with each attempt.
  private long pauseMillis(int attempt) {
    var longest = FIRST_PAUSE_MILLIS << (attempt - 1);
    return longest / 2 + random.nextLong(longest / 2 + 1);
  }

  private DbException givenUp(RuntimeException why, boolean isUnknown) {
    if (isUnknown) {
      fault = "it is not known whether the last commit to the database succeeded";
      return DbException.unreachable(fault, why);
    }
    if (PostgresFault.of(why) == PostgresFault.CONFLICT) {
      return DbException.conflict(why);
    }
    fault = "the last commit to the database failed";
    return DbException.unreachable("a write failed: the database does not answer", why);
  }

  private <T extends @Nullable Object> Outcome<T> attempt(
      String id, Function<Tx, T> work, @Nullable Result<T> perhaps) {
    Handle handle;
    try {
      handle = writing.open();
    } catch (JdbiException noConnection) {
      return new Outcome.Again<>(noConnection, perhaps);
    }
    try {
      return attempt(handle, id, work, perhaps);
    } finally {
      close(handle);
    }
  }

  private <T extends @Nullable Object> Outcome<T> attempt(
      Handle handle, String id, Function<Tx, T> work, @Nullable Result<T> perhaps) {
    try {
      if (runsTwice) {
        rehearse(handle, work);
      }
      begin(handle);
      if (!isNoted(handle, id)) {
        rollBack(handle);
        return new Outcome.Refused<>(
            new DbException("another process has taken over the database"));
      }
    } catch (JdbiException failed) {
      rollBack(handle);
      return perhaps != null && PostgresFault.of(failed) == PostgresFault.DUPLICATE
          ? new Outcome.Committed<>(perhaps)
          : failed(failed, perhaps);
    }
    Result<T> result;
    try {
      var tx = new Tx(handle, clock.instant(), random, true);
      result = new Result<>(work.apply(tx), tx);
    } catch (RuntimeException failed) {
      rollBack(handle);
      return failed(failed, null);
    } catch (Error fatal) {
      rollBack(handle);
      throw fatal;
    }
    try {
      handle.commit();
      return new Outcome.Committed<>(result);
    } catch (JdbiException failed) {
      rollBack(handle);
      var isUnknown = PostgresFault.of(failed) == PostgresFault.CONNECTION;
      return failed(failed, isUnknown ? result : null);
    }
  }

  private static <T extends @Nullable Object> Outcome<T> failed(
      RuntimeException failed, @Nullable Result<T> perhaps) {
    return switch (PostgresFault.of(failed)) {
      case CONFLICT, CONNECTION -> new Outcome.Again<>(failed, perhaps);
      case DUPLICATE, STATEMENT ->
          new Outcome.Refused<>(
              failed instanceof JdbiException sql ? DbException.refused(sql) : failed);
    };
  }

  private static void begin(Handle handle) {
    handle.begin();
    // Not once for each connection: a pooler may use another one for the next transaction.
    handle.execute("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE");
  }

  /// Adds the row of a transaction, if this process has the lease.
  private boolean isNoted(Handle handle, String id) {
    var seconds = clock.instant().getEpochSecond();
    if (untilPruning-- <= 0) {
      handle.execute("DELETE FROM commits WHERE at < ?", seconds - COMMITS_KEPT_SECONDS);
      untilPruning = PRUNE_EVERY;
    }
    return handle.execute(
            """
            INSERT INTO commits (id, at)
            SELECT ?, ? FROM leases WHERE name = 'process' AND token = ?
            """,
            id,
            seconds,
            lease.token())
        == 1;
  }

  /// Runs the function once and undoes its changes, whether or not it throws.
  private <T extends @Nullable Object> void rehearse(Handle handle, Function<Tx, T> work) {
    begin(handle);
    try {
      var _ = work.apply(new Tx(handle, clock.instant(), random, true));
    } catch (RuntimeException | Error sameAsInTheSecondRun) {
      LOG.debug("the first run of a transaction failed", sameAsInTheSecondRun);
    } finally {
      rollBack(handle);
    }
  }

  private static void rollBack(Handle handle) {
    try {
      handle.rollback();
    } catch (JdbiException already) {
      LOG.debug("nothing to roll back", already);
    }
  }

  /// A connection that does not close has no effect on the result of its transaction.
  private static void close(Handle handle) {
    try {
      handle.close();
    } catch (JdbiException failed) {
      LOG.debug("a connection does not close", failed);
    }
  }

  private static void tell(Runnable listener) {
    try {
      listener.run();
    } catch (Throwable failed) {
      LOG.error("a task after a commit failed", failed);
    }
  }

  /// Refuses a transaction inside another, which would not see its changes.
  private void refuseInside() {
    if (turn.isHeldByCurrentThread()) {
      throw new IllegalStateException("a transaction is opened inside another");
    }
  }

  private void refuseClosed() {
    if (isClosed) {
      throw new DbException("the database is closed");
    }
  }
}
