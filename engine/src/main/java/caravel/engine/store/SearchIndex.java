package caravel.engine.store;

import caravel.nostr.EventJson;
import caravel.nostr.SearchTerms;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/// The full-text index in a relay's file (NIP-50). It begins with the first search of the relay,
/// and grows from the newest event to the oldest. Then every apply keeps it.
///
/// It is an FTS5 table of trigrams without positions and without the texts. The row of an event has
/// its rank as its number. A trigram says which events may match; [SearchTerms#matches] decides, as
/// it does for events in memory.
///
/// `meta` has the lowest rank that the index covers, and the position of the file when the index
/// was last changed. An index of another position is out of date, because a program without a
/// search has changed the file.
record SearchIndex(Sql sql) {
  /// The answer of [#covered] when there is no index.
  static final long NONE = Long.MAX_VALUE;

  /// Most trigrams of one query. More would only make it slower.
  static final int TRIGRAMS_MAX = 5;

  /// Events and characters that are added at a time.
  private static final int SLICE_EVENTS = 2_000;

  private static final int SLICE_CHARACTERS = 256 * 1024;

  private static final String COVERED = "search";
  private static final String POSITION = "search_at";
  private static final String PAGES = "search_pages";

  /// The lowest rank that the index covers: it has all events of the file from there on.
  ///
  /// @return [#NONE] = there is no index, or it is out of date
  long covered() throws SQLException {
    var select =
        sql.prepare(
            """
            SELECT c.value FROM meta AS c, meta AS p, meta AS f
            WHERE c.key='search' AND p.key='search_at' AND f.key='backup' AND p.value=f.value\
            """);
    try (var rows = select.executeQuery()) {
      return rows.next() ? rows.getLong(1) : NONE;
    }
  }

  /// Pages of the index.
  long pages() throws SQLException {
    var pages = sql.numbers("SELECT value FROM meta WHERE key='" + PAGES + "'");
    return pages.length == 0 ? 0 : pages[0];
  }

  /// Takes over the changes of one apply, before its position is stored.
  ///
  /// @param covered as [#covered] returned it
  void change(Collection<Long> gone, List<Commit.Row> added, long covered) throws SQLException {
    long before = usedPages();
    for (long r : gone) {
      if (r >= covered) {
        sql.run("DELETE FROM search WHERE rowid=?", r);
      }
    }
    for (var row : added) {
      if (row.r() >= covered) {
        insert(row);
      }
    }
    countPages(before);
  }

  /// Notes that the index is up to date with the stored position of the file.
  void confirm() throws SQLException {
    sql.run(
        "INSERT OR REPLACE INTO meta SELECT '"
            + POSITION
            + "', value FROM meta WHERE key='backup'");
  }

  /// Adds the next older events. Begins with a new index if there is none.
  ///
  /// @return whether events are missing still
  boolean grow() throws SQLException {
    long covered = covered();
    if (covered == NONE) {
      create();
    }
    long before = usedPages();
    var slice = slice(covered);
    // FTS5 writes a segment when the numbers of rows descend.
    for (var row : slice.reversed()) {
      insert(row);
    }
    countPages(before);
    store(COVERED, slice.isEmpty() ? Long.MIN_VALUE : slice.getLast().r());
    return !slice.isEmpty();
  }

  /// Newest first.
  private List<Commit.Row> slice(long covered) throws SQLException {
    var slice = new ArrayList<Commit.Row>();
    long characters = 0;
    var select = sql.prepare("SELECT r, body FROM event WHERE r<? ORDER BY r DESC", covered);
    try (var rows = select.executeQuery()) {
      while (slice.size() < SLICE_EVENTS && characters < SLICE_CHARACTERS && rows.next()) {
        var row = new Commit.Row(rows.getLong(1), rows.getString(2));
        slice.add(row);
        characters += row.body().length();
      }
    }
    return slice;
  }

  private void create() throws SQLException {
    sql.execute("DROP TABLE IF EXISTS search");
    sql.execute(
        """
        CREATE VIRTUAL TABLE search USING fts5(content, content='', contentless_delete=1,
          detail='none', tokenize='trigram case_sensitive 1')\
        """);
    store(PAGES, 0);
    confirm();
  }

  private void insert(Commit.Row row) throws SQLException {
    var event = EventJson.parseStored(row.body());
    if (SearchTerms.isSearched(event.kind()) && !event.content().isEmpty()) {
      var insert = sql.prepare("INSERT OR REPLACE INTO search(rowid,content) VALUES (?,?)");
      insert.setLong(1, row.r());
      insert.setString(2, indexed(SearchTerms.searched(event.content())));
      insert.executeUpdate();
    }
  }

  /// FTS5 takes a zero for the end of a text in some places.
  private static String indexed(String text) {
    return text.replace('\0', ' ');
  }

  /// The lowest rank of the next events below a rank. FTS5 does not count its work as steps of
  /// SQLite's virtual machine, so that a query asks for few events at a time.
  ///
  /// @return `Long.MIN_VALUE` = the index has no more than these events
  long floor(long highest, int events) throws SQLException {
    var ranks =
        sql.numbers(
            "SELECT id FROM search_docsize WHERE id<=? ORDER BY id DESC LIMIT 1 OFFSET ?",
            highest,
            events - 1);
    return ranks.length == 0 ? Long.MIN_VALUE : ranks[0];
  }

  /// The ranks of events that may match, descending.
  ///
  /// @param trigrams at least one
  long[] candidates(List<String> trigrams, long highest, long lowest, int limit)
      throws SQLException {
    var select =
        sql.prepare(
            """
            SELECT rowid FROM search WHERE search MATCH ? AND rowid<=? AND rowid>=?
            ORDER BY rowid DESC LIMIT ?\
            """);
    select.setString(
        1,
        trigrams.stream()
            .map(trigram -> '"' + indexed(trigram).replace("\"", "\"\"") + '"')
            .collect(Collectors.joining(" AND ")));
    select.setLong(2, highest);
    select.setLong(3, lowest);
    select.setInt(4, limit);
    var ranks = new long[limit];
    int count = 0;
    try (var rows = select.executeQuery()) {
      while (rows.next()) {
        ranks[count++] = rows.getLong(1);
      }
    }
    return Arrays.copyOf(ranks, count);
  }

  /// Counts the pages that changes of the index have taken. FTS5 would write them at the commit.
  private void countPages(long before) throws SQLException {
    sql.execute("INSERT INTO search(search) VALUES('flush')");
    store(PAGES, pages() + usedPages() - before);
  }

  private long usedPages() throws SQLException {
    return sql.numbers("PRAGMA page_count")[0] - sql.numbers("PRAGMA freelist_count")[0];
  }

  private void store(String key, long value) throws SQLException {
    sql.run("INSERT OR REPLACE INTO meta VALUES ('" + key + "', ?)", value);
  }
}
