package caravel.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.engine.FuzzSeeds;
import caravel.engine.store.EventStore.Change;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.nostr.SearchTerms;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Searches with an index that is absent, growing, complete or out of date.
final class StoreSearchTest {
  private static final int MAX = 100;
  private static final List<String> WORDS =
      List.of(
          "harbour", "Hafen", "ŻÓŁW", "漢字仮名", "😀😁😂😃", "100%", "\"said\"", "a\u0000bc", "ab");

  @TempDir Path folder;

  static LongStream seeds() {
    return FuzzSeeds.of(1, 6);
  }

  private EventStores open() {
    return TestStores.open(folder, Sync.NORMAL);
  }

  private Path file() {
    return folder.resolve("relay.db");
  }

  private String meta(String key) {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file())) {
      var rows =
          Rows.column(connection, "SELECT CAST(value AS TEXT) FROM meta WHERE key='" + key + "'");
      return rows.isEmpty() ? "" : rows.getFirst();
    } catch (SQLException failed) {
      throw new AssertionError(failed);
    }
  }

  private void awaitComplete() {
    await().until(() -> meta("search").equals(String.valueOf(Long.MIN_VALUE)));
  }

  private static Event message(Random random, int number) {
    var text = new StringBuilder();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
    }
    int kind = random.nextInt(10) == 0 ? 1_059 : 9;
    return Events.event(
        random.nextInt(4), Events.NOW + random.nextInt(50), kind, text + "" + number, List.of());
  }

  private static Filter search(String text) {
    return Filter.all().withSearch(text);
  }

  private static String anyTerms(Random random) {
    var word = WORDS.get(random.nextInt(WORDS.size())).replace("\"", "");
    return switch (random.nextInt(5)) {
      case 0 -> word + " " + WORDS.get(random.nextInt(WORDS.size())).replace("\"", "");
      case 1 -> '"' + word + " \"";
      case 2 -> word.substring(word.length() / 2);
      case 3 -> word.toLowerCase(java.util.Locale.ROOT) + " nsfw:false";
      default -> word + random.nextInt(100);
    };
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void searches_find_the_same_in_every_state_of_the_index(long seed) {
    var random = new Random(seed);
    var judge = new Judge();
    var stores = open();
    for (int round = 0; round < 25; round++) {
      var store = stores.open("relay");
      var batch = new ArrayList<Change>();
      for (int i = random.nextInt(40); i >= 0; i--) {
        var known = judge.all();
        if (random.nextInt(8) == 0 && !known.isEmpty()) {
          batch.add(new Change.Remove(known.get(random.nextInt(known.size())).id()));
        } else {
          batch.add(new Change.Save(message(random, random.nextInt(1_000))));
        }
      }
      assertThat(store.write(batch).join()).isEqualTo(judge.write(batch));
      switch (random.nextInt(6)) {
        case 0 -> store.close();
        case 1 -> {
          stores.close();
          stores = open();
          store = stores.open("relay");
        }
        default -> {}
      }
      for (int i = 0; i < 10; i++) {
        var filter = search(anyTerms(random));
        filter =
            random.nextInt(3) == 0 ? filter.withUntil(Events.NOW + random.nextInt(50)) : filter;
        filter =
            random.nextInt(3) == 0 ? filter.withSince(Events.NOW + random.nextInt(50)) : filter;
        filter = random.nextInt(3) == 0 ? filter.withLimit(1 + random.nextInt(5)) : filter;
        var asked = filter;
        StoreQueryTest.assertSame(
            store.query(asked, MAX, 0),
            judge,
            asked,
            0,
            () -> "seed %d, %s".formatted(seed, asked));
      }
    }
    stores.close();
    assertThat(meta("search")).isNotEmpty();
    Rows.assertConsistent(file(), judge.all());
  }

  @Test
  void a_relay_that_is_never_searched_has_no_index() {
    try (var stores = open()) {
      var store = stores.open("relay");
      store.write(List.of(new Change.Save(message(new Random(1), 1)))).join();
      store.query(Filter.all(), MAX, 0);
    }
    assertThat(meta("search")).isEmpty();
  }

  @Test
  void the_index_of_many_events_is_complete_in_parts_and_counts_no_bytes() {
    var random = new Random(2);
    long before;
    try (var stores = open()) {
      var store = stores.open("relay");
      var changes = new ArrayList<Change>();
      for (int i = 0; i < 5_000; i++) {
        changes.add(new Change.Save(message(random, i)));
      }
      store.write(changes).join();
    }
    try (var stores = open()) {
      var store = stores.open("relay");
      store.query(search("harbour"), MAX, 0);
      before = store.bytes();
      awaitComplete();
      assertThat(Long.parseLong(meta("search_pages"))).isGreaterThan(20);
      store.write(List.of(new Change.Save(message(random, 5_001)))).join();
      store.close();
      assertThat(store.bytes()).isBetween(before - 50_000, before + 50_000);
      Rows.events(file());
    }
  }

  @Test
  void an_index_is_not_used_after_a_program_without_it_has_changed_the_file() throws SQLException {
    var random = new Random(3);
    try (var stores = open()) {
      var store = stores.open("relay");
      store.write(List.of(new Change.Save(message(random, 1)))).join();
      store.close();
      store.query(search("harbour"), MAX, 0);
      awaitComplete();
    }
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement()) {
      statement.execute("DELETE FROM search WHERE rowid IN (SELECT r FROM event)");
      statement.execute("UPDATE meta SET value=x'00' WHERE key='search_at'");
    }
    try (var stores = open()) {
      var store = stores.open("relay");
      var text = store.query(Filter.all(), MAX, 0).getFirst().event().content();
      assertThat(store.query(search(text.replace("\"", "")), MAX, 0)).hasSize(1);
      awaitComplete();
      assertThat(store.query(search(text.replace("\"", "")), MAX, 0)).hasSize(1);
    }
    Rows.events(file());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"",
        "\"\"\"",
        "NEAR(a b)",
        "abc AND",
        "abc OR def",
        "NOT abc",
        "abc*",
        "content:abc",
        "{abc}",
        "^abc",
        "abc\u0000def",
        "'; DROP TABLE event; --",
        "(((((",
        "--",
        "%_%",
        "\\\\\\"
      })
  void a_term_is_never_syntax(String term) {
    try (var stores = open()) {
      var store = stores.open("relay");
      var text = "before " + term.replace("\"", "") + " after";
      var event = Events.event(1, Events.NOW, 9, text, List.of());
      store.write(List.of(new Change.Save(event))).join();
      store.close();
      store.query(search("before after"), MAX, 0);
      awaitComplete();
      assertThat(store.query(search(term), MAX, 0)).hasSize(1);
      assertThat(store.query(search("before " + term + " nowhere"), MAX, 0)).isEmpty();
    }
  }

  @Test
  void a_search_goes_through_an_index_of_several_parts() {
    var changes = new ArrayList<Change>();
    for (int i = 0; i < 45_000; i++) {
      var text = i % 15_000 == 7 ? "lighthouse " + i : i % 2 == 0 ? "lighter" : "warehouse";
      changes.add(new Change.Save(Events.event(1, Events.NOW + i, 9, text + " " + i, List.of())));
    }
    try (var stores = open()) {
      var store = stores.open("relay");
      for (int at = 0; at < changes.size(); at += 5_000) {
        store.write(changes.subList(at, at + 5_000)).join();
      }
      store.close();
      store.query(search("lighthouse"), 1, 0);
      awaitComplete();
      // Each of the other events has a half of the trigrams.
      assertThat(store.query(search("lighthouse"), MAX, 0))
          .extracting(event -> event.event().createdAt() - Events.NOW)
          .containsExactly(30_007L, 15_007L, 7L);
      assertThat(store.query(search("lighthouse").withUntil(Events.NOW + 20_000), 1, 0))
          .extracting(event -> event.event().createdAt() - Events.NOW)
          .containsExactly(15_007L);
      assertThat(store.query(search("lighter house"), MAX, 0)).isEmpty();
    }
  }

  @Test
  void a_reader_finds_only_what_they_may_read_with_an_index() {
    try (var stores = open()) {
      var store = stores.open("relay");
      var open = Events.event(1, Events.NOW, 9, "the open harbour", List.of());
      var secret = Events.event(2, Events.NOW + 1, 9, "the secret harbour", List.of());
      store.write(List.of(new Change.Save(open), new Change.Save(secret))).join();
      store.close();
      store.query(search("harbour"), MAX, 0);
      awaitComplete();
      var scope =
          new ReadScope(
              0, event -> !event.event().content().contains("secret"), QueryBudget.unlimited());
      assertThat(store.query(search("harbour"), MAX, scope))
          .extracting(event -> event.event().content())
          .containsExactly("the open harbour");
    }
  }

  @Test
  void a_search_for_what_no_event_has_ends_within_its_bounds() {
    var changes = new ArrayList<Change>();
    for (int i = 0; i < 3_000; i++) {
      changes.add(
          new Change.Save(Events.event(1, Events.NOW + i, 9, "abcd bcde cdef " + i, List.of())));
    }
    try (var stores = open()) {
      var store = stores.open("relay");
      store.write(changes).join();
      store.close();
      store.query(search("abcd"), 1, 0);
      awaitComplete();
      // All its trigrams are in all events.
      assertThat(store.query(search("abcdef"), MAX, 0)).isEmpty();
      assertThat(store.query(search("cdef 2999"), MAX, 0)).hasSize(1);
      assertThat(SearchTerms.parse("abcdef").trigrams(8)).hasSize(4);
    }
  }
}
