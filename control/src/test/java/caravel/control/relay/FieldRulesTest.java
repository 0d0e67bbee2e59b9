package caravel.control.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The rules for a relay's profile fields.
final class FieldRulesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "https://club.org/logo.png",
        "data:image/png;base64,iVBORw0KGgo=",
        "data:image/svg+xml;charset=utf-8,%3Csvg/%3E"
      })
  void icons_are_nothing_or_https_or_a_picture_in_a_data_url(String icon) {
    assertThat(ProfileRules.iconFault(icon)).isEmpty();
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
    assertThat(ProfileRules.iconFault(icon)).isPresent();
  }

  @Test
  void a_picture_in_a_data_url_has_48_KiB_at_most() {
    var head = "data:image/png;base64,";
    var full = head + "A".repeat(48 * 1024 - head.length());
    assertThat(ProfileRules.iconFault(full)).isEmpty();
    assertThat(ProfileRules.iconFault(full + "A")).isPresent();
  }

  @Test
  void a_link_to_a_picture_has_2048_characters_at_most() {
    var full = "https://club.org/";
    full += "x".repeat(2_048 - full.length());
    assertThat(ProfileRules.iconFault(full)).isEmpty();
    assertThat(ProfileRules.iconFault(full + "x")).isPresent();
  }

  @Test
  void names_are_one_line_and_descriptions_may_have_more() {
    assertThat(ProfileRules.nameFault("Ünïcode & <b>")).isEmpty();
    assertThat(ProfileRules.nameFault("two\nlines")).isPresent();
    assertThat(ProfileRules.descriptionFault("two\nlines\tand a tab")).isEmpty();
    assertThat(ProfileRules.descriptionFault("nul \u0000")).isPresent();
  }

  @Test
  void a_schema_is_made_of_the_first_label_and_the_end_of_the_id() {
    var id = new RelayId("01890a5d-ac96-774b-bcce-b302099a8057");
    assertThat(Schemas.name("my-club", id)).isEqualTo("my_club_b302099a8057");
    assertThat(Schemas.name("2024", id)).isEqualTo("r2024_b302099a8057");
  }
}
