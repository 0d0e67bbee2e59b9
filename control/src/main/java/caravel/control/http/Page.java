package caravel.control.http;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One page of a list.
///
/// @param next the cursor of the next page, or null at the end
/// @param total rows without `q` and filters, counted up to [ListQuery#COUNT_MAX] if no count is
///   stored
/// @param matched rows with `q` and filters, with the same limit
/// @param under the key of the rows within `data`; `""` = they are `data`
public record Page<T>(List<T> rows, @Nullable String next, long total, long matched, String under) {
  public Page {
    rows = List.copyOf(rows);
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
    return new Page<>(rows.stream().<R>map(form).toList(), next, total, matched, under);
  }

  /// The same page with its rows under a key of `data`.
  public Page<T> under(String key) {
    return new Page<>(rows, next, total, matched, key);
  }
}
