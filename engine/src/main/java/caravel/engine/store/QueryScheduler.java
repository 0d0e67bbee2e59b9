package caravel.engine.store;

import caravel.engine.store.EventStore.StoreException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Runs the queries of all relays on platform threads. A call into SQLite would block the carrier
/// of a virtual thread.
///
/// Queries run in slices of [#SLICE_NANOS]; relays take turns, and queries that have not started go
/// first. When too many queries are started, the longest one is cut short to make room.
final class QueryScheduler implements AutoCloseable {
  static final long SLICE_NANOS = 5_000_000;

  /// Queries that run at the same time; the others wait, paused or not started.
  static final int RUNNING_MAX = Math.max(4, Runtime.getRuntime().availableProcessors());

  /// Queries of one relay that run at the same time, so that it never occupies all threads.
  static final int RUNNING_PER_RELAY_MAX = RUNNING_MAX / 2;

  /// Queries that run or are paused; each of them holds a thread and a read transaction.
  static final int STARTED_MAX = 64;

  static final int STARTED_PER_RELAY_MAX = RelayFile.READERS_MAX;

  /// A query is never cut short before it has run this long.
  static final long UNCUT_NANOS = 50_000_000;

  /// A query is cut short after this time, because SQLite cannot shorten the log while it lasts.
  private static final long LIFETIME_NANOS_MAX = 5_000_000_000L;

  /// One in this many turns goes to a paused query before those that have not started.
  private static final int PAUSED_FIRST_EVERY = 4;

  /// A read of one relay.
  ///
  /// @param <T> the result
  interface Work<T> {
    /// @param mayContinue must be called at least once a millisecond; pauses the query when its
    ///   slice is over; false = the query must end with its results so far
    T run(BooleanSupplier mayContinue);
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<Object, Lane> lanes = new LinkedHashMap<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          Thread.ofPlatform().name("store-reader-", 0).daemon().factory());
  private int running;
  private int started;
  private int cutting;
  private int picks;
  private boolean closed;

  /// The queries of one relay. Guarded by the lock.
  private static final class Lane {
    private final ArrayDeque<Query<?>> waiting = new ArrayDeque<>();
    private final ArrayDeque<Query<?>> paused = new ArrayDeque<>();
    private int running;
    private int started;
    private int cutting;

    boolean isEmpty() {
      return waiting.isEmpty() && started == 0;
    }
  }

  private final class Query<T> implements Runnable {
    private final Object relay;
    private final QueryBudget budget;
    private final Work<T> work;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private final Semaphore resumed = new Semaphore(0);

    // Guarded by the lock.
    private long usedNanos;
    private boolean hasStarted;
    private boolean isCut;

    // Used by its own thread only.
    private long startNanos;
    private long sliceNanos;
    private boolean mustEnd;

    Query(Object relay, QueryBudget budget, Work<T> work) {
      this.relay = relay;
      this.budget = budget;
      this.work = work;
    }

    @Override
    public void run() {
      startNanos = System.nanoTime();
      sliceNanos = startNanos;
      @Nullable Throwable failure = null;
      @Nullable T found = null;
      try {
        found = work.run(this::mayContinue);
      } catch (RuntimeException | Error failed) {
        failure = failed;
      }
      budget.charge(System.nanoTime() - sliceNanos);
      end(this);
      if (failure == null) {
        answer.complete(found);
      } else {
        answer.completeExceptionally(failure);
      }
    }

    private boolean mayContinue() {
      if (mustEnd) {
        return false;
      }
      long now = System.nanoTime();
      long slice = now - sliceNanos;
      if (slice < SLICE_NANOS) {
        return true;
      }
      budget.charge(slice);
      sliceNanos = now;
      boolean isOver = budget.isExhausted() || now - startNanos > LIFETIME_NANOS_MAX;
      if (budget.isLimited() && isOver) {
        mustEnd = true;
        return false;
      }
      pause(this, slice);
      resumed.acquireUninterruptibly();
      sliceNanos = System.nanoTime();
      mustEnd = isCut(this);
      return !mustEnd;
    }
  }

  /// Runs one query and waits for it. Throws the exception of the query.
  ///
  /// @param relay queries of equal relays share one relay's limits
  /// @throws StoreException when the scheduler is closed
  <T> T run(Object relay, QueryBudget budget, Work<T> work) {
    try {
      return submit(relay, budget, work).join();
    } catch (CompletionException failed) {
      switch (failed.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw failed;
      }
    }
  }

  /// Runs one query without waiting for it.
  ///
  /// @param relay queries of equal relays share one relay's limits
  /// @return completed on the thread of the query; completed with its exception when it fails
  /// @throws StoreException when the scheduler is closed
  <T> CompletableFuture<T> submit(Object relay, QueryBudget budget, Work<T> work) {
    var query = new Query<T>(relay, budget, work);
    lock.lock();
    try {
      if (closed) {
        throw new StoreException("the stores are closed");
      }
      var lane = lanes.computeIfAbsent(relay, _ -> new Lane());
      lane.waiting.add(query);
      dispatch();
      makeRoom(lane);
    } finally {
      lock.unlock();
    }
    return query.answer;
  }

  private void pause(Query<?> query, long usedNanos) {
    lock.lock();
    try {
      var lane = lane(query);
      query.usedNanos += usedNanos;
      running--;
      lane.running--;
      lane.paused.add(query);
      dispatch();
      makeRoom(lane);
    } finally {
      lock.unlock();
    }
  }

  private boolean isCut(Query<?> query) {
    lock.lock();
    try {
      return query.isCut;
    } finally {
      lock.unlock();
    }
  }

  private void end(Query<?> query) {
    lock.lock();
    try {
      var lane = lane(query);
      running--;
      lane.running--;
      started--;
      lane.started--;
      if (query.isCut) {
        cutting--;
        lane.cutting--;
      }
      if (lane.isEmpty()) {
        lanes.remove(query.relay);
      }
      dispatch();
      makeRoom(lane);
    } finally {
      lock.unlock();
    }
  }

  private Lane lane(Query<?> query) {
    var lane = lanes.get(query.relay);
    if (lane == null) {
      throw new IllegalStateException("a query has no lane");
    }
    return lane;
  }

  /// Gives free threads to the next queries. The caller holds the lock.
  private void dispatch() {
    while (running < RUNNING_MAX) {
      boolean pausedFirst = ++picks % PAUSED_FIRST_EVERY == 0;
      var next = pausedFirst ? nextPaused() : nextWaiting();
      if (next == null) {
        next = pausedFirst ? nextWaiting() : nextPaused();
      }
      if (next == null) {
        return;
      }
      resume(next);
    }
  }

  private void resume(Query<?> query) {
    var lane = lane(query);
    running++;
    lane.running++;
    // Moves this relay behind the others.
    lanes.putLast(query.relay, lane);
    if (query.hasStarted) {
      query.resumed.release();
      return;
    }
    query.hasStarted = true;
    started++;
    lane.started++;
    try {
      threads.execute(query);
    } catch (RuntimeException | Error refused) {
      running--;
      lane.running--;
      started--;
      lane.started--;
      query.answer.completeExceptionally(new StoreException("no thread can be started", refused));
    }
  }

  private @Nullable Query<?> nextWaiting() {
    if (started < STARTED_MAX) {
      for (var lane : lanes.values()) {
        if (lane.running < RUNNING_PER_RELAY_MAX
            && lane.started < STARTED_PER_RELAY_MAX
            && !lane.waiting.isEmpty()) {
          return lane.waiting.remove();
        }
      }
    }
    return null;
  }

  private @Nullable Query<?> nextPaused() {
    for (var lane : lanes.values()) {
      if (lane.running < RUNNING_PER_RELAY_MAX && !lane.paused.isEmpty()) {
        return lane.paused.remove();
      }
    }
    return null;
  }

  /// Cuts the longest query short when a query of this relay cannot start for lack of room. The
  /// caller holds the lock.
  private void makeRoom(Lane lane) {
    if (lane.waiting.isEmpty()) {
      return;
    }
    if (lane.started >= STARTED_PER_RELAY_MAX) {
      if (lane.cutting == 0) {
        cutLongest(lane);
      }
    } else if (started >= STARTED_MAX && cutting == 0) {
      lanes.values().stream()
          .filter(other -> longest(other) != null)
          .max(Comparator.comparingLong(QueryScheduler::longestNanos))
          .ifPresent(this::cutLongest);
    }
  }

  private void cutLongest(Lane lane) {
    var longest = longest(lane);
    if (longest != null) {
      longest.isCut = true;
      cutting++;
      lane.cutting++;
      // It is the next of its relay to continue, and then ends.
      lane.paused.remove(longest);
      lane.paused.addFirst(longest);
    }
  }

  private static long longestNanos(Lane lane) {
    var longest = longest(lane);
    return longest == null ? 0 : longest.usedNanos;
  }

  /// The longest-running paused query that may be cut short.
  private static @Nullable Query<?> longest(Lane lane) {
    return lane.paused.stream()
        .filter(query -> query.budget.isLimited() && query.usedNanos >= UNCUT_NANOS)
        .max(Comparator.comparingLong(query -> query.usedNanos))
        .orElse(null);
  }

  /// Refuses new queries. Accepted ones still run.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    threads.shutdown();
  }
}
