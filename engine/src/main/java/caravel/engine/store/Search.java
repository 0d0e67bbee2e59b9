package caravel.engine.store;

import caravel.engine.store.QueryPlan.Range;
import caravel.nostr.Filter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Runs one query: walks its [QueryPlan] from the newest event down, and calls [Filter#matches]
/// only for conditions that the index does not cover.
final class Search {
  /// Limits of one query.
  ///
  /// @param inspected events and single ranges that it may read
  /// @param steps of SQLite's virtual machine
  /// @param characters most JSON in the answer; a longer one is cut to the newest events
  record Bounds(int inspected, long steps, long characters) {
    /// The steps take about a tenth of a second.
    static final Bounds USUAL = new Bounds(50_000, 10_000_000, EventStore.ANSWER_CHARACTERS_MAX);

    /// No limits, for answers that must be complete.
    static final Bounds NONE = new Bounds(Integer.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /// The changes that are not in the file yet.
  ///
  /// @param rows the newest that the filter selects, as many as are wanted; newest first
  /// @param gone ranks of removed rows of the file
  record Unwritten(List<EventRow> rows, Set<Long> gone) {
    static final Unwritten NONE = new Unwritten(List.of(), Set.of());
  }

  /// Most ranges that one statement merges; further ones are walked one by one.
  static final int UNITED_RANGES_MAX = 8;

  /// Bodies that one statement fetches.
  private static final int BODIES_AT_ONCE = 500;

  /// Candidates per read when the rest of the filter may reject most of them.
  private static final int CANDIDATES_AT_ONCE = 256;

  /// A walk over fewer rows needs no index of texts.
  private static final int SHORT_WALK_ROWS = 1_000;

  /// Events of the index that are intersected at a time, and what that costs of the budget.
  private static final int PART_EVENTS = 20_000;

  private static final int PART_COST = 400;

  /// Candidates that a walk over many ranges gathers before their bodies are read.
  private static final int CANDIDATES_MAX = 1_000;

  /// Steps for reading the bodies that an interrupted walk has found.
  private static final long FINISHING_STEPS = 1_000_000;

  private final Sql sql;
  private final IndexKeys keys;
  private final Filter filter;
  private final int limit;
  private final ReadScope scope;
  private long highest;
  private final long lowest;
  private final Bounds bounds;
  private Consumer<StoredEvent> sink = _ -> {};
  private int found;
  private int budget;
  private long characters;
  private boolean isCut;
  private boolean isIndexIncomplete;
  private final Unwritten unwritten;

  /// Index of the next unwritten row.
  private int next;

  /// Rank of the last row that was read from the file.
  private long lastRank = Long.MAX_VALUE;

  /// @param limit includes the filter's own limit
  Search(
      Sql sql,
      IndexKeys keys,
      Filter filter,
      int limit,
      ReadScope scope,
      Bounds bounds,
      Unwritten unwritten) {
    this.sql = sql;
    this.keys = keys;
    this.filter = filter;
    this.limit = limit;
    this.scope = scope;
    this.bounds = bounds;
    this.unwritten = unwritten;
    this.budget = bounds.inspected();
    this.highest = EventOrder.ceiling(filter.until());
    // Older rows of the file cannot be in the answer.
    int newer = unwritten.rows().size();
    long floor = EventOrder.floor(filter.since());
    this.lowest =
        limit > 0 && newer >= limit ? Math.max(floor, unwritten.rows().get(limit - 1).r()) : floor;
  }

  /// Returns the newest events within the limits.
  List<StoredEvent> run() throws SQLException {
    var events = new ArrayList<StoredEvent>();
    run(events::add);
    return events;
  }

  /// Passes on each event as soon as it is read.
  void run(Consumer<StoredEvent> receiver) throws SQLException {
    if (limit <= 0 || highest < lowest) {
      return;
    }
    sink = receiver;
    sql.allow(bounds.steps());
    try {
      if (filter.ids().isEmpty()) {
        byTextOrPlan(QueryPlan.of(filter, sql, keys));
      } else {
        byIds();
      }
    } catch (SQLException failed) {
      if (!Sql.isInterrupted(failed)) {
        throw failed;
      }
      // The newest events found in time are the answer.
      isCut = true;
    }
    addUnwritten(isCut || budget <= 0 || !sql.mayContinue() ? lastRank : Long.MIN_VALUE);
  }

  /// Passes on the unwritten rows above a rank. A query that was cut ends where the file's rows
  /// end.
  private void addUnwritten(long above) {
    while (next < unwritten.rows().size() && unwritten.rows().get(next).r() > above && hasRoom()) {
      add(unwritten.rows().get(next).event());
      next++;
    }
  }

  private void add(StoredEvent event) {
    found++;
    sink.accept(event);
    characters += event.json().length();
  }

  /// Finds the current version of an addressable event.
  ///
  /// @param h the key of its address
  /// @param gone ranks of removed rows of the file
  static Optional<StoredEvent> addressable(Sql sql, long h, int kind, Set<Long> gone)
      throws SQLException {
    var select =
        sql.prepare(
            """
            SELECT event.r, body FROM ix CROSS JOIN event ON event.r=ix.r
            WHERE h=? AND k=? ORDER BY ix.r DESC\
            """,
            h,
            kind);
    sql.allow(Long.MAX_VALUE);
    try (var rows = select.executeQuery()) {
      while (rows.next()) {
        if (!gone.contains(rows.getLong(1))) {
          return Optional.of(new StoredEvent(rows.getString(2)));
        }
      }
      return Optional.empty();
    }
  }

  /// Takes candidates from the index of searches, as far as it reaches, and walks the older events.
  private void byTextOrPlan(QueryPlan plan) throws SQLException {
    var trigrams = filter.search().trigrams(SearchIndex.TRIGRAMS_MAX);
    if (!trigrams.isEmpty()) {
      var index = new SearchIndex(sql);
      long covered = index.covered();
      isIndexIncomplete = covered > Long.MIN_VALUE;
      if (covered <= highest && !isShort(plan)) {
        byText(index, trigrams, Math.max(covered, lowest));
        highest = covered - 1;
        if (covered <= lowest) {
          return;
        }
      }
    }
    byPlan(plan);
  }

  private void byText(SearchIndex index, List<String> trigrams, long floor) throws SQLException {
    long from = highest;
    while (isWanting()) {
      long end = Math.max(floor, index.floor(from, PART_EVENTS));
      budget -= PART_COST;
      byPart(index, trigrams, from, end);
      if (end == floor) {
        return;
      }
      from = end - 1;
    }
  }

  private void byPart(SearchIndex index, List<String> trigrams, long highestOfPart, long end)
      throws SQLException {
    long from = highestOfPart;
    while (hasRoom() && sql.mayContinue()) {
      var page = index.candidates(trigrams, from, end, CANDIDATES_AT_ONCE);
      takeBodies(Arrays.stream(page).boxed().toList(), true);
      if (page.length < CANDIDATES_AT_ONCE) {
        break;
      }
      if (budget <= 0) {
        return;
      }
      from = page[page.length - 1] - 1;
    }
    if (isWanting()) {
      // Everything down to there was read, also if nothing was found.
      lastRank = Math.min(lastRank, end);
    }
  }

  /// Whether the plan walks so few rows that an index of texts would not help.
  private boolean isShort(QueryPlan plan) throws SQLException {
    if (plan.everything() || plan.ranges().size() > UNITED_RANGES_MAX) {
      return false;
    }
    int rows = 0;
    for (var range : plan.ranges()) {
      rows +=
          sql.numbers(
                  "SELECT r FROM ix WHERE h=? AND k=? AND r<=? AND r>=? LIMIT ?",
                  range.h(),
                  range.k(),
                  highest,
                  lowest,
                  SHORT_WALK_ROWS)
              .length;
    }
    return rows < SHORT_WALK_ROWS;
  }

  /// Whether a search read events that the index does not cover.
  boolean isIndexIncomplete() {
    return isIndexIncomplete;
  }

  private void byPlan(QueryPlan plan) throws SQLException {
    if (plan.everything()) {
      var select =
          sql.prepare(
              "SELECT r, body FROM event WHERE r<=? AND r>=? ORDER BY r DESC", highest, lowest);
      take(select.executeQuery(), plan.filterRest());
    } else if (plan.ranges().size() > UNITED_RANGES_MAX) {
      oneByOne(plan);
    } else if (!plan.ranges().isEmpty()) {
      united(plan);
    }
  }

  private void byIds() throws SQLException {
    var ranks = new ArrayList<Long>();
    for (var id : filter.ids()) {
      if (!QueryPlan.isHex(id)) {
        continue;
      }
      for (long rank : numbers("SELECT r FROM ix WHERE h=?", keys.id(id))) {
        if (rank <= highest && rank >= lowest) {
          ranks.add(rank);
        }
      }
      if (isCut) {
        break;
      }
    }
    ranks.sort(Comparator.reverseOrder());
    boolean more =
        !filter.tags().isEmpty()
            || !filter.authors().isEmpty()
            || !filter.kinds().isEmpty()
            || !filter.search().isEmpty();
    finishIfCut(ranks.size());
    takeBodies(ranks, more);
  }

  /// Runs one step of a walk; empty when the walk must end here.
  private long[] numbers(String text, long... arguments) throws SQLException {
    if (--budget < 0 || !sql.mayContinue()) {
      isCut = true;
      return new long[0];
    }
    try {
      return sql.numbers(text, arguments);
    } catch (SQLException failed) {
      if (!Sql.isInterrupted(failed)) {
        throw failed;
      }
      isCut = true;
      return new long[0];
    }
  }

  /// An interrupted walk still reads the bodies of the events that it found.
  private void finishIfCut(int ranks) {
    if (isCut) {
      budget = Math.min(ranks, CANDIDATES_MAX);
      sql.finishWithin(FINISHING_STEPS);
    }
  }

  /// Merges the ranges by rank during the walk, each rank once. Without the inner limit SQLite
  /// would drop the inner order.
  private void united(QueryPlan plan) throws SQLException {
    var range = "SELECT r FROM ix AS a WHERE h=? AND k=? AND r<=? AND r>=?" + probes(plan);
    int count = plan.ranges().size();
    var all = (range + " UNION ").repeat(count - 1) + range + " ORDER BY r DESC LIMIT ?";
    var select =
        sql.prepare("SELECT event.r, body FROM (" + all + ") AS a CROSS JOIN event ON event.r=a.r");
    int at = 1;
    for (var walked : plan.ranges()) {
      select.setLong(at++, walked.h());
      select.setLong(at++, walked.k());
      select.setLong(at++, highest);
      select.setLong(at++, lowest);
      for (var probe : plan.probes()) {
        for (long h : probe) {
          select.setLong(at++, h);
        }
      }
    }
    // Removed rows are not counted.
    select.setLong(at, (long) budget + unwritten.gone().size());
    take(select.executeQuery(), plan.filterRest());
  }

  private static String probes(QueryPlan plan) {
    return plan.probes().stream()
        .map(probe ->
            " AND EXISTS (SELECT 1 FROM ix AS b WHERE b.h IN (?"
                + ",?".repeat(probe.size() - 1)
                + ") AND b.k=a.k AND b.r=a.r)")
        .collect(Collectors.joining());
  }

  /// Reads candidates page by page until there are enough.
  private void oneByOne(QueryPlan plan) throws SQLException {
    long from = highest;
    while (isWanting()) {
      int size = Math.min(limit - found, CANDIDATES_MAX);
      if (plan.filterRest()) {
        size = Math.max(size, CANDIDATES_AT_ONCE);
      }
      var page = newest(plan, from, size);
      finishIfCut(page.size());
      takeBodies(page, plan.filterRest());
      if (isCut || page.size() < size) {
        return;
      }
      from = page.getLast() - 1;
    }
  }

  /// The highest ranks of all ranges together, descending. If the walk was cut, only of the walked
  /// ranges.
  private List<Long> newest(QueryPlan plan, long from, int size) throws SQLException {
    var best = new PriorityQueue<Long>();
    var members = new HashSet<Long>();
    var text =
        "SELECT r FROM ix AS a WHERE h=? AND k=? AND r<=? AND r>=?"
            + probes(plan)
            + " ORDER BY r DESC LIMIT ?";
    for (var range : plan.ranges()) {
      if (isCut) {
        break;
      }
      long floor = best.size() == size ? best.element() + 1 : lowest;
      for (long rank : numbers(text, arguments(plan, range, from, floor, size))) {
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

  private static long[] arguments(QueryPlan plan, Range range, long from, long floor, int size) {
    int probed = plan.probes().stream().mapToInt(List::size).sum();
    var arguments = new long[5 + probed];
    arguments[0] = range.h();
    arguments[1] = range.k();
    arguments[2] = from;
    arguments[3] = floor;
    int at = 4;
    for (var probe : plan.probes()) {
      for (long h : probe) {
        arguments[at++] = h;
      }
    }
    arguments[at] = size;
    return arguments;
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
    return hasRoom() && budget > 0 && sql.mayContinue();
  }

  private boolean hasRoom() {
    return found < limit && characters < bounds.characters();
  }

  private void take(ResultSet rows, boolean filterRest) throws SQLException {
    try (rows) {
      while (isWanting() && rows.next()) {
        long r = rows.getLong(1);
        if (unwritten.gone().contains(r)) {
          continue;
        }
        addUnwritten(r);
        lastRank = r;
        budget--;
        var stored = new StoredEvent(rows.getString(2));
        if (hasRoom()
            && (!filterRest || filter.matches(stored.event()))
            && scope.includes(stored)) {
          add(stored);
        }
      }
    }
  }
}
