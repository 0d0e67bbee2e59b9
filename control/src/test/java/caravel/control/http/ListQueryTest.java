package caravel.control.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.control.problem.Problem;
import caravel.control.problem.ProblemException;
import caravel.nostr.Nip19;
import caravel.nostr.SecretKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The parameters of lists, and the order of their pages.
final class ListQueryTest {
  @Test
  void asked_nothing_a_list_is_as_long_as_it_may_be() {
    assertThat(of(Map.of())).isEqualTo(new ListQuery("", "", 500, Cursor.START));
    assertThat(of(Map.of("scope", "all")).limit()).isEqualTo(500);
  }

  @Test
  void asked_anything_it_has_100_rows() {
    for (var name : List.of("q", "status", "kind")) {
      assertThat(ListQuery.of(request(Map.of(name, "x")), "kind").limit()).isEqualTo(100);
    }
    assertThat(of(Map.of("q", "x", "limit", "7")).limit()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "501", "-1", "x", "", "1e2", "99999999999"})
  void a_limit_out_of_range_names_its_field(String limit) {
    assertInvalid(Map.of("limit", limit), "limit");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "!!",
        "AAAA",
        "MTIz",
        "1",
        ".a",
        "1.",
        "-1.a",
        "1.a b",
        "1234567890123456789.a"
      })
  void a_foreign_cursor_is_refused(String cursor) {
    assertInvalid(Map.of("cursor", cursor), "cursor");
  }

  @Test
  void a_cursor_comes_back_as_it_went() {
    var cursor = new Cursor(1_700_000_000, "01900000-0000-7000-8000-000000000000");
    assertThat(of(Map.of("cursor", cursor.text())).from()).isEqualTo(cursor);
  }

  @Test
  void a_search_text_is_no_pattern() {
    assertThat(of(Map.of("q", " 50%_\\A ")).pattern()).isEqualTo("%50\\%\\_\\\\a%");
    assertInvalid(Map.of("q", "x".repeat(201)), "q");
  }

  @Test
  void a_whole_key_is_found_by_either_form() {
    var key = SecretKey.generate().publicKey();
    assertThat(of(Map.of("q", Nip19.npub(key))).id()).isEqualTo(key.hex());
    assertThat(of(Map.of("q", key.hex().toUpperCase(java.util.Locale.ROOT))).id())
        .isEqualTo(key.hex());
    assertThat(of(Map.of("q", "npub1half")).id()).isEqualTo("npub1half");
  }

  @Test
  void a_page_knows_whether_more_follows() {
    var all = List.of(3L, 2L, 1L);
    var page = Page.of(all, 2, at -> new Cursor(at, "id" + at), 10, 3);
    assertThat(page.rows()).containsExactly(3L, 2L);
    assertThat(page.next()).isEqualTo(new Cursor(2, "id2").text());
    assertThat(Page.of(all, 3, at -> new Cursor(at, ""), 3, 3).next()).isNull();
    assertThat(page.map(String::valueOf).rows()).containsExactly("3", "2");
  }

  private static void assertInvalid(Map<String, String> query, String field) {
    assertThatThrownBy(() -> of(query))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused ->
                assertThat(refused.problem())
                    .isInstanceOfSatisfying(
                        Problem.Invalid.class, why -> assertThat(why.field()).isEqualTo(field)));
  }

  private static ListQuery of(Map<String, String> query) {
    return ListQuery.of(request(query));
  }

  private static Request request(Map<String, String> query) {
    return new Request(new Request.Sent(Map.of(), query, Map.of(), new byte[0]), null);
  }
}
