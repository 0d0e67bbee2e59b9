package caravel.engine.store;

import caravel.nostr.PublicKey;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
  record Batch(List<UnwrittenRow> added, List<Long> gone, Map<PublicKey, Boolean> erasing) {}

  private final TreeMap<Long, UnwrittenRow> rows = new TreeMap<>();
  private final Map<String, UnwrittenRow> byId = new HashMap<>();
  private final TreeMap<RelayTables.IndexRow, UnwrittenRow> index = new TreeMap<>();

  /// Removed ranks and the commit that removed them. Also has ranks that were never in the file.
  private final Map<Long, Long> gone = new HashMap<>();

  private final Map<PublicKey, Erasure> erasures = new HashMap<>();
  private @Nullable Set<Long> goneNow;
  private long bytes;
  private long fileBytes;

  boolean isEmpty() {
    return rows.isEmpty() && gone.isEmpty() && erasures.isEmpty();
  }

  /// Rows to add and to remove.
  int size() {
    return rows.size() + gone.size();
  }

  /// Approximate bytes in memory.
  long bytes() {
    return bytes + (long) GONE_BYTES * gone.size();
  }

  /// The most bytes that the rows take up in the file.
  long fileBytes() {
    return fileBytes;
  }

  /// Adds the changes of a commit.
  ///
  /// @param added the rows of the commit
  void add(Commit commit, List<UnwrittenRow> added) {
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

  private void put(UnwrittenRow row) {
    rows.put(row.r(), row);
    byId.put(row.event().id(), row);
    for (var key : row.keys()) {
      index.put(new RelayTables.IndexRow(key.h(), key.k(), row.r()), row);
    }
    bytes += row.bytes();
    fileBytes += row.fileBytes();
  }

  private void remove(long r) {
    var row = rows.remove(r);
    if (row != null) {
      byId.remove(row.event().id());
      for (var key : row.keys()) {
        index.remove(new RelayTables.IndexRow(key.h(), key.k(), r));
      }
      bytes -= row.bytes();
      fileBytes -= row.fileBytes();
    }
  }

  /// Forgets what the file has: the changes of all commits up to this one.
  void dropUpTo(long seq) {
    var later = rows.values().stream().filter(row -> row.seq() > seq).toList();
    rows.clear();
    byId.clear();
    index.clear();
    bytes = 0;
    fileBytes = 0;
    later.forEach(this::put);
    gone.values().removeIf(removedBy -> removedBy <= seq);
    goneNow = null;
    erasures.values().removeIf(erasure -> erasure.seq() <= seq);
  }

  Batch batch() {
    var running = new HashMap<PublicKey, Boolean>();
    erasures.forEach((author, erasure) -> running.put(author, erasure.isRunning()));
    return new Batch(List.copyOf(rows.values()), List.copyOf(gone.keySet()), running);
  }

  @Nullable UnwrittenRow row(long r) {
    return rows.get(r);
  }

  @Nullable UnwrittenRow find(String id) {
    return byId.get(id);
  }

  /// The rows in the order of the file: oldest first.
  Collection<UnwrittenRow> rows() {
    return rows.values();
  }

  /// The rows of a range of ranks, newest first.
  Collection<UnwrittenRow> newestFirst(long lowest, long highest) {
    return lowest > highest
        ? List.of()
        : rows.subMap(lowest, true, highest, true).descendingMap().values();
  }

  /// The rows with an index key, in no useful order.
  ///
  /// @param to the last `k`, inclusive
  Collection<UnwrittenRow> withKey(long h, long from, long to) {
    return index
        .subMap(
            new RelayTables.IndexRow(h, from, Long.MIN_VALUE),
            true,
            new RelayTables.IndexRow(h, to, Long.MAX_VALUE),
            true)
        .values();
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
