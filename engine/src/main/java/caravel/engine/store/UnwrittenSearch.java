package caravel.engine.store;

import caravel.nostr.Filter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Finds the rows of a filter among those that are not in the file yet. It goes by the index keys,
/// so that an event is found by the same tags before and after it is in the file.
final class UnwrittenSearch {
  private final Filter filter;
  private final long now;
  private final long highest;
  private final long lowest;
  private final List<Set<Long>> conditions = new ArrayList<>();

  /// Whether the index keys do not cover the filter.
  private boolean filterRest;

  UnwrittenSearch(Filter filter, IndexKeys keys, long now) {
    this.filter = filter;
    this.now = now;
    this.highest = EventOrder.ceiling(filter.until());
    this.lowest = EventOrder.floor(filter.since());
    this.filterRest = !filter.search().isEmpty();
    if (!filter.ids().isEmpty()) {
      // Few rows, so the filter itself is asked.
      filterRest = true;
      return;
    }
    filter
        .tags()
        .forEach((name, values) -> {
          if (IndexKeys.isIndexed(name)) {
            var hashes = new HashSet<Long>();
            values.forEach(value -> hashes.add(keys.tag(name, value)));
            conditions.add(hashes);
          } else {
            filterRest = true;
          }
        });
    if (!filter.authors().isEmpty()) {
      var hashes = new HashSet<Long>();
      filter.authors().stream()
          .filter(QueryPlan::isHex)
          .forEach(hex -> hashes.add(keys.author(hex)));
      conditions.add(hashes);
    }
    conditions.sort(Comparator.comparingInt(Set::size));
  }

  /// Rows among which are all that match. Short: called under the lock of the tail.
  List<UnwrittenRow> candidates(UnwrittenChanges changes) {
    if (!filter.ids().isEmpty()) {
      var found = new ArrayList<UnwrittenRow>();
      for (var id : filter.ids()) {
        var row = changes.find(id);
        if (row != null) {
          found.add(row);
        }
      }
      return found;
    }
    int rows = changes.rows().size();
    if (!conditions.isEmpty() && conditions.getFirst().size() < rows) {
      return withKeys(changes, conditions.getFirst());
    }
    return new ArrayList<>(changes.newestFirst(lowest, highest));
  }

  private static List<UnwrittenRow> withKeys(UnwrittenChanges changes, Collection<Long> hashes) {
    // An event may have several of the keys.
    var found = new HashMap<Long, UnwrittenRow>();
    for (long h : hashes) {
      for (var row : changes.withKey(h, Long.MIN_VALUE, Long.MAX_VALUE)) {
        found.put(row.r(), row);
      }
    }
    return new ArrayList<>(found.values());
  }

  /// The candidates that match and are not expired, newest first.
  List<UnwrittenRow> select(List<UnwrittenRow> candidates) {
    return candidates.stream()
        .filter(this::matches)
        .sorted(Comparator.comparingLong(UnwrittenRow::r).reversed())
        .toList();
  }

  private boolean matches(UnwrittenRow row) {
    if (row.r() > highest || row.r() < lowest) {
      return false;
    }
    if (!filter.kinds().isEmpty() && !filter.kinds().contains(row.event().kind())) {
      return false;
    }
    for (var condition : conditions) {
      if (row.keys().stream().noneMatch(key -> condition.contains(key.h()))) {
        return false;
      }
    }
    return (!filterRest || filter.matches(row.event().event()))
        && !Expiry.hasPassed(row.event(), now);
  }
}
