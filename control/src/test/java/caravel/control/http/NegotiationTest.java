package caravel.control.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Web app, file or API, by method, path and `Accept`.
final class NegotiationTest {
  private static final String BROWSER =
      "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";

  @ParameterizedTest
  @ValueSource(
      strings = {BROWSER, "text/html", "TEXT/HTML", "text/*", "text/html;q=0.5, */*;q=0.1"})
  void requests_that_prefer_html_get_the_app(String accept) {
    assertThat(get("/relays", accept)).isEqualTo(Negotiation.APP);
    assertThat(Negotiation.of("HEAD", "/relays", accept)).isEqualTo(Negotiation.APP);
    assertThat(Negotiation.of("POST", "/relays", accept)).isEqualTo(Negotiation.API);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*/*",
        "application/json",
        "application/json, text/html;q=0.9",
        "text/html, application/json",
        "text/html;q=0",
        "text/event-stream",
        "text/html;q=x",
        ";;;,,,",
        ""
      })
  void everything_else_gets_the_api(String accept) {
    assertThat(get("/relays", accept)).isEqualTo(Negotiation.API);
  }

  @Test
  void without_accept_it_is_the_api() {
    assertThat(get("/relays", null)).isEqualTo(Negotiation.API);
  }

  @ParameterizedTest
  @CsvSource({
    "/, APP",
    "/login, APP",
    "/assets/app.js, FILE",
    "/assets/none, FILE",
    "/favicon.svg, FILE",
    "/theme.js, FILE",
    "/robots.txt, FILE",
    "/healthz, API",
    "/readyz, API",
    "/stripe/webhook, API",
    "/join/choir.example.com, API",
    "/join/choir.example.com/picture, API"
  })
  void some_addresses_do_not_look_at_accept(String path, Negotiation expected) {
    assertThat(get(path, BROWSER)).isEqualTo(expected);
    assertThat(get(path, "application/json")).isEqualTo(expected);
    assertThat(get(path, null)).isEqualTo(expected);
  }

  @Test
  void a_most_specific_range_wins() {
    assertThat(get("/x", "text/*;q=0.1, text/html, application/json;q=0.5"))
        .isEqualTo(Negotiation.APP);
    assertThat(get("/x", "text/*, text/html;q=0.1, application/json;q=0.5"))
        .isEqualTo(Negotiation.API);
  }

  private static Negotiation get(String path, @Nullable String accept) {
    return Negotiation.of("GET", path, accept);
  }
}
