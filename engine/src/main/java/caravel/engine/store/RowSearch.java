package caravel.engine.store;

import caravel.nostr.Filter;
import caravel.nostr.Kinds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Finds the rows of a filter among those in memory. It goes by the index keys, so that an event is
/// found by the same tags in memory and in the file.
final class RowSearch {
  /// Most ids, authors, kinds and tag values of a filter that is searched in the window, and most
  /// combinations of its authors and kinds. Wider filters read the file, in slices.
  static final int VALUES_MAX = 512;

  /// Rows in ascending order and the place of the next one, from the newest down.
  private static final class Walk {
    private final EventRow[] rows;
    private int next;

    Walk(EventRow[] rows) {
      this.rows = rows;
      this.next = rows.length - 1;
    }

    EventRow row() {
      return rows[next];
    }

    long rank() {
      return rows[next].r();
    }
  }

  private final Filter filter;
  private final IndexKeys keys;
  private final ReadScope scope;
  private final long highest;
  private final long lowest;

  /// The keys of the ids.
  private final long[] ids;

  /// Hashes in ascending order, the shortest list first. A row must have one of each list.
  private final List<long[]> conditions = new ArrayList<>();

  /// Whether the index keys do not cover the filter.
  private boolean filterRest;

  RowSearch(Filter filter, IndexKeys keys, ReadScope scope) {
    this.filter = filter;
    this.keys = keys;
    this.scope = scope;
    this.highest = EventOrder.ceiling(filter.until());
    this.lowest = EventOrder.floor(filter.since());
    this.filterRest = !filter.search().isEmpty();
    this.ids = hashes(filter.ids().stream().filter(QueryPlan::isHex).toList(), keys::id);
    if (!filter.ids().isEmpty()) {
      // Few rows, so the filter itself is asked.
      filterRest |= hasConditionsBesideIds(filter);
      return;
    }
    filter
        .tags()
        .forEach((name, values) -> {
          if (IndexKeys.isIndexed(name)) {
            conditions.add(hashes(values, value -> keys.tag(name, value)));
          } else {
            filterRest = true;
          }
        });
    if (!filter.authors().isEmpty()) {
      conditions.add(authorHashes(filter, keys));
    }
    conditions.sort(Comparator.comparingInt(hashes -> hashes.length));
  }

  private static boolean hasConditionsBesideIds(Filter filter) {
    return !filter.kinds().isEmpty() || !filter.authors().isEmpty() || !filter.tags().isEmpty();
  }

  private static long[] authorHashes(Filter filter, IndexKeys keys) {
    return hashes(filter.authors().stream().filter(QueryPlan::isHex).toList(), keys::author);
  }

  private static long[] hashes(Collection<String> values, ToLongFunction<String> hash) {
    return values.stream().mapToLong(hash).sorted().toArray();
  }

  /// Whether a filter may be searched in the window: the index keys cover it, and it has few
  /// values.
  static boolean isNarrow(Filter filter) {
    long values = (long) filter.ids().size() + filter.authors().size() + filter.kinds().size();
    for (var tag : filter.tags().entrySet()) {
      if (!IndexKeys.isIndexed(tag.getKey())) {
        return false;
      }
      values += tag.getValue().size();
    }
    return filter.search().isEmpty() && values <= VALUES_MAX;
  }

  /// The keys of the file whose rows it searches.
  IndexKeys keys() {
    return keys;
  }

  /// The highest rank that the filter selects.
  long highest() {
    return highest;
  }

  /// The lowest rank that the filter selects.
  long lowest() {
    return lowest;
  }

  /// Rows among which are all that match; each list in ascending order. Short: called under a lock.
  List<EventRow[]> candidates(RowIndex index) {
    if (!filter.ids().isEmpty()) {
      return lists(ids, index);
    }
    long fewest = index.size();
    long @Nullable [] narrowest = null;
    for (var condition : conditions) {
      // Sorted by length, so the others are not shorter either.
      if (condition.length >= fewest) {
        break;
      }
      long rows = count(condition, index);
      if (rows < fewest) {
        fewest = rows;
        narrowest = condition;
      }
    }
    if (filter.kinds().size() < fewest && countOfKinds(index) < fewest) {
      return filter.kinds().stream()
          .map(kind -> index.ofKind(kind).copy(lowest, highest))
          .filter(rows -> rows.length > 0)
          .toList();
    }
    return narrowest == null
        ? List.<EventRow[]>of(index.rows().copy(lowest, highest))
        : lists(narrowest, index);
  }

  private static long count(long[] hashes, RowIndex index) {
    long rows = 0;
    for (long h : hashes) {
      rows += index.withHash(h).size();
    }
    return rows;
  }

  private long countOfKinds(RowIndex index) {
    // Without kinds every row is a candidate.
    long rows = filter.kinds().isEmpty() ? Long.MAX_VALUE : 0;
    for (int kind : filter.kinds()) {
      rows += index.ofKind(kind).size();
    }
    return rows;
  }

  private List<EventRow[]> lists(long[] hashes, RowIndex index) {
    var lists = new ArrayList<EventRow[]>();
    for (long h : hashes) {
      var rows = index.withHash(h).copy(lowest, highest);
      if (rows.length > 0) {
        lists.add(rows);
      }
    }
    return lists;
  }

  /// The only rows that can match, if the index is sure to have them all, whichever other rows the
  /// relay has: those of the filter's ids, or the current versions of replaceable events.
  ///
  /// @return null if one of them is not in the index
  @Nullable List<EventRow[]> allOf(RowIndex index) {
    if (!filter.ids().isEmpty()) {
      return allOf(ids, index::find);
    }
    boolean isReplaceable = filter.kinds().stream().allMatch(Kinds::isReplaceable);
    int slots = filter.authors().size() * filter.kinds().size();
    if (slots == 0 || slots > VALUES_MAX || !isReplaceable) {
      return null;
    }
    var authors = authorHashes(filter, keys);
    return allOf(
        filter.kinds().stream()
            .flatMapToLong(kind -> Arrays.stream(authors).map(h -> EventRow.slot(h, kind)))
            .toArray(),
        index::inSlot);
  }

  private static @Nullable List<EventRow[]> allOf(long[] keys, RowOfKey find) {
    var lists = new ArrayList<EventRow[]>(keys.length);
    for (long key : keys) {
      var row = find.of(key);
      if (row == null) {
        return null;
      }
      lists.add(new EventRow[] {row});
    }
    return lists;
  }

  private interface RowOfKey {
    @Nullable EventRow of(long key);
  }

  /// The candidates that match and may be returned, newest first.
  ///
  /// @param max most rows
  /// @param charactersMax ends the list when its rows have so much JSON
  List<EventRow> select(List<EventRow[]> candidates, int max, long charactersMax) {
    var walks = new PriorityQueue<>(Comparator.comparingLong(Walk::rank).reversed());
    for (var rows : candidates) {
      if (rows.length > 0) {
        walks.add(new Walk(rows));
      }
    }
    var found = new ArrayList<EventRow>();
    long characters = 0;
    long last = -1;
    while (!walks.isEmpty() && found.size() < max && characters < charactersMax) {
      var walk = walks.remove();
      var row = walk.row();
      if (walk.next-- > 0) {
        walks.add(walk);
      }
      // An event may have several of the keys.
      if (row.r() != last && matches(row)) {
        found.add(row);
        characters += row.json().length();
      }
      last = row.r();
    }
    return found;
  }

  private boolean matches(EventRow row) {
    if (row.r() > highest || row.r() < lowest || row.hasExpired(scope.now())) {
      return false;
    }
    if (!filter.kinds().isEmpty() && !filter.kinds().contains(row.kind())) {
      return false;
    }
    for (var condition : conditions) {
      if (!hasOneOf(row, condition)) {
        return false;
      }
    }
    return (!filterRest || filter.matches(row.event().event()))
        && scope.visible().test(row.event());
  }

  private static boolean hasOneOf(EventRow row, long[] condition) {
    var hashes = row.hashes();
    if (condition.length < hashes.length) {
      for (long h : condition) {
        if (row.hasHash(h)) {
          return true;
        }
      }
      return false;
    }
    for (long h : hashes) {
      if (Arrays.binarySearch(condition, h) >= 0) {
        return true;
      }
    }
    return false;
  }
}
