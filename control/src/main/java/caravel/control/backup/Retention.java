package caravel.control.backup;

import caravel.backup.BackupException;
import caravel.backup.BackupOwner;
import caravel.backup.SealedObjects;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Deletes what no restore needs any more: everything before the newest whole copy that is older
/// than the oldest moment to which a restore can go.
final class Retention {
  /// History that one run deletes at most. A clock that is far ahead cannot delete all of it at
  /// once.
  private static final Duration DELETED_MAX = Duration.ofDays(1);

  private final SealedObjects objects;
  private final BackupOwner owner;
  private final Duration kept;

  /// @param days how far back a restore can go, at least 1
  Retention(BackupOwner owner, int days) {
    this.objects = owner.objects();
    this.owner = owner;
    this.kept = Duration.ofDays(days);
  }

  /// Deletes from the oldest to the newest, so that a run that ends early leaves no gap.
  void apply(Instant now) throws BackupException {
    var bases = ControlHistory.bases(objects);
    var first = firstKept(bases, now.minus(kept));
    for (var base : bases) {
      if (base.equals(first)) {
        break;
      }
      objects.delete(base.key());
    }
    if (first == null || first.equals(bases.getFirst())) {
      return;
    }
    ControlHistory.forEachKey(
        objects,
        SegmentName.FOLDER,
        "",
        key -> {
          var isOld = key.compareTo(SegmentName.folder(first.generation(), first.log())) < 0;
          if (isOld) {
            objects.delete(key);
          }
          return isOld;
        });
    owner.deleteBefore(first.generation());
  }

  /// The oldest copy to keep: no moment from `oldest` on may become unreachable.
  ///
  /// @param bases in their order
  /// @param oldest the oldest moment to which a restore must go
  /// @return null = there is none
  static @Nullable BaseCopy firstKept(List<BaseCopy> bases, Instant oldest) {
    if (bases.isEmpty()) {
      return null;
    }
    var first = bases.getFirst();
    var deletedUntil = first.at().plus(DELETED_MAX);
    for (int i = 1; i < bases.size(); i++) {
      var next = bases.get(i);
      if (next.at().isAfter(oldest) || (i > 1 && next.at().isAfter(deletedUntil))) {
        break;
      }
      first = next;
    }
    return first;
  }
}
