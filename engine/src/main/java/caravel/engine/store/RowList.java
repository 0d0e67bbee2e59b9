package caravel.engine.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Rows in ascending order of their ranks. Adding the newest and removing the oldest is fast. Not
/// safe for use by several threads.
final class RowList {
  private static final @Nullable EventRow[] NO_ROWS = {};

  /// A list that stays empty.
  static final RowList EMPTY = new RowList();

  private @Nullable EventRow[] rows = NO_ROWS;

  /// Index of the oldest row.
  private int from;

  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /// @param index 0 = the oldest
  EventRow get(int index) {
    var row = rows[from + index];
    if (index >= size || row == null) {
      throw new IndexOutOfBoundsException(index);
    }
    return row;
  }

  @Nullable EventRow find(long r) {
    int index = indexOf(r);
    return index < size && get(index).r() == r ? get(index) : null;
  }

  /// The number of rows with a lower rank.
  int indexOf(long r) {
    if (size == 0 || get(size - 1).r() < r) {
      return size;
    }
    int low = 0;
    int high = size - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (get(middle).r() < r) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// Adds a row. The list has no other row of its rank.
  void add(EventRow row) {
    int index = indexOf(row.r());
    makeRoom();
    System.arraycopy(rows, from + index, rows, from + index + 1, size - index);
    rows[from + index] = row;
    size++;
  }

  /// Makes room behind the newest row. Moves the rows to the start when half of the array is free.
  private void makeRoom() {
    if (from + size < rows.length) {
      return;
    }
    if (from > size) {
      System.arraycopy(rows, from, rows, 0, size);
      Arrays.fill(rows, from, from + size, null);
    } else {
      var larger = new EventRow[size < 2 ? size + 1 : size + (size >> 1) + 1];
      System.arraycopy(rows, from, larger, 0, size);
      rows = larger;
    }
    from = 0;
  }

  /// Removes the row of a rank, if there is one.
  void remove(long r) {
    int index = indexOf(r);
    if (index == size || get(index).r() != r) {
      return;
    }
    if (index == 0) {
      rows[from++] = null;
    } else {
      System.arraycopy(rows, from + index + 1, rows, from + index, size - index - 1);
      rows[from + size - 1] = null;
    }
    size--;
  }

  /// Copies the rows between two ranks, both inclusive.
  EventRow[] copy(long lowest, long highest) {
    int first = indexOf(lowest);
    int end = highest == Long.MAX_VALUE ? size : indexOf(highest + 1);
    var copy = new EventRow[Math.max(0, end - first)];
    System.arraycopy(rows, from + first, copy, 0, copy.length);
    return copy;
  }
}
