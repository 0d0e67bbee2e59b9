package caravel.control.relay;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.problem.Problem;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SubdomainsTest {
  private static final Set<String> RESERVED = Set.of("api", "admin");

  @ParameterizedTest
  @ValueSource(strings = {"a", "7", "my-club", "a--b", "2024", "apis"})
  void good_labels_pass(String label) {
    assertThat(Subdomains.fault(label, RESERVED)).isEmpty();
  }

  @Test
  void sixty_three_characters_pass_and_one_more_does_not() {
    assertThat(Subdomains.fault("a".repeat(63), RESERVED)).isEmpty();
    assertThat(Subdomains.fault("a".repeat(64), RESERVED))
        .contains(
            new Problem.Invalid(
                "subdomain-too-long", "subdomain", "subdomain must be 63 characters or fewer"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      textBlock =
          """
          "",          subdomain-empty,              subdomain is required
          My-Club,     subdomain-invalid-characters, "subdomain may only contain lowercase letters, numbers, and hyphens"
          "a b",       subdomain-invalid-characters, "subdomain may only contain lowercase letters, numbers, and hyphens"
          " ab",       subdomain-invalid-characters, "subdomain may only contain lowercase letters, numbers, and hyphens"
          a.b,         subdomain-invalid-characters, "subdomain may only contain lowercase letters, numbers, and hyphens"
          a_b,         subdomain-invalid-characters, "subdomain may only contain lowercase letters, numbers, and hyphens"
          ünder,       subdomain-invalid-characters, "subdomain may only contain lowercase letters, numbers, and hyphens"
          -ab,         subdomain-invalid-hyphen,     subdomain cannot start or end with a hyphen
          ab-,         subdomain-invalid-hyphen,     subdomain cannot start or end with a hyphen
          -,           subdomain-invalid-hyphen,     subdomain cannot start or end with a hyphen
          api,         subdomain-reserved,           subdomain is reserved
          """)
  void bad_labels_have_their_own_code_and_text(String label, String code, String sentence) {
    assertThat(Subdomains.fault(label, RESERVED))
        .contains(new Problem.Invalid(code, "subdomain", sentence));
  }

  @Test
  void a_label_that_is_taken_has_its_own_code() {
    assertThat(Subdomains.duplicate().code()).isEqualTo("duplicate-subdomain");
  }

  @Test
  void a_label_that_is_absent_is_empty() {
    assertThat(Subdomains.fault(null, RESERVED)).map(Problem::code).contains("subdomain-empty");
  }

  @Test
  void a_suggestion_is_tidy_free_and_not_what_was_asked_for() {
    assertThat(Subdomains.suggestion("My Club!", RESERVED, _ -> true)).contains("my-club");
    assertThat(Subdomains.suggestion("club", RESERVED, label -> !label.equals("club-2")))
        .contains("club-3");
    assertThat(Subdomains.suggestion("api", RESERVED, _ -> true)).contains("api-2");
    assertThat(Subdomains.suggestion("API!", RESERVED, _ -> true)).contains("api-2");
    assertThat(Subdomains.suggestion("!!", RESERVED, _ -> true)).isEmpty();
    assertThat(Subdomains.suggestion("club", RESERVED, _ -> false)).isEmpty();
  }

  @Test
  void a_suggestion_for_a_long_label_keeps_to_the_limit() {
    assertThat(Subdomains.suggestion("a".repeat(63), RESERVED, _ -> true))
        .contains("a".repeat(61) + "-2");
  }
}
