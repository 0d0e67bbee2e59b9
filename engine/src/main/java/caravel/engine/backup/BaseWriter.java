package caravel.engine.backup;

import caravel.backup.BackupException;
import caravel.backup.LocalDisk;
import caravel.backup.SealedObjects;
import caravel.engine.store.EventStores;
import caravel.engine.store.FilePosition;
import caravel.engine.store.RelayFileCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes bases: whole files of relays, copied while they are used.
final class BaseWriter {
  private final EventStores stores;
  private final SealedObjects objects;
  private final Path scratch;

  /// @param scratch a folder of its own, for one copy at a time
  BaseWriter(EventStores stores, SealedObjects objects, Path scratch) {
    this.stores = stores;
    this.objects = objects;
    this.scratch = scratch;
  }

  /// A base that was stored.
  record Written(FilePosition position, long bytes) {}

  /// Writes the base of one relay.
  ///
  /// @param anew begins another timeline with it, because the file differs from its history
  /// @throws caravel.engine.store.EventStore.StoreException when the relay's file cannot be copied
  Written write(String schema, boolean anew) throws BackupException {
    var copy = scratch.resolve("base.db");
    try {
      Files.createDirectories(scratch);
      Scratch.deleteDatabase(copy);
      stores.copy(schema, copy, anew);
      FilePosition position;
      try (var file = RelayFileCopy.open(copy)) {
        position = file.position().orElseThrow();
        file.noteSum();
      }
      objects.putFile(BaseName.of(schema, position).key(), copy);
      return new Written(position, Files.size(copy));
    } catch (IOException failed) {
      throw LocalDisk.failure(copy, failed);
    } finally {
      Scratch.deleteDatabase(copy);
    }
  }
}
