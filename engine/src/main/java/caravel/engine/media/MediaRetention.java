package caravel.engine.media;

import caravel.backup.BackupException;
import caravel.backup.SealedObjects;
import caravel.engine.media.MediaObjects.GoneName;
import caravel.engine.media.MediaObjects.ListName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/// Deletes files and lists that no restore within the kept days needs.
final class MediaRetention {
  /// Of older lists, one is kept for each hour.
  private static final long ALL_KEPT_MILLIS = Duration.ofDays(1).toMillis();

  private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();

  private MediaRetention() {}

  /// @param keptFromMillis the oldest kept time
  static void delete(SealedObjects objects, long keptFromMillis, long nowMillis)
      throws BackupException {
    var lists =
        MediaObjects.keys(objects, MediaObjects.LISTS).stream()
            .map(ListName::parse)
            .flatMap(Optional::stream)
            .toList();
    for (var list : outdated(lists, keptFromMillis, nowMillis)) {
      objects.delete(list.key());
    }
    for (var key : MediaObjects.keys(objects, MediaObjects.GONE)) {
      var note = GoneName.parse(key);
      if (note.isPresent() && note.get().millis() < keptFromMillis) {
        // The note goes last, so that a crash between both is repeated.
        objects.delete(MediaObjects.blob(note.get().schema(), note.get().hash()));
        objects.delete(key);
      }
    }
  }

  /// The lists that no restore needs: those before the newest one that is older than the oldest
  /// kept time, and all but the last one of each hour more than a day ago.
  ///
  /// @param lists sorted by schema and time
  static List<ListName> outdated(List<ListName> lists, long keptFromMillis, long nowMillis) {
    var newestBefore = new HashMap<String, Long>();
    for (var list : lists) {
      if (list.millis() <= keptFromMillis) {
        newestBefore.merge(list.schema(), list.millis(), Math::max);
      }
    }
    var outdated = new ArrayList<ListName>();
    for (int i = 0; i < lists.size(); i++) {
      var list = lists.get(i);
      var next = i + 1 < lists.size() ? lists.get(i + 1) : null;
      boolean isSameHour =
          next != null
              && next.schema().equals(list.schema())
              && next.millis() / HOUR_MILLIS == list.millis() / HOUR_MILLIS;
      boolean isOld = list.millis() < nowMillis - ALL_KEPT_MILLIS;
      boolean isBefore = list.millis() < newestBefore.getOrDefault(list.schema(), Long.MIN_VALUE);
      if (isBefore || (isOld && isSameHour)) {
        outdated.add(list);
      }
    }
    return outdated;
  }
}
