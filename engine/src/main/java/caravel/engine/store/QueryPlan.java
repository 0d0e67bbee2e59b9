package caravel.engine.store;

import caravel.nostr.Filter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The plan of a query without ids: the index ranges to walk, the other keys that each row must
/// have, and whether the event itself must be matched.
///
/// @param ranges empty = nothing can match; unused when `everything`
/// @param probes key lists; a row must have one key of each list
/// @param everything no condition of the filter is indexed
/// @param filterRest each found event must be matched against the filter
record QueryPlan(
    List<Range> ranges, List<List<Long>> probes, boolean everything, boolean filterRest) {
  /// Most values of a probed condition. Wider conditions are matched against the event.
  static final int PROBED_VALUES_MAX = 8;

  /// Most probed conditions. Further ones are matched against the event.
  private static final int PROBES_MAX = 3;

  /// Most rows that are counted to find the shorter walk.
  private static final int COUNTED_ROWS_MAX = 10_000;

  /// Most ranges of one plan. A wider filter is matched against all events, newest first.
  static final int RANGES_MAX = 50_000;

  private static final int COUNTED_ROWS_FIRST = 100;
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  /// The index rows of one key and kind.
  record Range(long h, long k) {}

  private static final QueryPlan NOTHING = new QueryPlan(List.of(), List.of(), false, false);
  private static final QueryPlan ALL_EVENTS = new QueryPlan(List.of(), List.of(), true, true);

  static QueryPlan of(Filter filter, Sql sql, IndexKeys keys) throws SQLException {
    boolean filterRest = !filter.search().isEmpty();
    var conditions = new ArrayList<List<Long>>();
    for (var tag : filter.tags().entrySet()) {
      var name = tag.getKey();
      if (IndexKeys.isIndexed(name)) {
        conditions.add(tag.getValue().stream().map(value -> keys.tag(name, value)).toList());
      } else {
        filterRest = true;
      }
    }
    if (!filter.authors().isEmpty()) {
      var known = filter.authors().stream().filter(QueryPlan::isHex).map(keys::author).toList();
      if (known.isEmpty()) {
        return NOTHING;
      }
      conditions.add(known);
    }
    if (conditions.isEmpty()) {
      if (filter.kinds().isEmpty()) {
        return new QueryPlan(List.of(), List.of(), true, filterRest);
      }
      var ranges = ranges(filter, sql, List.of(IndexKeys.EVERY));
      return ranges == null ? ALL_EVENTS : new QueryPlan(ranges, List.of(), false, filterRest);
    }
    // A stable sort: tags come before authors.
    conditions.sort(Comparator.comparingInt(List::size));
    var walked = conditions.remove(shortest(conditions, filter, sql));
    var probes = new ArrayList<List<Long>>();
    for (var condition : conditions) {
      if (condition.size() <= PROBED_VALUES_MAX && probes.size() < PROBES_MAX) {
        probes.add(condition);
      } else {
        filterRest = true;
      }
    }
    var ranges = ranges(filter, sql, walked);
    return ranges == null ? ALL_EVENTS : new QueryPlan(ranges, probes, false, filterRest);
  }

  static boolean isHex(String text) {
    return HEX.matcher(text).matches();
  }

  /// The condition with the fewest rows, as far as a short count can tell. Conditions with few
  /// values are counted first.
  private static int shortest(List<List<Long>> conditions, Filter filter, Sql sql)
      throws SQLException {
    int few = 0;
    while (few < conditions.size() && conditions.get(few).size() <= PROBED_VALUES_MAX) {
      few++;
    }
    if (few < 2) {
      return 0;
    }
    for (int most = COUNTED_ROWS_FIRST; most <= COUNTED_ROWS_MAX; most *= 10) {
      int best = 0;
      int fewest = most;
      for (int i = 0; i < few; i++) {
        int rows = countRows(conditions.get(i), filter, sql, fewest);
        if (rows < fewest) {
          fewest = rows;
          best = i;
        }
      }
      if (fewest < most) {
        return best;
      }
    }
    return 0;
  }

  private static int countRows(List<Long> hashes, Filter filter, Sql sql, int most)
      throws SQLException {
    long rows = 0;
    for (long h : hashes) {
      if (filter.kinds().isEmpty() || filter.kinds().size() > PROBED_VALUES_MAX) {
        rows +=
            sql.numbers("SELECT count(*) FROM (SELECT 1 FROM ix WHERE h=? LIMIT ?)", h, most)[0];
      } else {
        for (int kind : filter.kinds()) {
          rows +=
              sql.numbers(
                      "SELECT count(*) FROM (SELECT 1 FROM ix WHERE h=? AND k=? LIMIT ?)",
                      h,
                      kind,
                      most)[0];
        }
      }
      if (rows >= most) {
        return most;
      }
    }
    return (int) rows;
  }

  /// Combines every key with every requested kind, or with every kind that the key has.
  ///
  /// @return null when there are more than [#RANGES_MAX]; a larger product is never built
  private static @Nullable List<Range> ranges(Filter filter, Sql sql, Collection<Long> hashes)
      throws SQLException {
    var kinds = filter.kinds();
    if ((long) hashes.size() * Math.max(1, kinds.size()) > RANGES_MAX) {
      return null;
    }
    var ranges = new ArrayList<Range>();
    for (long h : hashes) {
      if (kinds.isEmpty()) {
        for (long kind : kindsOf(sql, h, RANGES_MAX - ranges.size() + 1)) {
          ranges.add(new Range(h, kind));
        }
        if (ranges.size() > RANGES_MAX) {
          return null;
        }
      } else {
        kinds.forEach(kind -> ranges.add(new Range(h, kind)));
      }
    }
    return ranges;
  }

  /// Jumps from kind to kind instead of walking the key's rows.
  private static long[] kindsOf(Sql sql, long h, int max) throws SQLException {
    return sql.numbers(
        """
        WITH RECURSIVE step(k) AS (
          SELECT min(k) FROM ix WHERE h=?1
          UNION ALL
          SELECT (SELECT min(k) FROM ix WHERE h=?1 AND k>step.k) FROM step WHERE step.k IS NOT NULL)
        SELECT k FROM step WHERE k IS NOT NULL LIMIT ?2\
        """,
        h,
        max);
  }
}
