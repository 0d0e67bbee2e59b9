package caravel.nostr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SearchTermsTest {
  private static Event event(int kind, String content) {
    return Event.sign(SecretKey.parse("01".repeat(32)), 1_700_000_000, kind, List.of(), content);
  }

  private static boolean finds(String search, String content) {
    return SearchTerms.parse(search).matches(event(1, content));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          boat                  | the Boathouse | true
          BOAT house            | the boathouse | true
          house boat            | the boathouse | true
          "the boat"            | the boathouse | true
          "boat the"            | the boathouse | false
          boat car              | the boathouse | false
          "boat                 | the boathouse | true
          language:de boat      | the boathouse | true
          include:spam          | the boathouse | true
          "include:spam"        | the boathouse | false
          https://example.com   | see https://example.com/a | true
          t                     | the boathouse | true
          ŻÓŁW                  | mały żółw     | true
          """)
  void all_words_are_found_anywhere_in_any_case(String search, String content, boolean found) {
    assertThat(finds(search, content)).isEqualTo(found);
  }

  @Test
  void encrypted_contents_are_not_searched() {
    assertThat(SearchTerms.parse("abc").matches(event(4, "abc"))).isFalse();
    assertThat(SearchTerms.parse("abc").matches(event(9, "abc"))).isTrue();
    assertThat(SearchTerms.NONE.matches(event(4, "abc"))).isTrue();
  }

  @Test
  void only_the_beginning_of_a_content_is_searched() {
    var filler = "x".repeat(SearchTerms.CONTENT_CHARACTERS - 3);
    assertThat(finds("abc", filler + "abc")).isTrue();
    assertThat(finds("abc", filler + "xabc")).isFalse();
  }

  @Test
  void a_long_text_is_refused() {
    assertThat(SearchTerms.parse("a".repeat(256)).terms()).hasSize(1);
    assertThatThrownBy(() -> SearchTerms.parse("a".repeat(257)))
        .isInstanceOf(MalformedException.class)
        .hasMessage("search may have at most 256 characters");
  }

  @Test
  void half_of_a_character_is_refused() {
    for (var text : List.of("\ud83d", "a\ude00b", "\ude00\ud83d")) {
      assertThatThrownBy(() -> SearchTerms.parse(text))
          .isInstanceOf(MalformedException.class)
          .hasMessage("search has half of a character (a lone surrogate)");
    }
    assertThat(SearchTerms.parse("\ud83d\ude00").terms()).hasSize(1);
  }

  @Test
  void trigrams_are_of_code_points_and_spread_over_the_terms() {
    assertThat(SearchTerms.parse("abcd ab 😀😁😂😃").trigrams(8))
        .containsExactly("abc", "bcd", "😀😁😂", "😁😂😃");
    assertThat(SearchTerms.parse("abcdefghijkl").trigrams(2)).containsExactly("abc", "fgh");
    assertThat(SearchTerms.parse("ab cd").trigrams(8)).isEmpty();
  }

  @Test
  void a_filter_keeps_the_text_as_it_was_written() {
    var filter = Filter.all().withSearch("Boat  include:spam");
    assertThat(filter.write()).isEqualTo("{\"search\":\"Boat  include:spam\"}");
    assertThat(Filter.parse(Json.tree(filter.write()))).isEqualTo(filter);
  }
}
