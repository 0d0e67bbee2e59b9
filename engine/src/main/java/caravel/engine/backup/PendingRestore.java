package caravel.engine.backup;

import caravel.backup.BackupException;
import caravel.backup.LocalDisk;
import caravel.backup.SealedObjects;
import caravel.engine.failure.FailureHandler;
import caravel.engine.store.EventStore.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The files of a restored folder that are not built yet. A relay that is used is built next; the
/// others follow in the background, [#BUILDERS] at a time.
///
/// The folder `.restoring` has the time of the restore and one empty file for each relay, which
/// goes when its file is complete. So a restart continues.
///
/// Safe for use by many threads.
final class PendingRestore implements AutoCloseable {
  /// Files that are built at the same time.
  private static final int BUILDERS = 2;

  private static final String FOLDER = ".restoring";
  private static final String TIME = "time";
  private static final String NOTES = "relays";
  private static final long RETRY_SECONDS = 15;
  private static final Duration END_WAIT = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(PendingRestore.class);

  private final SealedObjects objects;
  private final Path relays;
  private final Path folder;
  private final Instant at;
  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock spoolLock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<String> pending;
  private final Set<String> building = new HashSet<>();

  /// Relays whose last attempt failed; their users are refused instead of kept waiting.
  private final Set<String> failed = new HashSet<>();

  /// Relays that are used and wait, in order.
  private final Set<String> wanted = new LinkedHashSet<>();

  private final List<Thread> threads = new ArrayList<>();
  private @Nullable RestorePoint point;
  private @Nullable LogSpool spool;
  private boolean closed;

  private PendingRestore(SealedObjects objects, Path relays, Instant at, Set<String> pending) {
    this.objects = objects;
    this.relays = relays;
    this.folder = relays.resolve(FOLDER);
    this.at = at;
    this.pending = pending;
  }

  /// Notes that the files of these relays are to be built.
  static void write(Path relays, Instant at, Set<String> schemas) throws BackupException {
    var folder = relays.resolve(FOLDER);
    try {
      var notes = Files.createDirectories(folder.resolve(NOTES));
      for (var schema : schemas) {
        Files.createFile(notes.resolve(schema));
      }
      Files.writeString(folder.resolve(TIME), at.toString());
    } catch (IOException failed) {
      throw LocalDisk.failure(folder, failed);
    }
  }

  /// The restore that is not complete in a folder; null = none.
  ///
  /// @throws UncheckedIOException when the folder cannot be read
  static @Nullable PendingRestore find(SealedObjects objects, Path relays) {
    var folder = relays.resolve(FOLDER);
    if (!isNoted(relays)) {
      return null;
    }
    try (var notes = Files.list(folder.resolve(NOTES))) {
      var at = Instant.parse(Files.readString(folder.resolve(TIME)).strip());
      var schemas = new LinkedHashSet<String>();
      notes.map(file -> file.getFileName().toString()).sorted().forEach(schemas::add);
      return new PendingRestore(objects, relays, at, schemas);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// Whether a folder has relays that are not restored yet.
  static boolean isNoted(Path relays) {
    return Files.exists(relays.resolve(FOLDER).resolve(TIME));
  }

  /// Begins to build.
  void start(FailureHandler failures) {
    LOG.info("{} relays are being restored from the backup", pending.size());
    for (int i = 0; i < BUILDERS; i++) {
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .name("relay-restore-", i)
              .start(failures.guard("the restore of relays", this::buildAll)));
    }
  }

  boolean isComplete() {
    return schemas().isEmpty();
  }

  /// The relays whose files are not complete.
  Set<String> schemas() {
    lock.lock();
    try {
      return Set.copyOf(pending);
    } finally {
      lock.unlock();
    }
  }

  /// Waits until the file of a relay is complete.
  ///
  /// @throws StoreException when it cannot be built now, or the program ends before
  void await(String schema) {
    lock.lock();
    try {
      while (pending.contains(schema)) {
        if (closed || failed.contains(schema)) {
          throw new StoreException("the restore of " + schema + " is not complete");
        }
        wanted.add(schema);
        changed.signalAll();
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private void buildAll() {
    while (true) {
      var schema = next();
      if (schema == null) {
        return;
      }
      boolean isBuilt = false;
      try {
        build(schema);
        isBuilt = true;
      } catch (BackupException failed) {
        if (!isClosed()) {
          LOG.error("{} cannot be restored now. {}", schema, failed.getMessage(), failed);
        }
      } finally {
        finish(schema, isBuilt);
      }
    }
  }

  /// The relay to build next; null = none is left.
  private @Nullable String next() {
    lock.lock();
    try {
      while (true) {
        if (closed || pending.isEmpty()) {
          return null;
        }
        for (var candidates : List.of(wanted, pending)) {
          for (var schema : candidates) {
            if (building.add(schema)) {
              return schema;
            }
          }
        }
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private void build(String schema) throws BackupException {
    var target = relays.resolve(schema + ".db");
    // A crash may come between the building of a file and the removal of its note.
    if (!Files.exists(target)) {
      var entries = spool();
      var _ = RelayRestore.build(objects, point(), entries, schema, folder, target);
      entries.delete(schema);
    }
  }

  private RestorePoint point() throws BackupException {
    lock.lock();
    try {
      var known = point;
      if (known == null) {
        known = RestorePoint.find(objects, at);
        point = known;
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  /// Reads the logs at the first call, while other builders wait.
  private LogSpool spool() throws BackupException {
    spoolLock.lock();
    try {
      var known = spool;
      if (known == null) {
        var entries = folder.resolve("entries");
        Scratch.deleteFolder(entries);
        try {
          Files.createDirectories(entries);
        } catch (IOException failed) {
          throw LocalDisk.failure(entries, failed);
        }
        known = LogSpool.read(objects, point(), schemas(), entries);
        spool = known;
      }
      return known;
    } finally {
      spoolLock.unlock();
    }
  }

  private void finish(String schema, boolean isBuilt) {
    lock.lock();
    try {
      if (isBuilt) {
        Scratch.delete(folder.resolve(NOTES).resolve(schema));
        failed.remove(schema);
        pending.remove(schema);
        wanted.remove(schema);
        building.remove(schema);
        if (pending.isEmpty()) {
          Scratch.deleteFolder(folder);
          LOG.info("All relays are restored");
        }
      } else if (!closed) {
        failed.add(schema);
        changed.signalAll();
        pause();
        building.remove(schema);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Lets time pass before a failed relay is tried again. Others are built meanwhile.
  private void pause() {
    try {
      long left = TimeUnit.SECONDS.toNanos(RETRY_SECONDS);
      while (left > 0 && !closed) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException _) {
      closed = true;
    }
  }

  /// Stops building, and waits a moment for the files that are being built. Callers that wait for a
  /// file get an exception.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    threads.forEach(Thread::interrupt);
    for (var thread : threads) {
      try {
        thread.join(END_WAIT);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
