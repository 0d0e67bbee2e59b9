package caravel.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.store.EventStore.Change;
import caravel.nostr.Filter;
import caravel.nostr.SearchTerms;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A query that reads too many rows ends early, with the newest events found.
final class StoreBoundsTest {
  private static final int EVENTS = 5_000;
  private static final Search.Bounds NONE = Search.Bounds.NONE;

  @TempDir Path folder;
  private RelayFile file;

  @BeforeEach
  void fill() throws SQLException {
    try (var stores = TestStores.open(folder, Sync.NORMAL)) {
      var changes = new ArrayList<Change>();
      for (int i = 0; i < EVENTS; i++) {
        changes.add(
            new Change.Save(
                Events.event(
                    i % 2,
                    i,
                    i % 20 + 1_000,
                    i == 10 ? "needle" : "hay",
                    "t",
                    i / 2 % 2 == 0 ? "even" : "odd")));
      }
      stores.open("relay").write(changes).join();
    }
    file = TestStores.openFile(folder.resolve("relay.db"));
  }

  @AfterEach
  void close() throws SQLException {
    file.close();
  }

  private static Filter filter(
      Set<String> authors, Set<Integer> kinds, Map<String, Set<String>> tags, String search) {
    return new Filter(
        Set.of(), authors, kinds, tags, 0, Long.MAX_VALUE, null, SearchTerms.parse(search));
  }

  private List<StoredEvent> found(Filter filter, Search.Bounds bounds) throws SQLException {
    return file.read(sql -> {
      var search =
          new Search(
              sql, file.keys(), filter, 10_000, ReadScope.all(0), bounds, Search.Unwritten.NONE);
      return search.run();
    });
  }

  @Test
  void a_query_reads_a_bounded_number_of_events() throws SQLException {
    var needle = filter(Set.of(), Set.of(), Map.of(), "NEEDLE");
    assertThat(found(needle, NONE)).hasSize(1);
    assertThat(found(needle, new Search.Bounds(1_000, Long.MAX_VALUE, Long.MAX_VALUE))).isEmpty();
    var manyKinds = filter(Set.of(Events.author(0).hex()), Set.of(), Map.of(), "needle");
    assertThat(found(manyKinds, NONE)).hasSize(1);
    assertThat(found(manyKinds, new Search.Bounds(1_000, Long.MAX_VALUE, Long.MAX_VALUE)))
        .isEmpty();
  }

  @Test
  void a_query_takes_a_bounded_number_of_steps() throws SQLException {
    // No event has both the tag and the author, which only a walk can find out.
    var nothing =
        filter(
            Set.of(Events.author(0).hex()), Set.of(1_001, 1_003), Map.of("t", Set.of("even")), "");
    var all = filter(Set.of(), Set.of(), Map.of(), "");
    var few = new Search.Bounds(Integer.MAX_VALUE, 20_000, Long.MAX_VALUE);
    assertThat(found(nothing, NONE)).isEmpty();
    assertThat(found(nothing, few)).isEmpty();
    assertThat(found(all, NONE)).hasSize(EVENTS);
    var cut = found(all, few);
    assertThat(cut).hasSizeBetween(1, EVENTS - 1);
    assertThat(cut.stream().map(StoredEvent::id))
        .containsExactlyElementsOf(
            found(all, NONE).stream().limit(cut.size()).map(StoredEvent::id).toList());
    assertThat(found(all, NONE)).hasSize(EVENTS);
  }

  @Test
  void an_answer_has_a_bounded_length() throws SQLException {
    var all = filter(Set.of(), Set.of(), Map.of(), "");
    int length = found(all, NONE).getFirst().json().length();
    assertThat(found(all, new Search.Bounds(Integer.MAX_VALUE, Long.MAX_VALUE, 10L * length)))
        .hasSize(10);
  }

  @Test
  void b1_a_plan_of_too_many_ranges_is_not_built() throws SQLException {
    var values = new HashSet<>(Set.of("even"));
    var kinds = new HashSet<Integer>();
    for (int i = 0; i < 3_000; i++) {
      values.add("other" + i);
      kinds.add(1_002 + i);
    }
    var product = filter(Set.of(), kinds, Map.of("t", values), "");
    file.read(sql -> {
      assertThat(QueryPlan.of(product, sql, file.keys()).ranges())
          .hasSizeLessThanOrEqualTo(QueryPlan.RANGES_MAX);
      return true;
    });
    var even = filter(Set.of(), Set.of(), Map.of("t", Set.of("even")), "");
    assertThat(ids(found(product, NONE)))
        .containsExactlyElementsOf(
            ids(found(even, NONE).stream().filter(row -> kinds.contains(row.kind())).toList()));
  }

  @Test
  void b19_an_interrupted_walk_answers_with_the_newest_it_has_found() throws SQLException {
    // Twenty kinds for each key, which are walked one by one.
    var manyKinds = filter(Set.of(Events.author(0).hex()), Set.of(), Map.of(), "");
    var all = ids(found(manyKinds, NONE));
    var fewRanges = found(manyKinds, new Search.Bounds(9, Long.MAX_VALUE, Long.MAX_VALUE));
    assertThat(fewRanges).isNotEmpty();
    assertThat(all).containsSubsequence(ids(fewRanges));
    var fewSteps = found(manyKinds, new Search.Bounds(Integer.MAX_VALUE, 10_000, Long.MAX_VALUE));
    assertThat(fewSteps).isNotEmpty().hasSizeLessThan(all.size());
    assertThat(all).containsSubsequence(ids(fewSteps));
    var manyIds =
        new Filter(
            Set.copyOf(all),
            Set.of(),
            Set.of(),
            Map.of(),
            0,
            Long.MAX_VALUE,
            null,
            SearchTerms.NONE);
    var fewIds = found(manyIds, new Search.Bounds(100, Long.MAX_VALUE, Long.MAX_VALUE));
    assertThat(fewIds).hasSize(100);
    assertThat(all).containsSubsequence(ids(fewIds));
  }

  private static List<String> ids(List<StoredEvent> rows) {
    return rows.stream().map(StoredEvent::id).toList();
  }

  @Test
  void a_log_that_grew_under_readers_is_folded_in_as_soon_as_they_pause() throws Exception {
    var path = folder.resolve("relay.db");
    var reading = new CountDownLatch(1);
    var done = new CountDownLatch(1);
    var reader =
        Thread.ofPlatform()
            .start(() -> {
              try {
                file.read(sql -> {
                  sql.run("BEGIN");
                  sql.exists("SELECT 1 FROM event");
                  reading.countDown();
                  await(done);
                  sql.run("COMMIT");
                  return true;
                });
              } catch (SQLException failed) {
                throw new AssertionError(failed);
              }
            });
    await(reading);
    for (int n = 0; DiskFile.logBytes(path) < 17L * 1024 * 1024; n++) {
      file.writer().run("INSERT INTO event VALUES (?, zeroblob(1000000))", 1L << 60 | n);
    }
    var folding =
        Thread.ofPlatform()
            .start(() -> {
              try {
                file.shortenLog();
              } catch (SQLException failed) {
                throw new AssertionError(failed);
              }
            });
    done.countDown();
    reader.join();
    folding.join();
    assertThat(DiskFile.logBytes(path)).isZero();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
