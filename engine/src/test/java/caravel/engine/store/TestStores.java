package caravel.engine.store;

import caravel.engine.failure.FailureHandler;
import caravel.engine.limits.DiskSpace;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;

/// Stores for tests, with a log in memory and without a backup. Only a clean close leaves all
/// events in the files.
public final class TestStores {
  private TestStores() {}

  public static EventStores open(Path folder, Sync sync) {
    return open(folder, sync, EventStores.Limits.USUAL);
  }

  public static EventStores open(Path folder, Sync sync, EventStores.Limits limits) {
    return open(folder, sync, limits, new MemoryCommitLog());
  }

  public static EventStores open(Path folder, Sync sync, CommitLog log) {
    return open(folder, sync, EventStores.Limits.USUAL, log);
  }

  public static EventStores open(Path folder, Sync sync, EventStores.Limits limits, CommitLog log) {
    return new EventStores(folder, sync, limits, monitoring(DiskSpace.of(folder)), log);
  }

  public static EventStores open(Path folder, Sync sync, DiskSpace disk) {
    return new EventStores(
        folder, sync, EventStores.Limits.USUAL, monitoring(disk), new MemoryCommitLog());
  }

  static EventStores open(
      Path folder,
      EventStores.Limits limits,
      WindowMemory.Limits windows,
      InstantSource clock,
      CommitLog log) {
    var monitoring =
        new EventStores.Monitoring(
            FailureHandler.WITHOUT_EXIT, DiskSpace.of(folder), StoreBackup.none(clock));
    return new EventStores(folder, Sync.NORMAL, limits, windows, monitoring, log);
  }

  static StoreBackup noBackup() {
    return StoreBackup.none(InstantSource.system());
  }

  /// Opens a file as a store does.
  static RelayFile openFile(Path path) throws SQLException {
    return RelayFile.open(
        path, Sync.NORMAL, () -> 1_000, CommitCounter.newTimeline(null, noBackup()));
  }

  private static EventStores.Monitoring monitoring(DiskSpace disk) {
    return new EventStores.Monitoring(FailureHandler.WITHOUT_EXIT, disk, noBackup());
  }
}
