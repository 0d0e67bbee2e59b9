package caravel.control.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The rules for a domain of one's own and for what a relay says of itself.
final class FieldRulesTest {
  private static final List<String> DOMAINS = List.of("relays.example.com:8080", "localhost:3334");

  @ParameterizedTest
  @ValueSource(
      strings = {"", "club.org", "a.b.c.example", "xn--bcher-kva.example", "my-relays.example.com"})
  void names_of_two_labels_or_more_may_be_domains_of_ones_own(String name) {
    assertThat(CustomDomains.fault(name, DOMAINS)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "club",
        "Club.org",
        "club.org.",
        ".club.org",
        "club..org",
        "-club.org",
        "club-.org",
        "club.org:80",
        "https://club.org",
        "10.0.0.1",
        "a_b.org",
        "relays.example.com",
        "x.relays.example.com",
        "a.localhost"
      })
  void other_names_and_names_under_a_relay_domain_may_not(String name) {
    assertThat(CustomDomains.fault(name, DOMAINS)).isPresent();
  }

  @Test
  void a_domain_has_253_characters_at_most_and_its_labels_63() {
    var label = "a".repeat(63);
    var longest = label + "." + label + "." + label + "." + "b".repeat(61);
    assertThat(longest).hasSize(253);
    assertThat(CustomDomains.fault(longest, DOMAINS)).isEmpty();
    assertThat(CustomDomains.fault(longest + "b", DOMAINS)).isPresent();
    assertThat(CustomDomains.fault("a" + label + ".org", DOMAINS)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "https://club.org/logo.png",
        "data:image/png;base64,iVBORw0KGgo=",
        "data:image/svg+xml;charset=utf-8,%3Csvg/%3E"
      })
  void icons_are_nothing_or_https_or_a_picture_in_a_data_url(String icon) {
    assertThat(Texts.iconFault(icon)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://club.org/logo.png",
        "https://",
        "https://user:secret@club.org/x.png",
        "javascript:alert(1)",
        "data:text/html,<b>",
        "data:image/png;base64,a b",
        "/logo.png",
        "logo"
      })
  void other_icons_are_refused(String icon) {
    assertThat(Texts.iconFault(icon)).isPresent();
  }

  @Test
  void a_picture_in_a_data_url_has_48_KiB_at_most() {
    var head = "data:image/png;base64,";
    var full = head + "A".repeat(48 * 1024 - head.length());
    assertThat(Texts.iconFault(full)).isEmpty();
    assertThat(Texts.iconFault(full + "A")).isPresent();
  }

  @Test
  void names_are_one_line_and_descriptions_may_have_more() {
    assertThat(Texts.nameFault("Ünïcode & <b>")).isEmpty();
    assertThat(Texts.nameFault("two\nlines")).isPresent();
    assertThat(Texts.descriptionFault("two\nlines\tand a tab")).isEmpty();
    assertThat(Texts.descriptionFault("nul \u0000")).isPresent();
  }

  @Test
  void a_schema_is_made_of_the_first_label_and_the_end_of_the_id() {
    var id = new RelayId("01890a5d-ac96-774b-bcce-b302099a8057");
    assertThat(Schemas.name("my-club", id)).isEqualTo("my_club_b302099a8057");
    assertThat(Schemas.name("2024", id)).isEqualTo("r2024_b302099a8057");
  }
}
