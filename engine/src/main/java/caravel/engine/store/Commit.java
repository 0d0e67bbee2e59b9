package caravel.engine.store;

import caravel.nostr.PublicKey;
import java.util.List;

/// The changes of one commit in the file of a relay: decisions, so that applying them again decides
/// nothing. Rows are removed before others are added.
///
/// @param position the file's position after the commit
/// @param isFirst whether the file was empty before its timeline began with this commit
/// @param gone `r` of the removed rows
/// @param erasing authors whose removal began and continues in later commits
/// @param erased authors whose removal has ended
public record Commit(
    String schema,
    FilePosition position,
    boolean isFirst,
    List<Row> added,
    List<Long> gone,
    List<PublicKey> erasing,
    List<PublicKey> erased) {
  private static final int ROW_CHARACTERS = 32;
  private static final int COMMIT_CHARACTERS = 128;

  /// A row of the table `event`.
  ///
  /// @param body as [caravel.nostr.EventJson#write] wrote it
  public record Row(long r, String body) {}

  /// Approximate size in characters.
  public long characters() {
    long sum = COMMIT_CHARACTERS + schema.length() + (long) ROW_CHARACTERS * gone.size();
    for (var row : added) {
      sum += ROW_CHARACTERS + row.body().length();
    }
    return sum;
  }
}
