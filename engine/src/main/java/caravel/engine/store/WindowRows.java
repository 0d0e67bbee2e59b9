package caravel.engine.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The durable rows of a relay between two ranks, all of them: above the floor and up to the
/// ceiling. Not safe for use by several threads.
///
/// Events dated in the future have at most a share of the room. When there are more, the latest
/// ones are dropped and the ceiling falls, so that they never push out the newest ordinary ones.
final class WindowRows {
  static final long LOWEST = 0;
  static final long HIGHEST = Long.MAX_VALUE;

  /// One in this many rows may be dated in the future, and one in this many is dropped at a time.
  private static final int FUTURE_SHARE = 4;

  private static final int DROPPED_SHARE = 8;

  /// The result of a look-up.
  sealed interface Lookup {
    record Found(EventRow row) implements Lookup {}

    /// The relay has no such row.
    record Absent() implements Lookup {}

    /// Only the file can tell.
    record Unknown() implements Lookup {}
  }

  static final Lookup ABSENT = new Lookup.Absent();
  static final Lookup UNKNOWN = new Lookup.Unknown();

  /// The rows for a search.
  ///
  /// @param lists rows among which are all that match, as far as the window has them
  /// @param isComplete whether the relay has no other rows that match; false = no newer ones
  record Candidates(List<EventRow[]> lists, boolean isComplete) {}

  private final RowIndex index = new RowIndex();

  /// The lowest rank whose row is here.
  private long floor;

  /// The highest rank whose row is here.
  private long ceiling;

  /// An event that wants a rank from here up to the ceiling has its row here. It may be above the
  /// floor, because an event gets a lower rank of its second when its own is taken.
  private long certainFrom;

  /// @param floor lowest rank from which all rows will be added
  /// @param ceiling highest rank of its second
  WindowRows(long floor, long ceiling) {
    this.floor = floor;
    this.ceiling = ceiling;
    this.certainFrom = floor == LOWEST ? LOWEST : EventOrder.floor(EventOrder.createdAt(floor) + 1);
  }

  int size() {
    return index.size();
  }

  /// Approximate bytes in memory.
  long bytes() {
    return index.bytes();
  }

  /// Whether all rows of the relay are here.
  boolean isWhole() {
    return floor == LOWEST && ceiling == HIGHEST;
  }

  long ceiling() {
    return ceiling;
  }

  /// Adds the changes of a commit.
  void add(Commit commit, List<EventRow> added) {
    commit.gone().forEach(index::remove);
    added.forEach(this::add);
  }

  void add(EventRow row) {
    if (row.r() < floor) {
      certainFrom = Math.max(certainFrom, row.wantedRank() + 1);
    } else if (row.r() <= ceiling) {
      index.add(row);
    }
  }

  /// Drops rows until there are not too many: the oldest, or the latest in the future.
  ///
  /// @param nowSeconds unix time
  void shrink(int rowsMax, long bytesMax, long nowSeconds) {
    while (index.size() > rowsMax || (index.bytes() > bytesMax && index.size() > 0)) {
      int present = index.rows().indexOf(EventOrder.ceiling(nowSeconds) + 1);
      if (index.size() - present > index.size() / FUTURE_SHARE) {
        dropLatest(present + index.size() / DROPPED_SHARE);
      } else {
        dropOldest(Math.max(1, index.size() / DROPPED_SHARE));
      }
    }
  }

  /// Lowers the ceiling to the end of a second.
  ///
  /// @param first index of the first row that must go
  private void dropLatest(int first) {
    ceiling = EventOrder.ceiling(EventOrder.createdAt(index.rows().get(first).r()) - 1);
    while (index.size() > 0 && newest().r() > ceiling) {
      var _ = index.remove(newest().r());
    }
  }

  private EventRow newest() {
    return index.rows().get(index.size() - 1);
  }

  private void dropOldest(int count) {
    for (int i = 0; i < count; i++) {
      var row = index.rows().get(0);
      certainFrom = Math.max(certainFrom, row.wantedRank() + 1);
      floor = row.r() + 1;
      var _ = index.remove(row.r());
    }
  }

  /// Finds the row of an event.
  ///
  /// @param h the key of its id
  Lookup find(long h) {
    return orAbsent(index.find(h), isWhole());
  }

  /// Finds the row of an event.
  ///
  /// @param h the key of its id
  /// @param wanted its rank if no other event has it
  Lookup find(long h, long wanted) {
    return orAbsent(index.find(h), wanted >= Math.max(floor, certainFrom) && wanted <= ceiling);
  }

  /// Finds the row of a rank.
  Lookup atRank(long r) {
    return orAbsent(index.rows().find(r), r >= floor && r <= ceiling);
  }

  /// Finds the current version of a replaceable or addressable event.
  Lookup inSlot(long slot) {
    return orAbsent(index.inSlot(slot), isWhole());
  }

  private static Lookup orAbsent(@Nullable EventRow row, boolean isComplete) {
    return row != null ? new Lookup.Found(row) : isComplete ? ABSENT : UNKNOWN;
  }

  /// Takes the rows for a search.
  ///
  /// @return null if the relay may have newer rows that match
  @Nullable Candidates candidates(RowSearch search) {
    var all = search.allOf(index);
    if (all != null) {
      return new Candidates(all, true);
    }
    if (search.highest() > ceiling) {
      return null;
    }
    return new Candidates(search.candidates(index), floor <= search.lowest());
  }
}
