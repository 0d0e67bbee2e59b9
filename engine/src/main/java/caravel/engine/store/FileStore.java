package caravel.engine.store;

import caravel.engine.limits.DiskSpace;
import caravel.engine.store.EventStore.StoreException;
import caravel.engine.store.EventStore.UnstorableException;
import caravel.nostr.Event;
import caravel.nostr.EventBytes;
import caravel.nostr.EventId;
import caravel.nostr.Filter;
import caravel.nostr.PublicKey;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The store of one relay. Changes wait in a queue until a writer decides them together. They are
/// answered when the log has them, and written to the file later.
final class FileStore implements EventStore {
  private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);

  /// Changes that make an apply due.
  static final int APPLY_SIZE = 4_096;

  /// Memory of changes that makes an apply due.
  private static final long APPLY_BYTES = 16L * 1024 * 1024;

  private static final long APPLY_NANOS = 30_000_000_000L;

  /// Time to wait at the end for commits that are not durable. Only a broken log takes so long.
  private static final int END_SECONDS = 30;

  /// The parts that all stores of one folder share.
  record Shared(
      Sync sync,
      EventStores.Limits limits,
      Writers writers,
      OpenFiles openFiles,
      QueryScheduler queries,
      DiskSpace disk,
      StoreBackup backup,
      CommitLog log,
      Appliers appliers,
      WindowMemory windows) {}

  private final Path path;
  private final Shared shared;
  private final Window window;
  private final Tail tail;
  private final SharedRelayFile file;
  private final TailApplier applier;
  private final StoreReads reads;
  private final WindowLoader windowLoader;
  private final JobQueue queue;
  private final RelayWriter writer;
  private final AtomicBoolean isApplyQueued = new AtomicBoolean();
  private final AtomicBoolean isSearchGrowing = new AtomicBoolean();
  private final ReentrantLock eraseLock = new ReentrantLock();
  private boolean erased;

  /// The last totals that were read; null = none.
  private volatile @Nullable CountedTotals counted;

  /// @param commits the commits before the count
  private record CountedTotals(EventTotals totals, long commits) {}

  FileStore(Path path, Shared shared) {
    this.path = path;
    this.shared = shared;
    this.window = new Window(shared.windows(), shared.backup()::nowMillis, this::loadWindowSoon);
    this.tail = new Tail(shared.appliers().totalBytes(), window);
    this.queue = new JobQueue(path, () -> shared.writers().enqueue(this::serve));
    this.file = new SharedRelayFile(this, path, shared, tail, this::eraseInBackground);
    this.applier = new TailApplier(file, tail);
    this.writer = new RelayWriter(this, file, tail, applier, queue, shared);
    var fileReads = new FileReads(this, file, shared.queries());
    this.reads = new StoreReads(fileReads, file, tail, window, shared.windows());
    this.windowLoader = new WindowLoader(path, fileReads, tail, window, shared.windows());
  }

  @Override
  public CompletableFuture<List<Saved>> write(List<Change> changes) {
    try {
      var batch = WriteJob.Batch.of(changes);
      queue.add(batch);
      return batch.answer();
    } catch (UnstorableException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  @Override
  public List<StoredEvent> query(Filter filter, int max, ReadScope scope) {
    return reads.query(filter, max, scope);
  }

  @Override
  public void scan(Filter filter, long now, Consumer<StoredEvent> sink) {
    reads.scan(filter, now, sink);
  }

  @Override
  public List<StoredEvent> list(EventCursor after, int max, long now) {
    return reads.list(after, max, now);
  }

  @Override
  public Optional<StoredEvent> find(EventId id) {
    return reads.find(id);
  }

  @Override
  public Optional<StoredEvent> find(EventBytes event) {
    return reads.find(event);
  }

  @Override
  public Optional<Event> findAddressable(int kind, PublicKey author, String identifier) {
    return reads.findAddressable(kind, author, identifier);
  }

  @Override
  public long count() {
    return reads.count();
  }

  /// Counts only when the file is open, and once for each state of it: a count of many events reads
  /// much.
  @Override
  public Optional<EventTotals> knownTotals() {
    var known = counted;
    long commits = writer.commits();
    if (file.isOpen() && (known == null || known.commits() != commits)) {
      known = new CountedTotals(new EventTotals(count(), bytes()), commits);
      counted = known;
    }
    return Optional.ofNullable(known).map(CountedTotals::totals);
  }

  @Override
  public long bytes() {
    return file.usedBytes() + tail.look(UnwrittenChanges::fileBytes);
  }

  @Override
  public boolean isDiskLow() {
    return shared.disk().isLow();
  }

  @Override
  public CompletableFuture<Integer> removeExpired(long now) {
    if (!file.isOpen()) {
      return CompletableFuture.completedFuture(0);
    }
    var sweep = new WriteJob.Sweep(now, new CompletableFuture<>());
    queue.add(sweep);
    return sweep
        .answer()
        .thenCompose(slice ->
            slice.more()
                ? removeExpired(now).thenApply(more -> slice.removed() + more)
                : CompletableFuture.completedFuture(slice.removed()));
  }

  @Override
  public CompletableFuture<Void> finishErasing(PublicKey author) {
    var erasure = new WriteJob.Erasure(author, new CompletableFuture<>());
    queue.add(erasure);
    return erasure
        .answer()
        .thenCompose(slice ->
            slice.more() ? finishErasing(author) : CompletableFuture.completedFuture(null));
  }

  /// Removes the rest in the background. A row in the file makes a restart continue after a
  /// failure.
  void eraseInBackground(Collection<PublicKey> authors) {
    for (var author : authors) {
      var _ =
          finishErasing(author)
              .whenComplete((_, failure) -> {
                if (failure != null) {
                  LOG.warn(
                      "events of a banned author could not be removed from {} yet", path, failure);
                }
              });
    }
  }

  @Override
  public void close() {
    var mark = new WriteJob.Mark(new CompletableFuture<>());
    queue.add(mark);
    mark.answer().exceptionally(_ -> null).join();
    closeIfUnused();
  }

  /// Copies the file with its position. Runs on the caller's thread.
  ///
  /// @param anew begins another timeline first
  void copyTo(Path target, boolean anew) {
    var open = file.lease();
    try {
      if (anew) {
        applier.beginTimeline(shared.backup());
      } else {
        applier.apply();
      }
      open.copyTo(target);
    } catch (SQLException failed) {
      throw new StoreException("cannot copy " + path, failed);
    } finally {
      file.release(false);
    }
  }

  /// The position after the last durable commit.
  FilePosition position() {
    file.lease();
    try {
      return Objects.requireNonNull(tail.position());
    } finally {
      file.release(false);
    }
  }

  /// Commits so far.
  long commits() {
    return writer.commits();
  }

  /// Whether the file has every change, and no change is being made.
  boolean isWritten() {
    return tail.isEmpty();
  }

  /// Approximate bytes in memory of the changes that the file does not have.
  long unwrittenBytes() {
    return tail.bytes();
  }

  /// [System#nanoTime] of the last use.
  long usedAt() {
    return file.usedAt();
  }

  private void serve() {
    writer.serve();
  }

  private void loadWindowSoon() {
    var _ = loadWindow();
  }

  /// Loads the window in the background.
  ///
  /// @return completed when it is loaded, or when that has failed
  CompletableFuture<?> loadWindow() {
    return windowLoader.loadSoon();
  }

  Window window() {
    return window;
  }

  /// Applies in the background, unless that is queued already.
  void applySoon() {
    if (applier.isRetryDue() && isApplyQueued.compareAndSet(false, true)) {
      shared
          .appliers()
          .enqueue(() -> {
            isApplyQueued.set(false);
            applier.tryApply();
          });
    }
  }

  /// Adds events to the index of searches in the background until it has all, unless that runs
  /// already.
  void growSearchSoon() {
    if (isSearchGrowing.compareAndSet(false, true)) {
      growSearchPart();
    }
  }

  /// Each part waits behind the applies of other relays.
  private void growSearchPart() {
    shared
        .appliers()
        .enqueue(() -> {
          boolean isMissing = false;
          try {
            isMissing = applier.growSearch();
          } finally {
            if (!isMissing) {
              isSearchGrowing.set(false);
            }
          }
          if (isMissing) {
            growSearchPart();
          }
        });
  }

  /// Whether there are changes that are too many, or too old.
  boolean isApplyDue() {
    return tail.size() > 0 && (isLarge(1) || tail.isOlderThan(APPLY_NANOS));
  }

  /// Whether an apply is due because of the size of the tail, or this many applies.
  boolean isLarge(int times) {
    return tail.size() >= times * APPLY_SIZE || tail.bytes() >= times * APPLY_BYTES;
  }

  /// Writes the file in the background, and tells the log that the file has everything.
  void settleSoon() {
    if (applier.isRetryDue() && isApplyQueued.compareAndSet(false, true)) {
      shared
          .appliers()
          .enqueue(() -> {
            isApplyQueued.set(false);
            if (file.dropWithoutFile()) {
              applier.trySettle();
            }
          });
    }
  }

  /// Applies, and closes the file unless it is in use.
  ///
  /// @return whether the file is closed now
  boolean closeIfUnused() {
    if (applier.isRetryDue()) {
      applier.tryApply();
    }
    return file.closeIfUnused();
  }

  /// Refuses new jobs, writes the waiting ones, and closes for good.
  void end() {
    endJobs();
    if (file.isOpen()) {
      applier.tryApply();
    }
    file.end();
  }

  private void endJobs() {
    var mark = new WriteJob.Mark(new CompletableFuture<>());
    queue.end(mark);
    mark.answer()
        .completeOnTimeout(null, END_SECONDS, TimeUnit.SECONDS)
        .exceptionally(_ -> null)
        .join();
  }

  /// Ends the store, and removes the file. A repeated call does nothing, because the name may
  /// belong to another store by then; after a failure it tries again.
  void erase() {
    endJobs();
    eraseLock.lock();
    try {
      if (!erased) {
        tail.discard();
        file.end();
        // First the file: commits without a file are never applied to another one.
        new DiskFile(path, shared.sync()).erase();
        shared.log().erased(DiskFile.schema(path));
        erased = true;
      }
    } catch (IOException failed) {
      throw new StoreException("cannot erase " + path, failed);
    } finally {
      eraseLock.unlock();
    }
  }
}
