package caravel.engine.media;

import caravel.backup.BackupException;
import caravel.backup.BackupOwner;
import caravel.backup.LocalDisk;
import caravel.backup.SealedObjects;
import caravel.engine.config.RelayConfig;
import caravel.engine.media.MediaObjects.ListName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ships the files of relays to a backup. The bytes of a file are stored once. After changes a list
/// of all files of the relay follows, so a restore finds every file of a list that it reads.
///
/// One thread calls [#round]. A relay is shipped 10 s after the last time at the earliest, and
/// later the more files it has: 10 ms for each.
public final class MediaBackup {
  private static final Logger LOG = LoggerFactory.getLogger(MediaBackup.class);

  private static final long PAUSE_MILLIS = 10_000;
  private static final long PAUSE_MILLIS_A_FILE = 10;

  /// Clocks of file systems and of the program may differ by this much.
  private static final long CLOCK_MARGIN_MILLIS = 60_000;

  /// Files that could not be read are tried again after this time.
  private static final long DAMAGED_MILLIS = Duration.ofMinutes(10).toMillis();

  private static final long DELETE_EVERY_MILLIS = Duration.ofDays(1).toMillis();

  private final BackupOwner owner;
  private final SealedObjects objects;
  private final int days;
  private final MediaStores stores;
  private final MediaShipper shipper;

  /// The last list of each relay that this run has seen or shipped.
  private final Map<String, Shipped> shipped = new HashMap<>();

  private boolean isCompared;
  private long deletedMillis;
  private volatile @Nullable String fault;

  /// @param millis of the last list
  /// @param pauseMillis least time before the next one
  private record Shipped(long millis, long pauseMillis) {
    static Shipped of(long millis, MediaShipper.Result result) {
      long pause =
          result.unreadable() > 0
              ? DAMAGED_MILLIS
              : Math.max(PAUSE_MILLIS, result.files() * PAUSE_MILLIS_A_FILE);
      return new Shipped(millis, pause);
    }

    boolean isDue(long nowMillis) {
      return nowMillis >= millis + pauseMillis || nowMillis < millis;
    }
  }

  /// @param days that a restore can go back, at least 1
  public MediaBackup(BackupOwner owner, int days, MediaStores stores) {
    this.owner = owner;
    this.objects = owner.objects();
    this.days = days;
    this.stores = stores;
    this.shipper = new MediaShipper(objects, stores.folder().resolve(".backup"));
  }

  /// Relays whose files have changed since they were shipped.
  public int waiting() {
    return stores.changed().size();
  }

  /// The files that could not be shipped, in a sentence; null = none.
  public @Nullable String fault() {
    return fault;
  }

  /// Ships the relays that are due, and once a day deletes outdated objects.
  ///
  /// @param relays all relays of the engine
  /// @param mayDelete false while a restore needs old objects
  /// @throws BackupException when the backup cannot be reached; the call can be repeated
  public void round(Supplier<List<RelayConfig>> relays, long nowMillis, boolean mayDelete)
      throws BackupException {
    if (!isCompared) {
      owner.require(Instant.ofEpochMilli(nowMillis));
      compare(relays);
      isCompared = true;
    }
    for (var schema : List.copyOf(stores.changed().keySet())) {
      var last = shipped.get(schema);
      if (last == null || last.isDue(nowMillis)) {
        ship(schema, nowMillis);
      }
    }
    if (mayDelete && nowMillis - deletedMillis > DELETE_EVERY_MILLIS) {
      owner.require(Instant.ofEpochMilli(nowMillis));
      MediaRetention.delete(objects, nowMillis - Duration.ofDays(days).toMillis(), nowMillis);
      deletedMillis = nowMillis;
    }
  }

  /// Ships all relays that have changed, whenever they were shipped last.
  ///
  /// @param relays all relays of the engine
  public void shipNow(Supplier<List<RelayConfig>> relays, long nowMillis) throws BackupException {
    shipped.replaceAll((_, last) -> new Shipped(last.millis(), 0));
    round(relays, nowMillis, false);
  }

  /// Finds the relays whose files have changed since their last list. The end of an earlier run may
  /// have come before its last changes were shipped.
  private void compare(Supplier<List<RelayConfig>> relays) throws BackupException {
    for (var key : MediaObjects.keys(objects, MediaObjects.LISTS)) {
      ListName.parse(key)
          .ifPresent(name -> shipped.put(name.schema(), new Shipped(name.millis(), 0)));
    }
    for (var relay : relays.get()) {
      var last = shipped.get(relay.schema());
      long millis = changedMillis(stores.folder().resolve(relay.schema()));
      if (millis > 0 && (last == null || millis > last.millis() - CLOCK_MARGIN_MILLIS)) {
        stores.noteChange(relay.schema(), stores.open(relay));
      }
    }
  }

  /// When an index was last written; 0 = there is none.
  private static long changedMillis(Path folder) {
    long millis = 0;
    for (var name : List.of("index.db", "index.db-wal")) {
      millis = Math.max(millis, folder.resolve(name).toFile().lastModified());
    }
    return millis;
  }

  private void ship(String schema, long nowMillis) throws BackupException {
    var store = stores.changed().remove(schema);
    if (store == null || store.isRestoring()) {
      return;
    }
    owner.require(Instant.ofEpochMilli(nowMillis));
    var last = shipped.get(schema);
    // Two lists of a relay never have the same time, and the later one is the newer one.
    long millis = last == null ? nowMillis : Math.max(nowMillis, last.millis() + 1);
    boolean isShipped = false;
    try {
      var result = shipper.ship(new ListName(schema, millis), store);
      shipped.put(schema, Shipped.of(millis, result));
      fault = result.unreadable() == 0 ? null : damage(schema, result.unreadable());
      isShipped = result.unreadable() == 0;
    } catch (IOException failed) {
      throw LocalDisk.failure(stores.folder().resolve(schema), failed);
    } finally {
      if (!isShipped) {
        stores.changed().putIfAbsent(schema, store);
      }
    }
  }

  private static String damage(String schema, long files) {
    LOG.error("{} files of {} cannot be read, and are not in the backup", files, schema);
    return files + " files of the relay " + schema + " cannot be read or are damaged.";
  }

  /// Deletes what an earlier run has left in the folder for temporary files.
  public void start() {
    var folder = stores.folder().resolve(".backup");
    try {
      LocalDisk.deleteFolder(folder);
      Files.createDirectories(folder);
    } catch (IOException failed) {
      LOG.warn("{} could not be emptied", folder, failed);
    }
  }
}
