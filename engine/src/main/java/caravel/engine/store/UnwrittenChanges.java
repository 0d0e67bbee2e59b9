package caravel.engine.store;

import caravel.nostr.PublicKey;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The net effect of the commits that are not in a relay's file yet: rows to add, rows of the file
/// to remove, and authors whose removal has begun or ended. A row of the file counts only if its
/// rank is not among the removed ones. Not safe for use by several threads.
final class UnwrittenChanges {
  private static final int GONE_BYTES = 100;

  /// Whether the removal of an author has begun or ended.
  private record Erasure(boolean isRunning, long seq) {}

  /// The changes of one apply to the file. Rows are removed before others are added.
  ///
  /// @param erasing authors; true = the removal has begun, false = it has ended
  record Batch(List<EventRow> added, List<Long> gone, Map<PublicKey, Boolean> erasing) {}

  private RowIndex index = new RowIndex();

  /// Removed ranks and the commit that removed them. Also has ranks that were never in the file.
  private final Map<Long, Long> gone = new HashMap<>();

  private final Map<PublicKey, Erasure> erasures = new HashMap<>();
  private @Nullable Set<Long> goneNow;
  private long fileBytes;

  boolean isEmpty() {
    return index.size() == 0 && gone.isEmpty() && erasures.isEmpty();
  }

  /// Rows to add and to remove.
  int size() {
    return index.size() + gone.size();
  }

  /// Approximate bytes in memory of a tail, which has two of these with the same rows.
  long bytes() {
    return index.bytes() + index.keyBytes() + (long) GONE_BYTES * gone.size();
  }

  /// The most bytes that the rows take up in the file.
  long fileBytes() {
    return fileBytes;
  }

  /// Adds the changes of a commit.
  ///
  /// @param added the rows of the commit
  void add(Commit commit, List<EventRow> added) {
    long seq = commit.position().seq();
    for (long r : commit.gone()) {
      remove(r);
      gone.put(r, seq);
      goneNow = null;
    }
    added.forEach(this::put);
    commit.erasing().forEach(author -> erasures.put(author, new Erasure(true, seq)));
    commit.erased().forEach(author -> erasures.put(author, new Erasure(false, seq)));
  }

  private void put(EventRow row) {
    index.add(row);
    fileBytes += row.fileBytes();
  }

  private void remove(long r) {
    var row = index.remove(r);
    if (row != null) {
      fileBytes -= row.fileBytes();
    }
  }

  /// Forgets what the file has: the changes of all commits up to this one.
  void dropUpTo(long seq) {
    var all = rows();
    index = new RowIndex();
    fileBytes = 0;
    all.stream().filter(row -> row.seq() > seq).forEach(this::put);
    gone.values().removeIf(removedBy -> removedBy <= seq);
    goneNow = null;
    erasures.values().removeIf(erasure -> erasure.seq() <= seq);
  }

  Batch batch() {
    var running = new HashMap<PublicKey, Boolean>();
    erasures.forEach((author, erasure) -> running.put(author, erasure.isRunning()));
    return new Batch(rows(), List.copyOf(gone.keySet()), running);
  }

  /// The rows to add, by rank and by index key.
  RowIndex index() {
    return index;
  }

  /// A copy of the rows to add, in the order of the file: oldest first.
  List<EventRow> rows() {
    return List.of(index.rows().copy(0, Long.MAX_VALUE));
  }

  /// Whether the file's row of this rank is removed.
  boolean isGone(long r) {
    return gone.containsKey(r);
  }

  int goneSize() {
    return gone.size();
  }

  /// The ranks whose rows in the file are removed. The set never changes.
  Set<Long> gone() {
    var known = goneNow;
    if (known == null) {
      // Not Set.copyOf, which takes quadratic time for values chosen to collide.
      known = Collections.unmodifiableSet(new HashSet<>(gone.keySet()));
      goneNow = known;
    }
    return known;
  }

  /// Whether the removal of an author has begun, or has ended.
  ///
  /// @return null if no commit says
  @Nullable Boolean isErasing(PublicKey author) {
    var erasure = erasures.get(author);
    return erasure == null ? null : erasure.isRunning();
  }
}
