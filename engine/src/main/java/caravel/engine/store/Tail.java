package caravel.engine.store;

import caravel.nostr.EventId;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The commits of one relay that are not in its file yet. Decisions see all of them, readers only
/// those that are durable.
///
/// Safe for use by many threads, except what needs the [#turn].
final class Tail {
  /// Rows and removals beyond which writes are refused. An apply is due long before.
  static final int SIZE_MAX = 65_536;

  /// Approximate memory beyond which writes are refused.
  static final long BYTES_MAX = 96L * 1024 * 1024;

  /// A commit that the log has and that is not durable yet.
  private static final class InFlight {
    private final Commit commit;
    private final List<EventRow> added;
    private List<Runnable> answers;
    private boolean isVisible;

    InFlight(Commit commit, List<EventRow> added, List<Runnable> answers) {
      this.commit = commit;
      this.added = added;
      this.answers = answers;
    }
  }

  /// The durable changes at one moment.
  ///
  /// @param position of the last durable commit
  record Durable(UnwrittenChanges.Batch changes, FilePosition position) {}

  private final AtomicLong totalBytes;
  private final Window window;

  /// Held while a commit is decided, and while the file changes. Taken before the other lock.
  private final ReentrantLock turn = new ReentrantLock(true);

  // Guarded by the turn.
  private final UnwrittenChanges decided = new UnwrittenChanges();
  private @Nullable CommitCounter counter;

  /// Readers hold the read lock while they fix the state of the file that they read.
  private final ReentrantReadWriteLock fileLock = new ReentrantReadWriteLock();

  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private final UnwrittenChanges visible = new UnwrittenChanges();
  private final ArrayDeque<InFlight> inFlight = new ArrayDeque<>();
  private @Nullable FilePosition position;
  private @Nullable IndexKeys keys;
  private long sinceNanos;

  private volatile long bytes;
  private volatile int size;

  /// @param totalBytes of the tails of all relays
  /// @param window gets each commit when it becomes visible
  Tail(AtomicLong totalBytes, Window window) {
    this.totalBytes = totalBytes;
    this.window = window;
  }

  Window window() {
    return window;
  }

  ReentrantLock turn() {
    return turn;
  }

  /// The changes of all commits, durable or not. Needs the turn.
  UnwrittenChanges decided() {
    return decided;
  }

  /// Approximate bytes in memory.
  long bytes() {
    return bytes;
  }

  /// Rows to add and to remove.
  int size() {
    return size;
  }

  boolean isFull() {
    return size >= SIZE_MAX || bytes >= BYTES_MAX;
  }

  /// Counts the commits. Needs the turn and an open file.
  CommitCounter counter() {
    return Objects.requireNonNull(counter);
  }

  /// Begins with the state of a file that was opened.
  ///
  /// @param isEmpty whether the file has no event
  /// @param commits those that the file does not have; all are durable
  void open(CommitCounter count, boolean isEmpty, List<Commit> commits, IndexKeys fileKeys) {
    turn.lock();
    try {
      lock.lock();
      try {
        counter = count;
        position = count.position();
        keys = fileKeys;
        window.open(fileKeys, isEmpty);
        for (var commit : commits) {
          var added = rows(commit, fileKeys);
          decided.add(commit, added);
          show(commit, added);
          count.advance(commit);
        }
        countSize();
      } finally {
        lock.unlock();
      }
    } finally {
      turn.unlock();
    }
  }

  private static List<EventRow> rows(Commit commit, IndexKeys keys) {
    long seq = commit.position().seq();
    return commit.added().stream().map(row -> EventRow.of(row, keys, seq)).toList();
  }

  private void show(Commit commit, List<EventRow> added) {
    if (visible.isEmpty()) {
      sinceNanos = System.nanoTime();
    }
    visible.add(commit, added);
    window.add(commit, added);
    position = commit.position();
  }

  /// Adds a commit to the log and to the tail. Needs the turn.
  ///
  /// @param added the rows of the commit
  /// @param answers run when the commit is durable
  /// @param afterDurable run before the answers, after the commit is visible
  /// @throws EventStore.StoreException when the log has no room; then nothing has changed
  void append(
      Commit commit,
      List<EventRow> added,
      List<Runnable> answers,
      CommitLog log,
      Runnable afterDurable) {
    var entry = new InFlight(commit, added, answers);
    lock.lock();
    try {
      // Before the log has it, because it may become durable at once.
      inFlight.add(entry);
    } finally {
      lock.unlock();
    }
    try {
      log.append(commit, () -> becomeDurable(entry, afterDurable));
    } catch (Throwable refused) {
      lock.lock();
      try {
        inFlight.remove(entry);
      } finally {
        lock.unlock();
      }
      throw refused;
    }
    decided.add(commit, added);
    counter().advance(commit);
    countSize();
  }

  /// Runs the answers of a group that changed nothing: after those of the commits before it.
  void answer(List<Runnable> answers) {
    lock.lock();
    try {
      var last = inFlight.peekLast();
      if (last != null) {
        last.answers.addAll(answers);
        return;
      }
    } finally {
      lock.unlock();
    }
    answers.forEach(Runnable::run);
  }

  /// Waits until all commits are durable. Needs the turn, so that no other one follows.
  void awaitDurable() {
    var reached = new CompletableFuture<Boolean>();
    answer(List.of(() -> reached.complete(true)));
    reached.join();
  }

  private void becomeDurable(InFlight entry, Runnable afterDurable) {
    lock.lock();
    try {
      if (inFlight.peek() != entry) {
        throw new IllegalStateException("the log has changed the order of a relay's commits");
      }
      show(entry.commit, entry.added);
      entry.isVisible = true;
    } finally {
      lock.unlock();
    }
    afterDurable.run();
    // The commit stays the first in flight until all answers have run, so that later ones wait.
    for (var next = takeAnswers(entry); !next.isEmpty(); next = takeAnswers(entry)) {
      next.forEach(Runnable::run);
    }
  }

  private List<Runnable> takeAnswers(InFlight entry) {
    lock.lock();
    try {
      var taken = entry.answers;
      entry.answers = new ArrayList<>();
      if (taken.isEmpty()) {
        inFlight.remove();
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /// Begins a read of the file, and looks at the durable changes of the same moment. The caller
  /// ends the transaction.
  <T> T snapshot(Sql sql, Function<UnwrittenChanges, T> look) throws SQLException {
    fileLock.readLock().lock();
    try {
      sql.run("BEGIN");
      // The first read fixes the state that the transaction sees.
      sql.exists("SELECT 1 FROM meta");
      return look(look);
    } finally {
      fileLock.readLock().unlock();
    }
  }

  /// Commits an apply, and forgets what the file has by it.
  ///
  /// @param highestRank of the new rows
  void commit(Sql sql, RelayFile file, FilePosition applied, long highestRank) throws SQLException {
    turn.lock();
    try {
      fileLock.writeLock().lock();
      try {
        sql.run("COMMIT");
        file.applied(applied, highestRank);
        dropUpTo(applied.seq());
      } finally {
        fileLock.writeLock().unlock();
      }
    } finally {
      turn.unlock();
    }
  }

  /// Looks at the durable changes. The look must be short.
  <T> T look(Function<UnwrittenChanges, T> look) {
    lock.lock();
    try {
      return look.apply(visible);
    } finally {
      lock.unlock();
    }
  }

  /// Finds an event among the durable rows.
  @Nullable EventRow find(EventId id) {
    lock.lock();
    try {
      return keys == null ? null : visible.index().find(keys.id(id.hex()));
    } finally {
      lock.unlock();
    }
  }

  /// Whether the file has all commits.
  boolean isEmpty() {
    lock.lock();
    try {
      return visible.isEmpty() && inFlight.stream().allMatch(entry -> entry.isVisible);
    } finally {
      lock.unlock();
    }
  }

  /// Whether there are durable changes that are older than this.
  boolean isOlderThan(long nanos) {
    lock.lock();
    try {
      return !visible.isEmpty() && System.nanoTime() - sinceNanos >= nanos;
    } finally {
      lock.unlock();
    }
  }

  /// The position after the last durable commit; null before the file was opened.
  @Nullable FilePosition position() {
    lock.lock();
    try {
      return position;
    } finally {
      lock.unlock();
    }
  }

  /// Begins another timeline. Needs the turn and an empty tail.
  ///
  /// @param isEmpty whether there is no event
  void begin(FilePosition first, boolean isEmpty) {
    counter().begin(first, isEmpty);
    window.drop();
    lock.lock();
    try {
      position = first;
    } finally {
      lock.unlock();
    }
  }

  /// The durable changes; null = the file has them all.
  @Nullable Durable durable() {
    lock.lock();
    try {
      return visible.isEmpty() || position == null ? null : new Durable(visible.batch(), position);
    } finally {
      lock.unlock();
    }
  }

  private void dropUpTo(long seq) {
    decided.dropUpTo(seq);
    lock.lock();
    try {
      visible.dropUpTo(seq);
      sinceNanos = System.nanoTime();
    } finally {
      lock.unlock();
    }
    countSize();
  }

  private void countSize() {
    long before = bytes;
    bytes = decided.bytes();
    size = decided.size();
    totalBytes.addAndGet(bytes - before);
  }

  /// Forgets everything, because the file is erased.
  void discard() {
    turn.lock();
    try {
      window.close();
      dropUpTo(Long.MAX_VALUE);
    } finally {
      turn.unlock();
    }
  }
}
