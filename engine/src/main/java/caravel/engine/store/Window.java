package caravel.engine.store;

import caravel.engine.store.WindowRows.Candidates;
import caravel.engine.store.WindowRows.Lookup;
import caravel.nostr.EventId;
import caravel.nostr.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The newest durable events of one relay in memory, for reads and decisions that need no file. It
/// is a copy: dropping it at any moment only costs time. It exists while the file is open.
///
/// Safe for use by many threads. The work under its lock is short. Its lock is taken last.
final class Window {
  /// The content of the window.
  private sealed interface State {
    /// @param keys of the open file; null = the file is closed
    record Dropped(@Nullable IndexKeys keys) implements State {}

    record Loaded(IndexKeys keys, WindowRows rows) implements State {}
  }

  /// The loading of a window.
  static final class Load {
    private final List<Change> changes = new ArrayList<>();
    private boolean isRecording;
    private int rows;
  }

  /// A commit that became durable during a load.
  private record Change(Commit commit, List<EventRow> added) {}

  private static final State CLOSED = new State.Dropped(null);

  private final WindowMemory memory;
  private final LongSupplier nowMillis;
  private final Runnable loader;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private State state = CLOSED;
  private @Nullable Load load;
  private int misses;
  private long bytes;

  private volatile long usedAt = System.nanoTime();

  /// @param nowMillis unix time
  /// @param loader loads the window in the background; called without a lock of the window
  Window(WindowMemory memory, LongSupplier nowMillis, Runnable loader) {
    this.memory = memory;
    this.nowMillis = nowMillis;
    this.loader = loader;
  }

  /// [System#nanoTime] of the last use.
  long usedAt() {
    return usedAt;
  }

  /// Begins when the file was opened. The commits that it does not have follow.
  ///
  /// @param isEmpty whether the file has no event
  void open(IndexKeys keys, boolean isEmpty) {
    lock.lock();
    try {
      dropTo(new State.Dropped(keys));
      if (isEmpty) {
        state = new State.Loaded(keys, new WindowRows(WindowRows.LOWEST, WindowRows.HIGHEST));
        countBytes();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Ends with the file.
  void close() {
    lock.lock();
    try {
      dropTo(CLOSED);
    } finally {
      lock.unlock();
    }
  }

  /// Forgets the rows. They are loaded again when they are needed.
  void drop() {
    lock.lock();
    try {
      dropTo(new State.Dropped(keys()));
    } finally {
      lock.unlock();
    }
  }

  private void dropTo(State next) {
    state = next;
    load = null;
    misses = 0;
    memory.dropped(this, bytes);
    bytes = 0;
  }

  private @Nullable IndexKeys keys() {
    return switch (state) {
      case State.Dropped(var keys) -> keys;
      case State.Loaded(var keys, _) -> keys;
    };
  }

  private void countBytes() {
    long now = state instanceof State.Loaded(_, var rows) ? rows.bytes() : 0;
    memory.changed(this, now - bytes);
    bytes = now;
  }

  /// Adds a commit that becomes visible. [WindowMemory#enforce] follows.
  void add(Commit commit, List<EventRow> added) {
    lock.lock();
    try {
      var running = load;
      if (running != null && running.isRecording) {
        running.changes.add(new Change(commit, added));
        running.rows += added.size() + commit.gone().size();
        if (running.rows > memory.limits().rowsMax()) {
          load = null;
        }
      }
      if (state instanceof State.Loaded(_, var rows)) {
        rows.add(commit, added);
        shrink(rows);
      }
    } finally {
      lock.unlock();
    }
  }

  private void shrink(WindowRows rows) {
    rows.shrink(memory.limits().rowsMax(), memory.windowBytesMax(), nowSeconds());
    countBytes();
  }

  private long nowSeconds() {
    return Math.floorDiv(nowMillis.getAsLong(), 1_000);
  }

  /// Begins to load.
  ///
  /// @return null if the window is loaded or being loaded, or if the file is closed
  @Nullable Load beginLoad() {
    lock.lock();
    try {
      if (load != null || state instanceof State.Loaded || keys() == null) {
        return null;
      }
      load = new Load();
      return load;
    } finally {
      lock.unlock();
    }
  }

  /// Records the commits that become visible from now on.
  ///
  /// @return the highest rank of the present second
  long beginRecording(Load running) {
    lock.lock();
    try {
      running.isRecording = true;
      return EventOrder.ceiling(nowSeconds());
    } finally {
      lock.unlock();
    }
  }

  /// Ends a load. Does nothing if the window was dropped meanwhile.
  ///
  /// @param rows as they were when the recording began
  void endLoad(Load ended, IndexKeys keys, WindowRows rows) {
    lock.lock();
    try {
      if (load == ended && keys.equals(keys())) {
        load = null;
        misses = 0;
        ended.changes.forEach(change -> rows.add(change.commit(), change.added()));
        state = new State.Loaded(keys, rows);
        shrink(rows);
      }
    } finally {
      lock.unlock();
    }
    memory.enforce();
  }

  /// Ends a load without a result.
  void abandon(Load failed) {
    lock.lock();
    try {
      if (load == failed) {
        load = null;
        misses = 0;
      }
    } finally {
      lock.unlock();
    }
  }

  /// The keys for a search.
  ///
  /// @return null if the window has no rows
  @Nullable IndexKeys keysForSearch() {
    boolean isLoadDue;
    lock.lock();
    try {
      if (state instanceof State.Loaded(var keys, _)) {
        return keys;
      }
      isLoadDue = isLoadDue();
    } finally {
      lock.unlock();
    }
    loadIf(isLoadDue);
    return null;
  }

  private boolean isLoadDue() {
    return keys() != null && ++misses >= memory.limits().missesMax() && load == null;
  }

  private void loadIf(boolean isDue) {
    if (isDue) {
      loader.run();
    }
  }

  /// Takes the rows for a search.
  ///
  /// @return null if the window cannot answer it
  @Nullable Candidates candidates(RowSearch search) {
    boolean isLoadDue = false;
    lock.lock();
    try {
      // The file may have been closed and another one opened since the search was made.
      if (state instanceof State.Loaded(var keys, var rows) && keys.equals(search.keys())) {
        var found = rows.candidates(search);
        if (found != null) {
          usedAt = System.nanoTime();
          return found;
        }
        isLoadDue = dropIfStale(keys, rows);
      }
    } finally {
      lock.unlock();
    }
    loadIf(isLoadDue);
    return null;
  }

  /// Drops the rows when time has passed their ceiling, because newer ordinary events are above it.
  private boolean dropIfStale(IndexKeys keys, WindowRows rows) {
    boolean isStale = rows.ceiling() < EventOrder.ceiling(nowSeconds());
    if (isStale) {
      dropTo(new State.Dropped(keys));
    }
    return isStale;
  }

  /// Finds an event.
  Lookup find(EventId id) {
    return lookUp(loaded -> loaded.rows().find(loaded.keys().id(id.hex())));
  }

  /// Finds an event. Knows more often than [#find(EventId)] that there is none.
  ///
  /// @param wanted its rank if no other event has it
  Lookup find(EventId id, long wanted) {
    return lookUp(loaded -> loaded.rows().find(loaded.keys().id(id.hex()), wanted));
  }

  /// Finds the row of a rank.
  Lookup atRank(long r) {
    return lookUp(loaded -> loaded.rows().atRank(r));
  }

  /// Finds the current version of a replaceable or addressable event.
  ///
  /// @param slot see [EventRow#slot(long, int)]
  Lookup inSlot(long slot) {
    return lookUp(loaded -> loaded.rows().inSlot(slot));
  }

  /// Finds the current version of an addressable event.
  Lookup findAddressable(int kind, PublicKey author, String identifier) {
    return lookUp(loaded ->
        loaded.rows().inSlot(EventRow.slot(loaded.keys().address(author.hex(), identifier), kind)));
  }

  private Lookup lookUp(Function<State.Loaded, Lookup> look) {
    boolean isLoadDue;
    lock.lock();
    try {
      if (state instanceof State.Loaded loaded) {
        var found = look.apply(loaded);
        if (!(found instanceof Lookup.Unknown)) {
          usedAt = System.nanoTime();
          return found;
        }
        isLoadDue = dropIfStale(loaded.keys(), loaded.rows());
      } else {
        isLoadDue = isLoadDue();
      }
    } finally {
      lock.unlock();
    }
    loadIf(isLoadDue);
    return WindowRows.UNKNOWN;
  }

  /// The number of all events; -1 if the window does not have them all.
  long count() {
    lock.lock();
    try {
      return state instanceof State.Loaded(_, var rows) && rows.isWhole() ? rows.size() : -1;
    } finally {
      lock.unlock();
    }
  }
}
