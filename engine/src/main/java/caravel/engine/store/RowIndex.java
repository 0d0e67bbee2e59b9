package caravel.engine.store;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Rows in memory by rank and by index key. Not safe for use by several threads.
///
/// Measured over 100,000 rows without their text: 250 bytes a row with three keys, of which only
/// its id is not shared with other rows; 650 bytes with seven keys, of which five are not shared.
final class RowIndex {
  /// Measured bytes of the list of a key.
  private static final int LIST_BYTES = 84;

  /// Measured bytes of a row's place in a list.
  private static final int PLACE_BYTES = 6;

  /// The keys of kinds begin here. They are no hashes, so that they are found by kind alone.
  private static final long KINDS = 1L << 32;

  private final RowList rows = new RowList();
  private final Map<Long, RowList> byKey = new HashMap<>();
  private long rowBytes;
  private long keyBytes;

  /// All rows, oldest first.
  RowList rows() {
    return rows;
  }

  int size() {
    return rows.size();
  }

  /// Approximate bytes in memory.
  long bytes() {
    return rowBytes + keyBytes;
  }

  /// The share of the index itself in [#bytes()], without the rows.
  long keyBytes() {
    return keyBytes;
  }

  /// Adds a row, in place of another one of the same rank.
  void add(EventRow row) {
    var _ = remove(row.r());
    rows.add(row);
    for (long h : row.hashes()) {
      put(key(h, row), row);
    }
    if (row.slot() != 0) {
      put(row.slot(), row);
    }
    rowBytes += row.bytes();
  }

  private void put(long key, EventRow row) {
    var list = byKey.get(key);
    if (list == null) {
      list = new RowList();
      byKey.put(key, list);
      keyBytes += LIST_BYTES;
    }
    list.add(row);
    keyBytes += PLACE_BYTES;
  }

  /// Removes the row of a rank.
  ///
  /// @return the row; null if there was none
  @Nullable EventRow remove(long r) {
    var row = rows.find(r);
    if (row == null) {
      return null;
    }
    rows.remove(r);
    for (long h : row.hashes()) {
      removeKey(key(h, row), r);
    }
    if (row.slot() != 0) {
      removeKey(row.slot(), r);
    }
    rowBytes -= row.bytes();
    return row;
  }

  private void removeKey(long key, long r) {
    var list = byKey.get(key);
    if (list != null) {
      list.remove(r);
      keyBytes -= PLACE_BYTES;
      if (list.isEmpty()) {
        byKey.remove(key);
        keyBytes -= LIST_BYTES;
      }
    }
  }

  private static long key(long h, EventRow row) {
    return h == IndexKeys.EVERY ? KINDS + row.kind() : h;
  }

  /// The rows with an index key.
  ///
  /// @param h not [IndexKeys#EVERY]
  RowList withHash(long h) {
    return byKey.getOrDefault(h, RowList.EMPTY);
  }

  RowList ofKind(int kind) {
    return byKey.getOrDefault(KINDS + kind, RowList.EMPTY);
  }

  /// The row of an event.
  ///
  /// @param h the key of its id
  @Nullable EventRow find(long h) {
    return newest(withHash(h));
  }

  /// The current version of a replaceable or addressable event.
  ///
  /// @param slot see [EventRow#slot(long, int)]
  @Nullable EventRow inSlot(long slot) {
    return newest(byKey.getOrDefault(slot, RowList.EMPTY));
  }

  private static @Nullable EventRow newest(RowList list) {
    return list.isEmpty() ? null : list.get(list.size() - 1);
  }
}
