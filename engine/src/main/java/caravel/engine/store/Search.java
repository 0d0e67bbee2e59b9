package caravel.engine.store;

import caravel.nostr.Filter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// One query: picks the condition that the index serves, walks its ranges from the newest down, and
/// asks [Filter#matches] only for what the index does not know.
final class Search {
  /// Rows and ranges that one query may look at.
  static final int INSPECTED_ROWS_MAX = 50_000;

  /// An answer that is longer ends early, with the newest.
  static final int ANSWER_CHARACTERS_MAX = 32 * 1024 * 1024;

  /// More ranges than this are walked one by one.
  static final int UNITED_RANGES_MAX = 8;

  /// Bodies that are fetched by one list of ranks.
  private static final int BODIES_AT_ONCE = 500;

  /// Candidates looked at in one go when most may fall to the rest of the filter.
  private static final int CANDIDATES_AT_ONCE = 256;

  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  /// Index rows of one key and kind.
  private record Range(long h, long k) {}

  private final Sql sql;
  private final Keys keys;
  private final Filter filter;
  private final int limit;
  private final long now;
  private final long highest;
  private final long lowest;
  private final List<StoredEvent> found = new ArrayList<>();
  private int budget = INSPECTED_ROWS_MAX;
  private long characters;

  /// @param limit the filter's own is in it already
  Search(Sql sql, Keys keys, Filter filter, int limit, long now) {
    this.sql = sql;
    this.keys = keys;
    this.filter = filter;
    this.limit = limit;
    this.now = now;
    this.highest = Rank.ceiling(filter.until());
    this.lowest = Rank.floor(filter.since());
  }

  List<StoredEvent> run() throws SQLException {
    if (limit <= 0 || highest < lowest) {
      return List.of();
    }
    boolean textLeft =
        !filter.search().isEmpty()
            || filter.tags().keySet().stream().anyMatch(name -> !Keys.isIndexed(name));
    var letter = letterWithFewestValues();
    if (!filter.ids().isEmpty()) {
      boolean more = !filter.tags().isEmpty() || !filter.authors().isEmpty();
      byIds(textLeft || more || !filter.kinds().isEmpty());
    } else if (!letter.isEmpty()) {
      var hashes =
          filter.tags().getOrDefault(letter, java.util.Set.of()).stream()
              .map(value -> keys.tag(letter, value))
              .toList();
      byRanges(ranges(hashes), textLeft || filter.tags().size() > 1 || !filter.authors().isEmpty());
    } else if (!filter.authors().isEmpty()) {
      var hashes = filter.authors().stream().filter(Search::isHex).map(keys::author).toList();
      byRanges(ranges(hashes), textLeft);
    } else if (!filter.kinds().isEmpty()) {
      byRanges(ranges(List.of(Keys.EVERY)), textLeft);
    } else {
      take(
          sql.prepare(
                  "SELECT r, body FROM event WHERE r<=? AND r>=? ORDER BY r DESC", highest, lowest)
              .executeQuery(),
          textLeft);
    }
    return found;
  }

  private static boolean isHex(String text) {
    return HEX.matcher(text).matches();
  }

  private String letterWithFewestValues() {
    return filter.tags().entrySet().stream()
        .filter(tag -> Keys.isIndexed(tag.getKey()))
        .min(Comparator.comparingInt(tag -> tag.getValue().size()))
        .map(Map.Entry::getKey)
        .orElse("");
  }

  private void byIds(boolean filterRest) throws SQLException {
    var ranks = new ArrayList<Long>();
    for (var id : filter.ids()) {
      if (!isHex(id)) {
        continue;
      }
      for (long rank : sql.numbers("SELECT r FROM ix WHERE h=?", keys.id(id))) {
        if (rank <= highest && rank >= lowest) {
          ranks.add(rank);
        }
      }
      if (--budget <= 0) {
        break;
      }
    }
    ranks.sort(Comparator.reverseOrder());
    takeBodies(ranks, filterRest);
  }

  /// Every key with every kind asked for, or with every kind it has.
  private List<Range> ranges(Collection<Long> hashes) throws SQLException {
    var ranges = new ArrayList<Range>();
    for (long h : hashes) {
      if (!filter.kinds().isEmpty()) {
        filter.kinds().forEach(kind -> ranges.add(new Range(h, kind)));
        continue;
      }
      for (long kind : kindsOf(h, INSPECTED_ROWS_MAX - ranges.size())) {
        ranges.add(new Range(h, kind));
      }
    }
    return ranges;
  }

  /// Jumps from kind to kind instead of walking the key's rows.
  private long[] kindsOf(long h, int max) throws SQLException {
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

  private void byRanges(List<Range> ranges, boolean filterRest) throws SQLException {
    if (ranges.isEmpty()) {
      return;
    }
    if (ranges.size() > UNITED_RANGES_MAX) {
      sql.run("BEGIN");
      try {
        oneByOne(ranges, filterRest);
      } finally {
        sql.run("COMMIT");
      }
      return;
    }
    var arguments = new long[ranges.size() * 4 + 1];
    int at = 0;
    for (var range : ranges) {
      arguments[at++] = range.h();
      arguments[at++] = range.k();
      arguments[at++] = highest;
      arguments[at++] = lowest;
    }
    arguments[at] = budget;
    take(sql.prepare(united(ranges.size()), arguments).executeQuery(), filterRest);
  }

  /// The ranges merged by rank while they are walked, each rank once. Without the inner limit
  /// SQLite would drop the inner order.
  private static String united(int ranges) {
    var range = "SELECT r FROM ix WHERE h=? AND k=? AND r<=? AND r>=?";
    var all = (range + " UNION ").repeat(ranges - 1) + range + " ORDER BY r DESC LIMIT ?";
    return "SELECT event.r, body FROM (" + all + ") AS a CROSS JOIN event ON event.r=a.r";
  }

  /// A page of candidates after the other, until there is enough.
  private void oneByOne(List<Range> ranges, boolean filterRest) throws SQLException {
    long from = highest;
    while (isWanting()) {
      int size = limit - found.size();
      if (filterRest) {
        size = Math.max(size, CANDIDATES_AT_ONCE);
      }
      var page = newest(ranges, from, Math.min(size, budget));
      takeBodies(page, filterRest);
      if (page.size() < size) {
        return;
      }
      from = page.getLast() - 1;
    }
  }

  /// The highest ranks of all ranges together, descending.
  private List<Long> newest(List<Range> ranges, long from, int size) throws SQLException {
    var best = new PriorityQueue<Long>();
    var members = new HashSet<Long>();
    for (var range : ranges) {
      if (--budget < 0) {
        break;
      }
      long floor = best.size() == size ? best.element() + 1 : lowest;
      var ranks =
          sql.numbers(
              "SELECT r FROM ix WHERE h=? AND k=? AND r<=? AND r>=? ORDER BY r DESC LIMIT ?",
              range.h(),
              range.k(),
              from,
              floor,
              size);
      for (long rank : ranks) {
        if (members.add(rank)) {
          best.add(rank);
          if (best.size() > size) {
            members.remove(best.remove());
          }
        }
      }
    }
    return best.stream().sorted(Comparator.reverseOrder()).toList();
  }

  private void takeBodies(List<Long> ranks, boolean filterRest) throws SQLException {
    for (int at = 0; at < ranks.size() && isWanting(); at += BODIES_AT_ONCE) {
      var some = ranks.subList(at, Math.min(ranks.size(), at + BODIES_AT_ONCE));
      var select =
          sql.prepare(
              "SELECT event.r, body FROM json_each(?) AS a CROSS JOIN event ON event.r=a.value");
      select.setString(
          1, some.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]")));
      take(select.executeQuery(), filterRest);
    }
  }

  private boolean isWanting() {
    return found.size() < limit && budget > 0 && characters < ANSWER_CHARACTERS_MAX;
  }

  private void take(ResultSet rows, boolean filterRest) throws SQLException {
    try (rows) {
      while (isWanting() && rows.next()) {
        budget--;
        var stored = new StoredEvent(rows.getString(2));
        if (!Expiry.hasPassed(stored, now) && (!filterRest || filter.matches(stored.event()))) {
          found.add(stored);
          characters += stored.json().length();
        }
      }
    }
  }
}
