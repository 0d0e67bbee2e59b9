package caravel.app;

import caravel.backup.SealedObjects;

/// The backup that the settings name, for commands that read it.
final class OpenedBackup {
  private OpenedBackup() {}

  /// @throws RefusedException if there is no backup, or no key for it
  static SealedObjects of(Config config) {
    var target = config.storage().backup().target();
    if (target == null) {
      throw new RefusedException("BACKUP_URL is not set, so there is no backup");
    }
    var keys = ServerKeys.storedEncryption(config);
    if (keys.isEmpty()) {
      throw new RefusedException(
          "ENCRYPTION_SECRET is not set. Set it to the key that encrypted the backup");
    }
    return new SealedObjects(target.open(), keys);
  }
}
