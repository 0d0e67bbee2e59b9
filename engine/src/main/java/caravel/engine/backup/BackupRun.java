package caravel.engine.backup;

import caravel.backup.BackupException;
import caravel.backup.BackupOwner;
import caravel.backup.SealedObjects;
import caravel.engine.store.EventStore.StoreException;
import caravel.engine.store.EventStores;
import caravel.engine.store.FilePosition;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The work of one start of the program that owns the backup. One thread calls [#ship], another one
/// [#maintain].
final class BackupRun {
  private static final Logger LOG = LoggerFactory.getLogger(BackupRun.class);

  private static final long PACK_MILLIS = 60L * 60 * 1_000;

  /// Without any change, only outdated objects are looked for.
  private static final long IDLE_PACK_MILLIS = 24 * PACK_MILLIS;

  /// Clocks of file systems and of the program may differ by this much.
  private static final Duration CLOCK_MARGIN = Duration.ofMinutes(1);

  private static final int STATES_KEPT = 2;

  /// After this time a file that could not be copied is tried again.
  private static final long FAILED_MILLIS = 10L * 60 * 1_000;

  /// The parts that exist before the backup can be reached.
  ///
  /// @param days that a restore can go back
  record Parts(
      BackupOwner owner,
      EventStores stores,
      CommitBuffer buffer,
      Path config,
      int days,
      InstantSource clock) {}

  private final Parts parts;
  private final SealedObjects objects;
  private final long number;
  private final ShippedRelays shipped;
  private final LogShipper logs;
  private final ConfigShipper configs;
  private final BaseWriter bases;
  private final long ageMaxMillis;

  /// Bases of this run, which may be ahead of the shipped commits.
  private final Map<String, BaseName> written = new ConcurrentHashMap<>();

  /// Relays whose file is older than the backup, so that they need another timeline.
  private final Set<String> behind = ConcurrentHashMap.newKeySet();

  /// Files that may differ from the backup, with the position that was seen.
  private final Map<String, FilePosition> suspects = new LinkedHashMap<>();

  /// Relays whose file could not be copied, and when.
  private final Map<String, Long> failed = new HashMap<>();

  private boolean filesCompared;
  private long packedMillis;
  private boolean leftoversPacked;
  private volatile boolean changedSincePack;

  private BackupRun(Parts parts, long number, Path scratch, ShippedRelays shipped) {
    this.parts = parts;
    this.objects = parts.owner().objects();
    this.number = number;
    this.shipped = shipped;
    this.logs = new LogShipper(parts.buffer(), objects, this::shipped, number);
    this.configs = new ConfigShipper(parts.config(), objects, number, parts.clock());
    this.bases = new BaseWriter(parts.stores(), objects, scratch);
    this.ageMaxMillis = Duration.ofDays(parts.days()).toMillis();
  }

  /// Takes over the backup, and reads what earlier runs have shipped.
  ///
  /// @param scratch a folder for temporary files
  static BackupRun open(Parts parts, Path scratch, long nowMillis) throws BackupException {
    long number = parts.owner().require(Instant.ofEpochMilli(nowMillis));
    var shipped = ShippedState.read(parts.owner().objects());
    var run = new BackupRun(parts, number, scratch, shipped);
    run.packedMillis = nowMillis;
    return run;
  }

  long oldestMillis() {
    return logs.oldestMillis();
  }

  /// When changes were last shipped; 0 = not yet in this run.
  long shippedMillis() {
    return logs.shippedMillis();
  }

  /// Ships the changes that wait.
  void ship(long nowMillis) throws BackupException {
    if (logs.hasWork()) {
      requireOwner(nowMillis);
    }
    configs.ship();
    logs.ship(nowMillis);
    shipped.dropped(parts.buffer().takeDropped());
  }

  private void requireOwner(long nowMillis) throws BackupException {
    parts.owner().require(Instant.ofEpochMilli(nowMillis));
  }

  private void shipped(List<LogEntry> entries) {
    for (var entry : entries) {
      if (entry instanceof LogEntry.Committed(var commit)) {
        var position = commit.position();
        var relay = shipped.find(commit.schema()).orElse(ShippedRelay.NONE);
        var base = written.get(commit.schema());
        if (relay.timeline() == position.timeline()
            && position.seq() <= relay.seq()
            && (base == null || !base.contains(position))) {
          behind.add(commit.schema());
        }
      }
    }
    shipped.shipped(entries);
    changedSincePack = true;
  }

  /// Writes bases that are due, and packs once an hour.
  ///
  /// @param mayDelete false while a restore needs old objects
  void maintain(long nowMillis, boolean mayDelete) throws BackupException {
    if (!filesCompared) {
      findSuspects();
      filesCompared = true;
    } else {
      writeBases(nowMillis);
    }
    long pause = changedSincePack ? PACK_MILLIS : IDLE_PACK_MILLIS;
    if (!leftoversPacked || nowMillis - packedMillis > pause) {
      pack(nowMillis, mayDelete);
    }
  }

  /// Packs the segments, writes down the state, and deletes what is outdated.
  void pack(long nowMillis, boolean mayDelete) throws BackupException {
    requireOwner(nowMillis);
    changedSincePack = false;
    long last = logs.lastShipped();
    new LogPacker(objects)
        .pack(
            LogFileName.inOrder(
                ObjectReader.list(objects, LogFileName.SEGMENTS, LogFileName::parse)),
            ObjectReader.list(objects, LogFileName.PACKS, LogFileName::parse));
    leftoversPacked = true;
    saveState(last, nowMillis);
    if (mayDelete) {
      deleteOutdated(nowMillis);
    }
    packedMillis = nowMillis;
  }

  /// Writes down what is shipped, so that the next start need not compare all files.
  void saveState(long nowMillis) throws BackupException {
    saveState(logs.lastShipped(), nowMillis);
  }

  private void saveState(long last, long nowMillis) throws BackupException {
    ShippedState.write(objects, number, last, shipped, nowMillis, STATES_KEPT);
  }

  private void deleteOutdated(long nowMillis) throws BackupException {
    var listing = RelayRetention.Listing.of(objects);
    long keptFrom = nowMillis - Duration.ofDays(parts.days()).toMillis();
    var relays = shipped.all();
    for (var key : RelayRetention.outdated(listing, relays, keptFrom, ageMaxMillis)) {
      objects.delete(key);
    }
    relays.forEach((schema, relay) -> {
      if (relay.erasedMillis() != 0 && relay.erasedMillis() < keptFrom) {
        shipped.forget(schema);
      }
    });
  }

  /// Compares the files with the backup. A file that has changed since may only wait in the buffer.
  private void findSuspects() {
    var saved = Instant.ofEpochMilli(shipped.savedMillis()).minus(CLOCK_MARGIN);
    for (var schema : parts.stores().schemas()) {
      var relay = shipped.find(schema);
      if (relay.isEmpty() || !parts.stores().isUnchangedSince(schema, saved)) {
        try {
          suspects.put(schema, parts.stores().position(schema));
        } catch (StoreException failed) {
          LOG.warn("The file of {} cannot be read for the backup", schema, failed);
        }
      }
    }
  }

  private void writeBases(long nowMillis) throws BackupException {
    var due = new LinkedHashSet<>(behind);
    var differing = new HashMap<>(suspects);
    differing.forEach((schema, position) -> {
      var relay = shipped.find(schema).orElse(ShippedRelay.NONE);
      if (!relay.reaches(position)) {
        due.add(schema);
      } else {
        suspects.remove(schema);
      }
    });
    due.addAll(shipped.needingBase(nowMillis, ageMaxMillis));
    failed.values().removeIf(millis -> nowMillis - millis > FAILED_MILLIS);
    due.removeAll(failed.keySet());
    for (var schema : due) {
      requireOwner(nowMillis);
      writeBase(schema, nowMillis);
      changedSincePack = true;
    }
  }

  private void writeBase(String schema, long nowMillis) throws BackupException {
    boolean anew = behind.contains(schema);
    try {
      if (parts.stores().hasFile(schema)) {
        var base = bases.write(schema, anew);
        written.put(schema, BaseName.of(schema, base.position()));
        shipped.based(schema, base.position(), base.bytes());
      }
      behind.remove(schema);
      suspects.remove(schema);
    } catch (StoreException broken) {
      failed.put(schema, nowMillis);
      // The end of the program interrupts this thread and closes the stores.
      if (!Thread.currentThread().isInterrupted()) {
        LOG.warn("The file of {} cannot be copied for the backup", schema, broken);
      }
    }
  }
}
