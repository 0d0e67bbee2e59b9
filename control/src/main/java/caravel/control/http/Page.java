package caravel.control.http;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One page of a list.
///
/// @param next the cursor of the page behind this one, or null at the end
/// @param total how many rows there are without `q` and filters, counted up to
///   [ListQuery#COUNT_MAX] where no count is kept
/// @param matched how many rows `q` and the filters leave, with the same bound
/// @param under the key of the rows within `data`; `""` = they are `data`
public record Page<T>(List<T> rows, @Nullable String next, long total, long matched, String under) {
  public Page {
    rows = List.copyOf(rows);
  }

  /// Makes a page of `found`, which was read with a limit one above `limit`, to learn whether more
  /// follows.
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

  /// The same page with its rows one key further in.
  public Page<T> under(String key) {
    return new Page<>(rows, next, total, matched, key);
  }
}
