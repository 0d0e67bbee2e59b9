package caravel.engine.backup;

import caravel.backup.BackupException;
import caravel.backup.BackupOwner;
import caravel.backup.BackupTarget;
import caravel.backup.SealedObjects;
import caravel.engine.backup.RelayBackup.Setup;
import caravel.engine.failure.FailureHandler;
import caravel.engine.journal.Journal;
import caravel.engine.limits.DiskSpace;
import caravel.engine.store.CommitLog;
import caravel.engine.store.EventStore;
import caravel.engine.store.EventStore.Change;
import caravel.engine.store.EventStores;
import caravel.engine.store.MemoryCommitLog;
import caravel.engine.store.RelayFileCopy;
import caravel.engine.store.StoreBackup;
import caravel.engine.store.Sync;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Relays in one folder with a backup in another one, and a clock that tests set.
final class TestBackup implements AutoCloseable {
  static final long START_MILLIS = 1_900_000_000_000L;
  static final SecretKey KEY = SecretKey.parse("07".repeat(32));
  static final int DAYS = 30;

  final Path folder;
  final Path relays;
  final Path config;
  final Path target;
  final AtomicLong now;
  private final long bufferCharactersMax;
  private @Nullable SealedObjects objects;
  private @Nullable RelayBackup backup;
  private @Nullable EventStores stores;
  private @Nullable Journal journal;

  TestBackup(Path folder) throws IOException {
    this(folder, CommitBuffer.CHARACTERS_MAX);
  }

  TestBackup(Path folder, long bufferCharactersMax) throws IOException {
    this(folder, bufferCharactersMax, START_MILLIS);
  }

  TestBackup(Path folder, long bufferCharactersMax, long nowMillis) throws IOException {
    this.now = new AtomicLong(nowMillis);
    this.folder = folder;
    this.relays = folder.resolve("relays");
    this.config = Files.createDirectories(folder.resolve("config"));
    this.target = Files.createDirectories(folder.resolve("target"));
    this.bufferCharactersMax = bufferCharactersMax;
    start();
  }

  static SealedObjects objects(Path target, SecretKey key) {
    return new SealedObjects(new BackupTarget.Folder(target).open(), List.of(key));
  }

  /// Starts the stores with their backup, as a start of the program does.
  void start() {
    var opened = objects(target, KEY);
    objects = opened;
    var setup = new Setup(new BackupOwner(opened, "test"), DAYS, bufferCharactersMax);
    var started = new RelayBackup(setup, relays, config, clock(), FailureHandler.WITHOUT_EXIT);
    backup = started;
    journal = journal(relays);
    stores = stores(relays, started, journal);
    started.start(stores);
  }

  static Journal journal(Path relays) {
    return new Journal(
        relays.resolve(".journal"),
        Sync.NORMAL,
        Journal.Limits.USUAL,
        InstantSource.system(),
        FailureHandler.WITHOUT_EXIT);
  }

  /// Stores that are closed cleanly.
  static EventStores stores(Path relays, StoreBackup backup) {
    return stores(relays, backup, new MemoryCommitLog());
  }

  static EventStores stores(Path relays, StoreBackup backup, CommitLog log) {
    return new EventStores(
        relays,
        Sync.NORMAL,
        EventStores.Limits.USUAL,
        new EventStores.Monitoring(FailureHandler.WITHOUT_EXIT, DiskSpace.of(relays), backup),
        log);
  }

  static StoreBackup noBackup() {
    return StoreBackup.none(InstantSource.system());
  }

  InstantSource clock() {
    return () -> Instant.ofEpochMilli(now.get());
  }

  /// Writes the configuration of a relay whose id is its schema.
  static void configure(Path config, String schema) throws IOException {
    Files.writeString(
        config.resolve(schema + ".toml"),
        """
        host = "%s.example.com"
        schema = "%s"
        secret = "%s"

        [info]
        pubkey = "%s"
        """
            .formatted(schema, schema, "01".repeat(32), KEY.publicKey().hex()));
  }

  /// Ends the program cleanly.
  void stop() {
    backup().beginClose();
    stores().close();
    java.util.Objects.requireNonNull(journal).close();
    backup().close();
    objects().close();
  }

  @Override
  public void close() {
    stop();
  }

  EventStores stores() {
    return java.util.Objects.requireNonNull(stores);
  }

  RelayBackup backup() {
    return java.util.Objects.requireNonNull(backup);
  }

  SealedObjects objects() {
    return java.util.Objects.requireNonNull(objects);
  }

  List<EventStore.Saved> write(String schema, Change... changes) {
    return stores().open(schema).write(List.of(changes)).join();
  }

  void save(String schema, Event event) {
    write(schema, new Change.Save(event));
  }

  void removeAuthor(String schema, PublicKey author) {
    write(schema, new Change.RemoveAuthor(author));
    stores().open(schema).finishErasing(author).join();
  }

  /// The ids of all events of each relay that has any.
  Map<String, Set<String>> state() {
    return state(stores());
  }

  static Map<String, Set<String>> state(EventStores stores) {
    var state = new TreeMap<String, Set<String>>();
    for (var schema : stores.schemas()) {
      var ids = new TreeSet<String>();
      stores.open(schema).scan(Filter.all(), 0, event -> ids.add(event.id()));
      if (!ids.isEmpty()) {
        state.put(schema, ids);
      }
    }
    return state;
  }

  /// Restores everything into another folder, and returns the ids of all events of each relay.
  /// Checks every file.
  Map<String, Set<String>> restored(Instant at, Path into) throws BackupException {
    try (var reading = objects(target, KEY)) {
      var home = into.resolve("relays");
      new RelayRestore(reading, into.resolve("config"), home).prepare(at);
      buildAll(reading, home);
      try (var files = Files.list(home)) {
        for (var file : files.filter(path -> path.toString().endsWith(".db")).toList()) {
          try (var copy = RelayFileCopy.open(file)) {
            copy.findFault()
                .ifPresent(fault -> {
                  throw new AssertionError(file + ": " + fault);
                });
          }
        }
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
      try (var restored = stores(home, noBackup())) {
        return state(restored);
      }
    }
  }

  /// Builds the files of a prepared folder, and returns when all are complete.
  static void buildAll(SealedObjects objects, Path relays) {
    var pending = PendingRestore.find(objects, relays);
    if (pending != null) {
      try (pending) {
        var schemas = pending.schemas();
        pending.start(FailureHandler.WITHOUT_EXIT);
        schemas.forEach(pending::await);
      }
    }
  }

  Map<String, Set<String>> restoredNow(String name) throws BackupException {
    return restored(Instant.ofEpochMilli(now.get()), folder.resolve(name));
  }

  /// The keys of the backup's objects that begin like this.
  List<Path> stored(String prefix) {
    if (!Files.exists(target.resolve(prefix))) {
      return List.of();
    }
    try (var files = Files.walk(target.resolve(prefix))) {
      return files.filter(Files::isRegularFile).sorted().collect(Collectors.toList());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
