package caravel.control.http;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.http.ApiUnderTest.Answer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests from pages of other origins, over a real socket.
final class CorsTest {
  private static final String ORIGIN = "https://flotilla.test";

  @TempDir private Path folder;

  @Test
  void unset_means_any_origin() {
    try (var api = start(List.of())) {
      for (var answer :
          List.of(get(api, "/things"), get(api, "/secret"), get(api, "/none"), get(api, "/"))) {
        assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
        assertThat(answer.header("vary")).contains("Origin");
      }
    }
  }

  @Test
  void a_list_allows_exactly_its_origins() {
    try (var api = start(List.of("https://other.test", ORIGIN))) {
      var allowed = get(api, "/secret");
      assertThat(allowed.status()).isEqualTo(401);
      assertThat(allowed.header("access-control-allow-origin")).isEqualTo(ORIGIN);
      assertThat(allowed.header("vary")).contains("Origin");
      var foreign = api.call("GET", "/things", null, null, "Origin", "https://evil.test");
      assertThat(foreign.status()).isEqualTo(200);
      assertThat(foreign.header("access-control-allow-origin")).isNull();
      assertThat(foreign.header("vary")).contains("Origin");
    }
  }

  @Test
  void the_preflight_needs_no_token_and_no_route() {
    try (var api = start(List.of())) {
      for (var path : List.of("/secret", "/things", "/not/there")) {
        var answer =
            api.call(
                "OPTIONS",
                path,
                null,
                null,
                "Origin",
                ORIGIN,
                "Access-Control-Request-Method",
                "PUT",
                "Access-Control-Request-Headers",
                "authorization");
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
        assertThat(answer.header("access-control-allow-headers"))
            .isEqualTo("authorization, content-type, idempotency-key");
        for (var method : List.of("GET", "POST", "PUT", "PATCH", "DELETE")) {
          assertThat(answer.header("access-control-allow-methods")).contains(method);
        }
      }
    }
  }

  @Test
  void a_public_route_ignores_a_broken_token() {
    try (var api = start(List.of())) {
      assertThat(api.get("/things", "Nostr rubbish").status()).isEqualTo(200);
    }
  }

  private ApiUnderTest start(List<String> origins) {
    var open = ApiUnderTest.OPEN;
    var settings = new HttpSettings(open.listen(), origins, List.of(), open.rates(), open.web());
    return new ApiUnderTest(
        folder,
        settings,
        _ ->
            List.of(
                Route.get("/things", Access.PUBLIC, _ -> Response.ok(1)),
                Route.get("/secret", Access.AUTHED, _ -> Response.ok(1))));
  }

  private static Answer get(ApiUnderTest api, String path) {
    return api.call("GET", path, null, null, "Origin", ORIGIN);
  }
}
