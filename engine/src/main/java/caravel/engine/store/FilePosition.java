package caravel.engine.store;

import java.nio.ByteBuffer;

/// How far the commits of a relay's file have come. It is a row of the file, written in the same
/// transaction as each change while a backup is on. A program without a backup removes the row, so
/// that unnoticed changes begin a new timeline.
///
/// @param timeline random number of an unbroken sequence of commits
/// @param seq number of the last commit in its timeline; 0 = none
/// @param millis Unix time of that commit; never goes back within a timeline
/// @param change the events added, minus those removed, since the timeline began
public record FilePosition(long timeline, long seq, long millis, EventSum change) {
  /// Bytes of the encoded form.
  public static final int BYTES = 3 * Long.BYTES + EventSum.BYTES;

  /// The position after a commit.
  FilePosition next(long nowMillis, EventSum changed) {
    return new FilePosition(timeline, seq + 1, Math.max(millis, nowMillis), change.plus(changed));
  }

  public void write(ByteBuffer out) {
    out.putLong(timeline).putLong(seq).putLong(millis);
    change.write(out);
  }

  public static FilePosition read(ByteBuffer in) {
    return new FilePosition(in.getLong(), in.getLong(), in.getLong(), EventSum.read(in));
  }
}
