package caravel.control.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One page of a list.
///
/// @param next the cursor of the next page, or null at the end
/// @param total rows without `q` and filters, counted up to [ListQuery#COUNT_MAX] if no count is
///   stored
/// @param matched rows with `q` and filters, with the same limit
/// @param under the key of the rows within `data`; `""` = they are `data`
/// @param more further fields of `data`; only with `under`
public record Page<T>(
    List<T> rows,
    @Nullable String next,
    long total,
    long matched,
    String under,
    Map<String, Object> more) {
  public Page {
    rows = List.copyOf(rows);
    more = Map.copyOf(more);
    if (under.isEmpty() && !more.isEmpty()) {
      throw new IllegalArgumentException("a list has no further fields");
    }
  }

  public Page(List<T> rows, @Nullable String next, long total, long matched, String under) {
    this(rows, next, total, matched, under, Map.of());
  }

  /// Creates a page of `found`, which was read with a limit of one more than `limit`, to detect a
  /// next page.
  public static <T> Page<T> of(
      List<T> found, int limit, Function<T, Cursor> cursorOf, long total, long matched) {
    if (found.size() <= limit) {
      return new Page<>(found, null, total, matched, "");
    }
    var rows = found.subList(0, limit);
    return new Page<>(rows, cursorOf.apply(rows.getLast()).text(), total, matched, "");
  }

  /// A list that is always complete.
  public static <T> Page<T> whole(List<T> rows) {
    return new Page<>(rows, null, rows.size(), rows.size(), "");
  }

  public <R> Page<R> map(Function<? super T, ? extends R> form) {
    return new Page<>(rows.stream().<R>map(form).toList(), next, total, matched, under, more);
  }

  /// The same page with its rows under a key of `data`.
  public Page<T> under(String key) {
    return under(key, Map.of());
  }

  /// The same page with its rows under a key of `data`, beside further fields.
  public Page<T> under(String key, Map<String, Object> fields) {
    return new Page<>(rows, next, total, matched, key, fields);
  }

  /// The value of `data`.
  Object data() {
    if (under.isEmpty()) {
      return rows;
    }
    var data = new LinkedHashMap<String, Object>();
    data.put(under, rows);
    data.putAll(more);
    return data;
  }
}
