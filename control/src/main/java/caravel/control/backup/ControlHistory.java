package caravel.control.backup;

import caravel.backup.BackupException;
import caravel.backup.BackupException.Kind;
import caravel.backup.SealedObjects;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The copies and logs of the control database in a backup.
public final class ControlHistory {
  private static final int PAGE = 1_000;

  private ControlHistory() {}

  /// A span of time whose every moment can be restored.
  ///
  /// @param from when a whole copy was made
  /// @param to last commit that continues it
  /// @param generation number of the process that shipped it
  public record Restorable(Instant from, Instant to, long generation) {}

  /// The spans in the order in which they were shipped, one for each process.
  ///
  /// @throws BackupException also if the backup cannot be decrypted
  public static List<Restorable> list(SealedObjects objects) throws BackupException {
    var spans = new ArrayList<Restorable>();
    var bases = bases(objects);
    for (int i = 0, first = 0; i < bases.size(); i++) {
      var last = bases.get(i);
      if (i + 1 == bases.size() || bases.get(i + 1).generation() != last.generation()) {
        spans.add(
            new Restorable(bases.get(first).at(), lastCommit(objects, last), last.generation()));
        first = i + 1;
      }
    }
    return List.copyOf(spans);
  }

  /// @param base the last one of its generation
  private static Instant lastCommit(SealedObjects objects, BaseCopy base) throws BackupException {
    var last = new ArrayList<>(List.of(base.at()));
    forEachKey(
        objects,
        SegmentName.folder(base.generation()),
        SegmentName.folder(base.generation(), base.log()),
        key -> {
          last.set(0, name(key).until());
          return true;
        });
    return last.getFirst();
  }

  /// In the order in which they were made.
  static List<BaseCopy> bases(SealedObjects objects) throws BackupException {
    var bases = new ArrayList<BaseCopy>();
    forEachKey(
        objects,
        BaseCopy.FOLDER,
        "",
        key -> {
          try {
            bases.add(BaseCopy.of(key));
          } catch (IllegalArgumentException foreign) {
            throw foreign(key, foreign);
          }
          return true;
        });
    return bases;
  }

  static SegmentName name(String key) throws BackupException {
    try {
      return SegmentName.of(key);
    } catch (IllegalArgumentException foreign) {
      throw foreign(key, foreign);
    }
  }

  private static BackupException foreign(String key, IllegalArgumentException why) {
    return new BackupException(
        Kind.DAMAGED, key + " is not of a backup. Use a prefix that holds nothing else.", why);
  }

  /// Returns whether to go on.
  interface KeyAction {
    boolean accept(String key) throws BackupException;
  }

  /// Visits the keys that begin with `prefix` and come after `startAfter`, in their order.
  static void forEachKey(SealedObjects objects, String prefix, String startAfter, KeyAction action)
      throws BackupException {
    var after = startAfter;
    while (true) {
      var page = objects.list(prefix, after, PAGE);
      for (var key : page) {
        if (!action.accept(key)) {
          return;
        }
      }
      if (page.size() < PAGE) {
        return;
      }
      after = page.getLast();
    }
  }
}
