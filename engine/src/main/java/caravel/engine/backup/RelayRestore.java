package caravel.engine.backup;

import caravel.backup.BackupException;
import caravel.backup.BackupException.Kind;
import caravel.backup.LocalDisk;
import caravel.backup.SealedObjects;
import caravel.engine.config.ConfigDraft;
import caravel.engine.config.RelayConfig;
import caravel.engine.limits.DiskSpace;
import caravel.engine.media.MediaRestore;
import caravel.engine.media.MediaStores;
import caravel.engine.store.EventStore.StoreException;
import caravel.nostr.MalformedException;
import caravel.outbound.OutboundGuard;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Restores relays from a backup: configurations first, then the files of events. Never replaces an
/// existing file.
public final class RelayRestore {
  private static final String TOML = ".toml";

  private final SealedObjects objects;
  private final Path config;
  private final Path relays;

  /// @param config folder of the configurations
  /// @param relays folder of the files
  public RelayRestore(SealedObjects objects, Path config, Path relays) {
    this.objects = objects;
    this.config = config;
    this.relays = relays;
  }

  /// The result of a restore.
  ///
  /// @param configs configuration files
  /// @param files relays whose file is restored, or will be
  public record Restored(int configs, int files) {}

  /// Writes all configurations, and notes the files that the engine then builds at their first use
  /// and in the background. The engine needs the same backup for that.
  ///
  /// @param at commits up to and including this time count; [Instant#MAX] = all
  public Restored prepare(Instant at) throws BackupException {
    var point = RestorePoint.find(objects, at);
    var configs = configs(point);
    var schemas = new TreeSet<>(point.schemas());
    configs.values().forEach(text -> schema(text).ifPresent(schemas::add));
    // The notes come first: a relay that is configured without its note would begin empty.
    if (!schemas.isEmpty()) {
      PendingRestore.write(relays, Instant.ofEpochMilli(point.atMillis()), schemas);
    }
    for (var entry : configs.entrySet()) {
      write(entry.getKey(), entry.getValue());
    }
    return new Restored(configs.size(), schemas.size());
  }

  /// Refuses a folder whose files are not all restored. Without the backup their relays would begin
  /// empty.
  ///
  /// @throws IllegalStateException with a sentence for the operator
  public static void requireComplete(Path relays) {
    if (PendingRestore.isNoted(relays)) {
      throw new IllegalStateException(
          "Relays in "
              + relays
              + " are not restored yet. Set BACKUP_URL to the backup that they come from");
    }
  }

  /// Restores one relay with its configuration, and returns when its file is complete.
  ///
  /// @param id the name of its configuration file without `.toml`
  /// @throws BackupException also if the backup has no such relay at that time
  public Restored restoreRelay(String id, Instant at) throws BackupException {
    var point = RestorePoint.find(objects, at);
    var text = configs(point).get(id + TOML);
    if (text == null) {
      throw new BackupException(Kind.DAMAGED, "The backup has no relay " + id + " at " + at + ".");
    }
    var schema = schema(text);
    if (schema.isEmpty()) {
      throw new BackupException(
          Kind.DAMAGED, "The configuration of " + id + " in the backup has no schema.");
    }
    boolean hasFile = buildAlone(point, schema.get(), relays.resolve(schema.get() + ".db"));
    write(id + TOML, text);
    return new Restored(1, hasFile ? 1 : 0);
  }

  /// Restores the files of members of one relay, and returns when they are there. The configuration
  /// of the relay is restored before.
  ///
  /// @param media folder of all files of members
  public void restoreFiles(String id, Path media, Instant at) throws BackupException {
    var file = config.resolve(id + TOML);
    RelayConfig relay;
    try {
      relay = ConfigDraft.ofToml(Files.readString(file)).checked();
    } catch (IOException failed) {
      throw LocalDisk.failure(file, failed);
    } catch (MalformedException invalid) {
      throw new BackupException(Kind.DAMAGED, file + " is not valid.", invalid);
    }
    try (var stores = new MediaStores(media, DiskSpace.of(media), OutboundGuard.open())) {
      MediaRestore.restoreRelay(objects, stores, relay, at);
    }
  }

  /// Builds one file under a name of its own.
  ///
  /// @return whether the relay had a file at that time
  boolean buildAlone(RestorePoint point, String schema, Path target) throws BackupException {
    var folder = relays.resolve(".restoring-" + schema);
    Scratch.deleteFolder(folder);
    try {
      Files.createDirectories(folder);
      var spool = LogSpool.read(objects, point, Set.of(schema), folder);
      return build(objects, point, spool, schema, folder, target).isPresent();
    } catch (IOException failed) {
      throw LocalDisk.failure(folder, failed);
    } finally {
      Scratch.deleteFolder(folder);
    }
  }

  /// Builds a file in a folder of the same volume and gives it its name.
  static Optional<RelayFileBuilder.Built> build(
      SealedObjects objects,
      RestorePoint point,
      LogSpool spool,
      String schema,
      Path folder,
      Path target)
      throws BackupException {
    var work = folder.resolve(schema + ".db");
    try {
      var built = RelayFileBuilder.build(objects, point, spool, schema, work);
      if (built.isPresent()) {
        publish(work, target);
      }
      return built;
    } catch (IOException failed) {
      throw LocalDisk.failure(target, failed);
    } catch (StoreException | MalformedException failed) {
      throw new BackupException(
          Kind.DAMAGED, "The file of " + schema + " cannot be built.", failed);
    } finally {
      Scratch.deleteDatabase(work);
    }
  }

  private static void publish(Path work, Path target) throws IOException, BackupException {
    if (Files.exists(target) && Files.size(target) > 0) {
      throw new BackupException(Kind.LOCAL_DISK, target + " exists; nothing is overwritten.");
    }
    force(work, StandardOpenOption.WRITE);
    Files.move(work, target, StandardCopyOption.ATOMIC_MOVE);
    var folder = target.toAbsolutePath().getParent();
    if (folder != null) {
      force(folder, StandardOpenOption.READ);
    }
  }

  private static void force(Path file, StandardOpenOption how) throws IOException {
    try (var channel = FileChannel.open(file, how)) {
      channel.force(true);
    }
  }

  /// The configuration files at the time of a point, by name.
  private Map<String, String> configs(RestorePoint point) throws BackupException {
    var files = new TreeMap<String, String>();
    var keys = point.configs().stream().map(ConfigFileName::key).toList();
    ObjectReader.read(
        objects,
        keys,
        (key, bytes) -> {
          boolean isComplete = ConfigFileName.parse(key).orElseThrow().isComplete();
          for (var file : ConfigFile.decode(key, bytes)) {
            var text = file.text();
            if (!isComplete && file.millis() > point.atMillis()) {
              continue;
            }
            if (text == null) {
              files.remove(file.name());
            } else {
              files.put(file.name(), text);
            }
          }
        });
    return files;
  }

  private static Optional<String> schema(String toml) {
    try {
      return Optional.of(ConfigDraft.ofToml(toml).checked().schema());
    } catch (MalformedException invalid) {
      return Optional.empty();
    }
  }

  private void write(String name, String text) throws BackupException {
    var file = config.resolve(name);
    try {
      Files.createDirectories(config);
      Files.createFile(file, ownerOnly(file));
      Files.writeString(file, text);
      force(file, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException exists) {
      throw new BackupException(Kind.LOCAL_DISK, file + " exists; nothing is overwritten.", exists);
    } catch (IOException failed) {
      throw LocalDisk.failure(file, failed);
    }
  }

  /// Configurations contain secret keys.
  private static FileAttribute<?>[] ownerOnly(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
