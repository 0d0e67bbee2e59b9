package caravel.engine.store;

import caravel.nostr.PublicKey;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Counts the commits of one open file for the backup. Only the thread with the writer turn uses
/// it.
final class CommitCounter {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String schema;
  private final StoreBackup backup;
  private final boolean startedEmpty;
  private @Nullable FilePosition position;

  private CommitCounter(
      String schema, StoreBackup backup, @Nullable FilePosition position, boolean startedEmpty) {
    this.schema = schema;
    this.backup = backup;
    this.position = position;
    this.startedEmpty = startedEmpty;
  }

  /// Reads the position of a file. Without a backup it removes the position instead.
  ///
  /// @return null without a backup
  static @Nullable CommitCounter load(String schema, StoreBackup backup, Sql sql)
      throws SQLException {
    var tables = new RelayTables(sql);
    if (!backup.isOn()) {
      tables.removePosition();
      return null;
    }
    var position = tables.position();
    boolean hasCommits = position != null && position.seq() > 0;
    return new CommitCounter(schema, backup, position, !hasCommits && !tables.hasEvents());
  }

  /// Begins a timeline if the file is in none, within the open transaction.
  ///
  /// @param anew begins another one even if it is in one
  void begin(RelayTables tables, boolean anew) throws SQLException {
    if (position == null || anew) {
      position = newTimeline();
      tables.storePosition(position);
    }
  }

  /// Stores the next position within the open transaction. [#advance] follows its commit.
  Commit count(
      RelayTables tables,
      EventSum change,
      List<Commit.Row> added,
      List<Long> gone,
      List<PublicKey> erasing,
      List<PublicKey> erased)
      throws SQLException {
    var last = position == null ? newTimeline() : position;
    var next = last.next(backup.nowMillis(), change);
    tables.storePosition(next);
    return new Commit(schema, next, startedEmpty && next.seq() == 1, added, gone, erasing, erased);
  }

  /// Takes over the position of a commit, and passes the commit on.
  void advance(Commit commit) {
    position = commit.position();
    backup.committed(commit);
  }

  /// Begins later than the timeline before.
  private FilePosition newTimeline() {
    long earliest = position == null ? 0 : position.millis() + 1;
    long millis = Math.max(backup.nowMillis(), earliest);
    return new FilePosition(RANDOM.nextLong(), 0, millis, EventSum.EMPTY);
  }
}
