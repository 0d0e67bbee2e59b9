package caravel.nostr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FilterTest {
  private static final Event EVENT =
      Event.sign(SecretKey.parse("01".repeat(32)), 100, 1, List.of(List.of("t", "a")), "Hello");

  private static Filter read(String json) {
    try (var parser = Json.parser(json)) {
      parser.nextToken();
      return Filter.read(parser);
    }
  }

  @Test
  void absent_conditions_match_everything() {
    var absent =
        Stream.of(
            "{}",
            "null",
            "{\"ids\":[],\"authors\":[],\"kinds\":[],\"#t\":[]}",
            "{\"ids\":null,\"#t\":null,\"limit\":null,\"search\":null,\"since\":null}",
            "{\"since\":0,\"until\":0}",
            "{\"search\":\"\"}",
            "{\"limit\":-1}",
            "{\"unknown\":[{\"a\":1}],\"#\":[\"x\"]}");
    assertThat(absent.map(FilterTest::read)).allMatch(Filter.all()::equals);
    assertThat(Filter.all().matches(EVENT)).isTrue();
    assertThat(Filter.all().write()).isEqualTo("{}");
  }

  @Test
  void times_are_inclusive() {
    assertThat(read("{\"since\":100,\"until\":100}").matches(EVENT)).isTrue();
    assertThat(read("{\"since\":101}").matches(EVENT)).isFalse();
    assertThat(read("{\"until\":99}").matches(EVENT)).isFalse();
  }

  @Test
  void ids_and_authors_are_read_in_any_letter_case_and_never_as_prefixes() {
    var id = EVENT.id().hex();
    var author = EVENT.pubkey().hex();
    assertThat(read("{\"ids\":[\"" + id.toUpperCase(Locale.ROOT) + "\"]}").matches(EVENT)).isTrue();
    assertThat(read("{\"authors\":[\"" + author.toUpperCase(Locale.ROOT) + "\"]}").matches(EVENT))
        .isTrue();
    assertThat(read("{\"ids\":[\"" + id.substring(0, 8) + "\"]}").matches(EVENT)).isFalse();
    assertThat(read("{\"authors\":[\"abc\",\"\"]}").matches(EVENT)).isFalse();
  }

  @Test
  void numbers_beyond_the_range_match_nothing_or_set_no_bound() {
    assertThat(read("{\"kinds\":[-1,70000,4294967297]}").matches(EVENT)).isFalse();
    assertThat(read("{\"limit\":0}").limit()).isZero();
    assertThat(read("{\"limit\":9000000000}").limit()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void only_the_first_value_of_a_tag_counts_and_names_have_any_length() {
    var tags = List.of(List.of("t", "a", "b"), List.of("long-name", "c"), List.of("x"));
    var event = Event.sign(SecretKey.parse("02".repeat(32)), 1, 1, tags, "");
    assertThat(read("{\"#t\":[\"a\",\"z\"]}").matches(event)).isTrue();
    assertThat(read("{\"#t\":[\"b\"]}").matches(event)).isFalse();
    assertThat(read("{\"#long-name\":[\"c\"]}").matches(event)).isTrue();
    assertThat(read("{\"#x\":[\"\"]}").matches(event)).isFalse();
    assertThat(read("{\"#t\":[\"a\"],\"#long-name\":[\"d\"]}").matches(event)).isFalse();
  }

  @Test
  void a_condition_that_code_adds_is_the_one_that_is_read() {
    var id = EVENT.id();
    assertThat(Filter.all().withIds(List.of(id))).isEqualTo(read("{\"ids\":[\"" + id + "\"]}"));
    var author = EVENT.pubkey();
    assertThat(Filter.all().withAuthors(List.of(author)))
        .isEqualTo(read("{\"authors\":[\"" + author + "\"]}"));
    var tagged = Filter.all().withTag("t", List.of("a"));
    assertThat(tagged).isEqualTo(read("{\"#t\":[\"a\"]}"));
    assertThat(tagged.withTag("t", List.of())).isEqualTo(Filter.all());
  }

  @Test
  void a_refusal_says_which_condition_is_no_array() {
    assertThatThrownBy(() -> read("{\"ids\":\"x\"}")).hasMessage("ids is not an array");
    assertThatThrownBy(() -> read("{\"kinds\":1}")).hasMessage("kinds is not an array");
  }

  @Test
  void search_is_a_substring_in_any_letter_case() {
    assertThat(read("{\"search\":\"hELL\"}").matches(EVENT)).isTrue();
    assertThat(read("{\"search\":\"%\"}").matches(EVENT)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5",
        "\"x\"",
        "[]",
        "true",
        "{\"kinds\":\"1\"}",
        "{\"kinds\":[\"1\"]}",
        "{\"kinds\":[1.5]}",
        "{\"kinds\":[null]}",
        "{\"kinds\":1}",
        "{\"limit\":\"1\"}",
        "{\"since\":\"1\"}",
        "{\"since\":1.5}",
        "{\"until\":99999999999999999999}",
        "{\"#e\":\"x\"}",
        "{\"#e\":[1]}",
        "{\"ids\":{}}",
        "{\"ids\":[[]]}",
        "{\"search\":1}",
        "{\"limit\":1",
        "{\"ids\":[",
        "{\"limit\":1,\"limit\":2}",
        "{\"#e\":[],\"#e\":[]}",
        "{\"x\":1,\"x\":1}"
      })
  void an_invalid_filter_is_malformed(String json) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(MalformedException.class);
  }

  static LongStream seeds() {
    return GeneratorSeeds.of(1, 6);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void matches_agrees_with_the_definition_and_survives_the_round_trip(long seed) {
    var generator = new Generator(seed);
    var events = Stream.generate(generator::event).limit(30).toList();
    int hits = 0;
    for (int round = 0; round < 300; round++) {
      var filter = generator.filter(events);
      assertThat(read(filter.write())).isEqualTo(filter);
      assertThat(Filter.parse(Json.tree(filter.write()))).isEqualTo(filter);
      assertThat(read(filter.write()).write()).isEqualTo(filter.write());
      for (var event : events) {
        assertThat(filter.matches(event))
            .as("%s %s", filter, event)
            .isEqualTo(naive(filter, event));
        hits += filter.matches(event) ? 1 : 0;
      }
    }
    assertThat(hits).isPositive();
  }

  private static boolean naive(Filter filter, Event event) {
    Set<String> id = Set.of(event.id().hex());
    Set<String> author = Set.of(event.pubkey().hex());
    return (filter.ids().isEmpty() || filter.ids().containsAll(id))
        && (filter.authors().isEmpty() || filter.authors().containsAll(author))
        && (filter.kinds().isEmpty() || filter.kinds().stream().anyMatch(k -> k == event.kind()))
        && !(event.createdAt() < filter.since() || event.createdAt() > filter.until())
        && filter.tags().entrySet().stream()
            .allMatch(wanted ->
                event.tags().stream()
                    .filter(tag -> tag.size() > 1 && tag.get(0).equals(wanted.getKey()))
                    .anyMatch(tag -> wanted.getValue().contains(tag.get(1))))
        && filter.search().terms().stream()
            .allMatch(term -> event.content().toLowerCase(Locale.ROOT).contains(term));
  }
}
