package caravel.engine.store;

import caravel.nostr.PublicKey;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Counts the commits of one open file. Only the thread that has the relay's turn uses it.
final class CommitCounter {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String schema;
  private final StoreBackup clock;
  private boolean startedEmpty;
  private FilePosition position;

  /// @param position of the last commit
  /// @param isEmpty whether there is no event
  CommitCounter(String schema, StoreBackup clock, FilePosition position, boolean isEmpty) {
    this.schema = schema;
    this.clock = clock;
    this.position = position;
    this.startedEmpty = isEmpty && position.seq() == 0;
  }

  /// The first position of another timeline, which begins later than the one before.
  ///
  /// @param last null = the file was in none
  static FilePosition newTimeline(@Nullable FilePosition last, StoreBackup clock) {
    long earliest = last == null ? 0 : last.millis() + 1;
    long millis = Math.max(clock.nowMillis(), earliest);
    return new FilePosition(RANDOM.nextLong(), 0, millis, EventSum.EMPTY);
  }

  FilePosition position() {
    return position;
  }

  /// Goes on in another timeline.
  ///
  /// @param isEmpty whether there is no event
  void begin(FilePosition first, boolean isEmpty) {
    position = first;
    startedEmpty = isEmpty;
  }

  /// The next commit. [#advance] follows when the log has it.
  Commit next(
      EventSum change,
      List<Commit.Row> added,
      List<Long> gone,
      List<PublicKey> erasing,
      List<PublicKey> erased) {
    var next = position.next(clock.nowMillis(), change);
    return new Commit(schema, next, startedEmpty && next.seq() == 1, added, gone, erasing, erased);
  }

  void advance(Commit commit) {
    position = commit.position();
  }
}
