package caravel.engine.store;

import caravel.engine.failure.FailureHandler;
import caravel.engine.limits.DiskSpace;
import caravel.engine.store.EventStore.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The event files of all relays: one folder, one `.db` file each. A store costs nothing until it
/// is used, and little while it is idle.
public final class EventStores implements AutoCloseable {
  /// Limits that all relays of the process share.
  ///
  /// @param openFilesMax files open at a time; each costs some hundred kilobytes and descriptors
  /// @param idle how long an unused file stays open
  /// @param fileBytesMax size of one relay's file; a write beyond it fails, reads continue
  /// @param writerThreads relays that commit at the same time
  public record Limits(int openFilesMax, Duration idle, long fileBytesMax, int writerThreads) {
    public static final Limits USUAL = new Limits(512, Duration.ofSeconds(60), Long.MAX_VALUE, 4);

    public Limits {
      if (openFilesMax < 1 || writerThreads < 1 || fileBytesMax < 1 || !idle.isPositive()) {
        throw new IllegalArgumentException("every limit is positive");
      }
    }
  }

  /// @param failures handles errors in the threads of the stores
  /// @param disk the volume of the folder
  /// @param backup receives what the commits change
  public record Monitoring(FailureHandler failures, DiskSpace disk, StoreBackup backup) {}

  private static final Pattern SCHEMA = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  private static final Logger LOG = LoggerFactory.getLogger(EventStores.class);

  /// Files that are closed together. Closing one waits for the disk.
  private static final int CLOSING_THREADS = 8;

  /// Checks for idle files within the idle time.
  private static final int IDLE_CHECKS = 4;

  private final Path folder;
  private final Writers writers;
  private final OpenFiles openFiles;
  private final QueryScheduler queries = new QueryScheduler();
  private final StoreBackup backup;
  private final FileStore.Shared shared;
  private final ScheduledExecutorService idleTimer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("store-idle").daemon().factory());
  private final ConcurrentMap<String, FileStore> stores = new ConcurrentHashMap<>();
  private final CommitLog log;
  private final Appliers appliers;
  private final WindowMemory windows;
  private volatile boolean closed;

  /// @param log has the commits that the files do not have yet; closed after the stores
  /// @throws UncheckedIOException when the folder cannot be made
  public EventStores(Path folder, Sync sync, Limits limits, Monitoring monitoring, CommitLog log) {
    this(folder, sync, limits, WindowMemory.Limits.usual(), monitoring, log);
  }

  /// @param windowLimits bounds of the events in memory
  EventStores(
      Path folder,
      Sync sync,
      Limits limits,
      WindowMemory.Limits windowLimits,
      Monitoring monitoring,
      CommitLog log) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    var failures = monitoring.failures();
    writers = new Writers(limits.writerThreads(), failures);
    openFiles =
        new OpenFiles(
            limits.openFilesMax(),
            task -> idleTimer.execute(failures.guard("the closing of event files", task)));
    backup = monitoring.backup();
    this.log = log;
    appliers = new Appliers(stores.values(), failures);
    windows = new WindowMemory(windowLimits);
    shared =
        new FileStore.Shared(
            sync,
            limits,
            writers,
            openFiles,
            queries,
            monitoring.disk(),
            backup,
            log,
            appliers,
            windows);
    long idleNanos = limits.idle().toNanos();
    long checkNanos = Math.max(1, idleNanos / IDLE_CHECKS);
    var _ =
        idleTimer.scheduleWithFixedDelay(
            failures.guard("the closing of idle event files", () -> openFiles.closeIdle(idleNanos)),
            checkNanos,
            checkNanos,
            TimeUnit.NANOSECONDS);
    appliers.start(this::settleDue);
  }

  /// Writes the files that the log waits for.
  private void settleDue() {
    for (var schema : log.due()) {
      stores.computeIfAbsent(schema, this::make).settleSoon();
    }
  }

  /// Returns the only store of this schema. Touches no file before the first use.
  ///
  /// @throws IllegalArgumentException when the schema cannot be a file name
  public EventStore open(String schema) {
    backup.prepare(schema);
    return store(schema);
  }

  /// Copies a relay's file as it is at one moment, with its position. Writers go on meanwhile.
  ///
  /// @param target a file that does not exist
  /// @param anew begins another timeline with the copy
  /// @throws StoreException when the file cannot be read or the copy not written
  public void copy(String schema, Path target, boolean anew) {
    store(schema).copyTo(target, anew);
  }

  /// The position of a relay after its last durable commit.
  ///
  /// @throws StoreException when the file cannot be read
  public FilePosition position(String schema) {
    return store(schema).position();
  }

  /// The schemas that have a file.
  ///
  /// @throws UncheckedIOException when the folder cannot be read
  public List<String> schemas() {
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(DiskFile.SUFFIX))
          .map(DiskFile::schema)
          .filter(schema -> SCHEMA.matcher(schema).matches())
          .sorted()
          .toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// Whether a relay has a file.
  public boolean hasFile(String schema) {
    return Files.exists(path(schema));
  }

  /// Whether a relay has not changed since a time, as far as its folder and the log show.
  public boolean isUnchangedSince(String schema, Instant time) {
    var file = path(schema);
    var store = stores.get(schema);
    return (store == null || store.isWritten())
        && !log.due().contains(schema)
        && !Files.exists(Path.of(file + DiskFile.LOG))
        && Instant.ofEpochMilli(file.toFile().lastModified()).isBefore(time);
  }

  FileStore store(String schema) {
    if (closed) {
      throw new StoreException("the stores are closed");
    }
    return stores.computeIfAbsent(schema, this::make);
  }

  private FileStore make(String schema) {
    if (!SCHEMA.matcher(schema).matches()) {
      throw new IllegalArgumentException("a schema is letters, digits, - and _");
    }
    return new FileStore(path(schema), shared);
  }

  private Path path(String schema) {
    return folder.resolve(schema + DiskFile.SUFFIX);
  }

  /// Removes all events of a schema and closes its store for good. A later [#open] returns an empty
  /// store. Waits for running reads and writes of this schema only.
  ///
  /// @throws StoreException if some events may remain; the call can be repeated
  public void erase(String schema) {
    backup.prepare(schema);
    var store = stores.computeIfAbsent(schema, this::make);
    store.erase();
    backup.erased(schema);
    stores.remove(schema, store);
  }

  /// Removes expired events (NIP-40) from open files; reads of other files skip them. Completes
  /// when all files are done, even after failures.
  public CompletableFuture<Void> removeExpired(long now) {
    return CompletableFuture.allOf(
        openFiles.stores().stream()
            .map(store -> store.removeExpired(now).exceptionally(_ -> 0))
            .toArray(CompletableFuture<?>[]::new));
  }

  /// Bytes of all files of the folder, measured by their sizes. Takes some microseconds a file.
  public long bytes() {
    try (var files = Files.list(folder)) {
      return files.mapToLong(EventStores::size).sum();
    } catch (IOException failed) {
      throw new StoreException("the folder of the events cannot be listed", failed);
    }
  }

  private static long size(Path file) {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.isRegularFile() ? attributes.size() : 0;
    } catch (IOException gone) {
      return 0;
    }
  }

  /// Files open now.
  public int openFiles() {
    return openFiles.size();
  }

  /// The numbers of the events that are held in memory.
  public WindowNumbers windows() {
    return windows.numbers();
  }

  /// Writes what is pending and closes every file. No later use is possible.
  @Override
  public void close() {
    closed = true;
    idleTimer.shutdownNow();
    appliers.close();
    try (var threads =
        Executors.newFixedThreadPool(
            CLOSING_THREADS, Thread.ofPlatform().name("close-", 0).factory())) {
      stores.values().forEach(store -> threads.execute(() -> end(store)));
    }
    writers.close();
    queries.close();
  }

  /// A file that cannot be written delays no other one: the log keeps its commits.
  private static void end(FileStore store) {
    try {
      store.end();
    } catch (StoreException failed) {
      LOG.error("A file could not be closed; its newest events are in the log only.", failed);
    }
  }
}
