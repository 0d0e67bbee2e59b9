package caravel.engine.store;

import caravel.nostr.Filter;

/// The cost of filters, computed from the sizes of their conditions alone.
///
/// @param values ids, authors, kinds and tag values that are held in memory, and 1 for each filter
/// @param ranges index ranges that a query walks: values of its shortest condition times kinds; 0
///   for a limit of 0, which queries nothing
public record QueryCost(long values, long ranges) {
  public static final QueryCost NONE = new QueryCost(0, 0);

  public static QueryCost of(Filter filter) {
    long values = 1L + filter.ids().size() + filter.authors().size() + filter.kinds().size();
    int shortest = filter.authors().isEmpty() ? Integer.MAX_VALUE : filter.authors().size();
    for (var tag : filter.tags().entrySet()) {
      values += tag.getValue().size();
      if (IndexKeys.isIndexed(tag.getKey())) {
        shortest = Math.min(shortest, tag.getValue().size());
      }
    }
    var limit = filter.limit();
    if (limit != null && limit == 0) {
      return new QueryCost(values, 0);
    }
    if (!filter.ids().isEmpty()) {
      return new QueryCost(values, filter.ids().size());
    }
    long walked = shortest == Integer.MAX_VALUE ? 1 : shortest;
    return new QueryCost(values, walked * Math.max(1, filter.kinds().size()));
  }

  /// Sums the costs of the filters.
  public static QueryCost of(Iterable<Filter> filters) {
    var sum = NONE;
    for (var filter : filters) {
      sum = sum.plus(of(filter));
    }
    return sum;
  }

  public QueryCost plus(QueryCost other) {
    return new QueryCost(values + other.values, ranges + other.ranges);
  }

  public QueryCost minus(QueryCost other) {
    return new QueryCost(values - other.values, ranges - other.ranges);
  }
}
