package caravel.engine.media;

import caravel.backup.BackupException;
import caravel.backup.BackupException.Kind;
import caravel.backup.LocalDisk;
import caravel.backup.SealedObjects;
import caravel.engine.config.RelayConfig;
import caravel.engine.failure.FailureHandler;
import caravel.engine.media.MediaObjects.ListName;
import caravel.nostr.Sha256;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The files that a restore from a backup has to bring back, one relay after the other. A relay
/// whose files are asked for comes next.
///
/// The folder `.restoring` beside the folders of the relays has a note for each relay, which names
/// the list to restore and is deleted when all its files are there. So a restart continues.
///
/// Safe for use by many threads.
public final class MediaRestore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MediaRestore.class);
  private static final String NOTES = ".restoring";
  private static final long RETRY_SECONDS = 15;
  private static final Duration END_WAIT = Duration.ofSeconds(10);

  private final SealedObjects objects;
  private final MediaStores stores;
  private final Path notes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<String> pending;
  private @Nullable String wanted;
  private @Nullable Thread thread;
  private boolean isClosed;

  /// Finds the files that are still to be restored.
  public MediaRestore(SealedObjects objects, MediaStores stores) {
    this.objects = objects;
    this.stores = stores;
    this.notes = stores.folder().resolve(NOTES);
    this.pending = noted(stores.folder());
    stores.awaitRestore(this);
  }

  /// Notes the files of all relays of a backup. An engine with the same backup then restores them.
  ///
  /// @param folder of all files
  /// @param at the lists of this time and before count; [Instant#MAX] = all
  /// @return relays with files
  public static int prepare(SealedObjects objects, Path folder, Instant at) throws BackupException {
    var lists = lists(objects, MediaObjects.LISTS, at);
    var notes = folder.resolve(NOTES);
    try {
      if (!lists.isEmpty()) {
        Files.createDirectories(notes);
      }
      for (var list : lists.values()) {
        Files.writeString(notes.resolve(list.schema()), Long.toString(list.millis()));
      }
    } catch (IOException failed) {
      throw LocalDisk.failure(notes, failed);
    }
    return lists.size();
  }

  /// Restores the files of one relay, and returns when all are there.
  ///
  /// @param at the lists of this time and before count; [Instant#MAX] = all
  public static void restoreRelay(
      SealedObjects objects, MediaStores stores, RelayConfig relay, Instant at)
      throws BackupException {
    var prefix = MediaObjects.LISTS + relay.schema() + "/";
    for (var list : lists(objects, prefix, at).values()) {
      new MediaRestore(objects, stores).restore(list, stores.open(relay));
    }
  }

  /// Refuses a folder whose files are not all restored.
  ///
  /// @throws IllegalStateException with a sentence for the operator
  public static void requireComplete(Path folder) {
    if (!noted(folder).isEmpty()) {
      throw new IllegalStateException(
          "Files of relays in "
              + folder
              + " are not restored yet. Set BACKUP_URL to the backup that they come from");
    }
  }

  private static Map<String, ListName> lists(SealedObjects objects, String prefix, Instant at)
      throws BackupException {
    var newest = new HashMap<String, ListName>();
    for (var key : MediaObjects.keys(objects, prefix)) {
      ListName.parse(key)
          .filter(list -> !Instant.ofEpochMilli(list.millis()).isAfter(at))
          .ifPresent(list -> newest.put(list.schema(), list));
    }
    return newest;
  }

  private static Set<String> noted(Path folder) {
    var notes = folder.resolve(NOTES);
    var schemas = new LinkedHashSet<String>();
    if (Files.exists(notes)) {
      try (var files = Files.list(notes)) {
        files.map(file -> file.getFileName().toString()).sorted().forEach(schemas::add);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
    return schemas;
  }

  /// Begins to restore.
  ///
  /// @param configs finds the configuration of a schema; null = no relay has it
  public void start(FailureHandler failures, Function<String, @Nullable RelayConfig> configs) {
    if (isComplete()) {
      return;
    }
    LOG.info("the files of {} relays are being restored from the backup", pending.size());
    thread =
        Thread.ofPlatform()
            .daemon()
            .name("media-restore")
            .start(failures.guard("the restore of files", () -> restoreAll(configs)));
  }

  public boolean isComplete() {
    lock.lock();
    try {
      return pending.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until all files are restored.
  void await() throws InterruptedException {
    lock.lock();
    try {
      while (!pending.isEmpty() && !isClosed) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Whether the files of a relay are not complete yet. They are restored next.
  boolean isPending(String schema) {
    lock.lock();
    try {
      boolean isPending = pending.contains(schema);
      if (isPending) {
        wanted = schema;
      }
      return isPending;
    } finally {
      lock.unlock();
    }
  }

  /// Ends the restore of a relay whose files are erased.
  void cancel(String schema) {
    finish(schema);
  }

  private void finish(String schema) {
    lock.lock();
    try {
      if (pending.remove(schema)) {
        Files.deleteIfExists(notes.resolve(schema));
        changed.signalAll();
      }
    } catch (IOException failed) {
      LOG.warn("the note of a restore in {} could not be deleted", notes, failed);
    } finally {
      lock.unlock();
    }
  }

  private void restoreAll(Function<String, @Nullable RelayConfig> configs) {
    for (var schema = next(); schema != null; schema = next()) {
      try {
        restoreNoted(schema, configs.apply(schema));
        finish(schema);
        var config = configs.apply(schema);
        if (config != null) {
          // The backup gets a list of the restored files, which is newer than those of the past.
          stores.noteChange(schema, stores.open(config));
        }
      } catch (BackupException failed) {
        if (isWanted(schema)) {
          LOG.error(
              "the files of {} cannot be restored now. {}", schema, failed.getMessage(), failed);
          pause();
        }
      }
    }
  }

  private void restoreNoted(String schema, @Nullable RelayConfig config) throws BackupException {
    var note = notes.resolve(schema);
    try {
      if (config == null) {
        LOG.warn("no relay has the schema {}, so its files are not restored", schema);
        return;
      }
      long millis = Long.parseLong(Files.readString(note).strip());
      restore(new ListName(schema, millis), stores.open(config));
    } catch (NumberFormatException malformed) {
      throw new BackupException(Kind.DAMAGED, note + " is damaged.", malformed);
    } catch (IOException failed) {
      throw LocalDisk.failure(note, failed);
    }
  }

  private boolean isWanted(String schema) {
    lock.lock();
    try {
      return !isClosed && pending.contains(schema);
    } finally {
      lock.unlock();
    }
  }

  /// The relay to restore next; null = none, or the program ends.
  private @Nullable String next() {
    lock.lock();
    try {
      if (isClosed || pending.isEmpty()) {
        return null;
      }
      var first = wanted;
      wanted = null;
      return first != null && pending.contains(first) ? first : pending.iterator().next();
    } finally {
      lock.unlock();
    }
  }

  /// Lets time pass before the next attempt.
  private void pause() {
    lock.lock();
    try {
      long left = TimeUnit.SECONDS.toNanos(RETRY_SECONDS);
      while (left > 0 && !isClosed) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException _) {
      isClosed = true;
    } finally {
      lock.unlock();
    }
  }

  /// Restores the files of a list. Those that are there already stay.
  private void restore(ListName name, MediaStore store) throws BackupException {
    var list = stores.newTemporaryFile();
    try {
      if (!objects.getFile(name.key(), list)) {
        throw new BackupException(Kind.MISSING, name.key() + " is missing in the backup.");
      }
      long missing = 0;
      try (var lines = Files.newBufferedReader(list)) {
        missing = restore(name.schema(), lines, store);
      } finally {
        Files.deleteIfExists(list);
      }
      if (missing > 0) {
        LOG.error("{} files of {} are missing or damaged in the backup", missing, name.schema());
      }
    } catch (IOException failed) {
      throw LocalDisk.failure(stores.folder().resolve(name.schema()), failed);
    } catch (IllegalArgumentException malformed) {
      throw new BackupException(Kind.DAMAGED, name.key() + " is damaged.", malformed);
    }
  }

  /// @return files that the backup does not have
  private long restore(String schema, BufferedReader lines, MediaStore store)
      throws IOException, BackupException {
    long missing = 0;
    for (var line = lines.readLine(); line != null && !isEnding(); line = lines.readLine()) {
      var entry = MediaEntry.parse(line);
      var file = entry.file();
      if (store.find(file.hash()).isPresent()) {
        continue;
      }
      var copy = stores.newTemporaryFile();
      try {
        if (objects.getFile(MediaObjects.blob(schema, file.hash()), copy) && isWhole(copy, file)) {
          var _ = store.add(entry, copy);
        } else {
          missing++;
        }
      } finally {
        Files.deleteIfExists(copy);
      }
    }
    if (isEnding()) {
      throw new BackupException(Kind.UNREACHABLE, "The restore of files was interrupted.");
    }
    return missing;
  }

  private boolean isEnding() {
    lock.lock();
    try {
      return isClosed;
    } finally {
      lock.unlock();
    }
  }

  private static boolean isWhole(Path copy, MediaFile file) throws IOException {
    var digest = Sha256.start();
    try (var in = Files.newInputStream(copy)) {
      var buffer = new byte[64 * 1024];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return Files.size(copy) == file.size() && BlobHash.of(digest.digest()).equals(file.hash());
  }

  /// Ends the restore after the file in progress. The next start continues.
  @Override
  public void close() {
    lock.lock();
    try {
      isClosed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    var running = thread;
    if (running != null) {
      try {
        running.join(END_WAIT);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
