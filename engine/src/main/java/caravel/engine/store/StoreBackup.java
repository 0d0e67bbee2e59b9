package caravel.engine.store;

/// The backup of the files, as their stores see it.
public interface StoreBackup {
  /// Without a backup.
  StoreBackup NONE =
      new StoreBackup() {
        @Override
        public boolean isOn() {
          return false;
        }

        @Override
        public long nowMillis() {
          throw new IllegalStateException("there is no backup");
        }

        @Override
        public void committed(Commit commit) {}

        @Override
        public void erased(String schema) {}

        @Override
        public void prepare(String schema) {}
      };

  /// Whether the stores must report their commits. Never changes.
  boolean isOn();

  /// Unix time of a commit.
  long nowMillis();

  /// Receives the commits of each file in order, before they are answered. Called on the writing
  /// thread, so it must be short.
  void committed(Commit commit);

  /// Called when the file of a schema was erased, before another one can be made.
  void erased(String schema);

  /// Called before each use of a store. Waits until a file that is being restored is complete.
  ///
  /// @throws EventStore.StoreException if it cannot be restored now
  void prepare(String schema);
}
