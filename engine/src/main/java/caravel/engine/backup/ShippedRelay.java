package caravel.engine.backup;

import caravel.engine.store.Commit;
import caravel.engine.store.FilePosition;

/// The state of one relay in the backup.
///
/// @param timeline of the last shipped commit or base
/// @param seq number of the last shipped commit or base in its timeline
/// @param gapSeq a base is needed that contains the commit before this one; 0 = none is missing
/// @param baseMillis time of the newest base; 0 = there is none
/// @param baseBytes size of the newest base
/// @param changed characters of the commits since the newest base
/// @param erasedMillis when the relay's file was erased; 0 = it exists
record ShippedRelay(
    long timeline,
    long seq,
    long gapSeq,
    long baseMillis,
    long baseBytes,
    long changed,
    long erasedMillis) {
  static final ShippedRelay NONE = new ShippedRelay(0, 0, 0, 0, 0, 0, 0);

  /// Changes that never make a base necessary.
  private static final long CHANGED_MIN = 1024 * 1024;

  /// Changes that make a base necessary, whatever the size of the file.
  private static final long CHANGED_MAX = 64L * 1024 * 1024;

  /// A relay that is filled quickly would otherwise be copied again and again.
  private static final long BETWEEN_BASES_MILLIS = 60L * 60 * 1_000;

  /// Changes that make a base necessary, as a part of the file: a quarter.
  private static final long CHANGED_PART = 4;

  /// After a commit was shipped. One that does not follow the last one leaves a gap.
  ShippedRelay with(Commit commit) {
    var position = commit.position();
    if (commit.isFirst()) {
      return new ShippedRelay(position.timeline(), position.seq(), 0, 0, 0, commit.characters(), 0);
    }
    boolean sameTimeline = position.timeline() == timeline;
    if (sameTimeline && position.seq() <= seq) {
      return this;
    }
    boolean follows = sameTimeline && position.seq() == seq + 1;
    return new ShippedRelay(
        position.timeline(),
        position.seq(),
        follows ? gapSeq : position.seq(),
        baseMillis,
        baseBytes,
        changed + commit.characters(),
        0);
  }

  /// After commits up to a position were dropped.
  ShippedRelay withGap(FilePosition last) {
    return new ShippedRelay(
        last.timeline(), last.seq(), last.seq() + 1, baseMillis, baseBytes, changed, 0);
  }

  /// After a base was written.
  ShippedRelay withBase(FilePosition position, long bytes) {
    if (erasedMillis >= position.millis() && erasedMillis != 0) {
      // The file was erased while it was copied.
      return this;
    }
    boolean sameTimeline = position.timeline() == timeline;
    boolean closesGap = !sameTimeline || position.seq() >= gapSeq - 1;
    return new ShippedRelay(
        position.timeline(),
        sameTimeline ? Math.max(seq, position.seq()) : position.seq(),
        closesGap ? 0 : gapSeq,
        position.millis(),
        bytes,
        0,
        0);
  }

  ShippedRelay withErasure(long millis) {
    return new ShippedRelay(0, 0, 0, baseMillis, baseBytes, 0, millis);
  }

  /// Whether the backup has everything up to a position.
  boolean reaches(FilePosition position) {
    return gapSeq == 0 && timeline == position.timeline() && seq >= position.seq();
  }

  /// @param ageMaxMillis after which changes need a new base
  boolean needsBase(long nowMillis, long ageMaxMillis) {
    if (erasedMillis != 0) {
      return false;
    }
    long changedMax = Math.clamp(baseBytes / CHANGED_PART, CHANGED_MIN, CHANGED_MAX);
    long age = nowMillis - baseMillis;
    return gapSeq != 0
        || (changed > changedMax && age > BETWEEN_BASES_MILLIS)
        || (changed > 0 && (baseMillis == 0 || age > ageMaxMillis));
  }
}
