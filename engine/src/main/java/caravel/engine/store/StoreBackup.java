package caravel.engine.store;

import java.time.InstantSource;

/// The backup of the files, as their stores see it.
public interface StoreBackup {
  /// Without a backup.
  ///
  /// @param clock of the commits
  static StoreBackup none(InstantSource clock) {
    return new StoreBackup() {
      @Override
      public long nowMillis() {
        return clock.millis();
      }

      @Override
      public void committed(Commit commit) {}

      @Override
      public void erased(String schema) {}

      @Override
      public void prepare(String schema) {}
    };
  }

  /// Unix time of a commit.
  long nowMillis();

  /// Receives the durable commits of each file in order, before they are answered. Called on the
  /// thread of the log, so it must be short.
  void committed(Commit commit);

  /// Called when the file of a schema was erased, before another one can be made.
  void erased(String schema);

  /// Called before each use of a store. Waits until a file that is being restored is complete.
  ///
  /// @throws EventStore.StoreException if it cannot be restored now
  void prepare(String schema);
}
