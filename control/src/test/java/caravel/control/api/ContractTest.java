package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.http.Access;
import caravel.control.http.Route;
import caravel.outbound.OutboundGuard.Fetched;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ContractTest {
  private final Contract contract = Contract.load();

  @Test
  void the_route_table_and_the_contract_have_the_same_routes(@TempDir Path folder) {
    try (var platform = new Platform(folder)) {
      var served = new TreeSet<String>();
      platform.routes().forEach(route -> served.add(route.method() + " " + route.path()));
      assertThat(served).isEqualTo(contract.operations());
    }
  }

  @Test
  void the_route_table_and_the_contract_allow_the_same_callers(@TempDir Path folder) {
    try (var platform = new Platform(folder)) {
      for (var route : platform.routes()) {
        assertThat(contract.access(route.method().name(), route.path()))
            .as(route.method() + " " + route.path())
            .isEqualTo(word(route));
      }
    }
  }

  @Test
  void responses_other_than_json_have_the_documented_type(@TempDir Path folder) {
    try (var platform = new Platform(folder)) {
      platform.internet =
          new Fetched.Answer(200, "GIF89a...".getBytes(StandardCharsets.ISO_8859_1));
      var picture = "/images?url=https%3A%2F%2Fpictures.example%2Fa";
      assertThat(contract.types("/images", 200)).containsExactly("image/*");
      assertThat(platform.type(picture)).isEqualTo("image/gif");
      for (var path : List.of("/healthz", "/readyz")) {
        assertThat(contract.types(path, 200)).containsExactly("text/plain");
        assertThat(platform.type(path)).isEqualTo("text/plain;charset=utf-8");
      }
      assertThat(contract.types("/stream", 200)).containsExactly("text/event-stream");
    }
  }

  @Test
  void shared_parameters_have_the_bounds_of_the_contract(@TempDir Path folder) {
    try (var platform = new Platform(folder)) {
      var longest = contract.lengthMax("q");
      assertThat(platform.get(ADMIN, "/tenants?q=" + "x".repeat(longest)).status()).isEqualTo(200);
      assertThat(platform.get(ADMIN, "/tenants?q=" + "x".repeat(longest + 1)).refusal())
          .isEqualTo("422 invalid q");

      var key = "k".repeat(contract.lengthMax("idempotency_key"));
      assertThat(platform.repeatable(ALICE, "/tenants", "{}", key).status()).isEqualTo(200);
      assertThat(platform.repeatable(ALICE, "/tenants", "{}", key + "k").refusal())
          .isEqualTo("422 invalid");
    }
  }

  /// Found by Schemathesis: every text of the documented form is a cursor, and every `next` has it.
  @Test
  void a_cursor_has_the_form_that_the_contract_names(@TempDir Path folder) {
    try (var platform = new Platform(folder)) {
      platform.post(ALICE, "/tenants", "{}");
      platform.post(ADMIN, "/tenants", "{}");
      var next = platform.get(ADMIN, "/tenants?limit=1").json().get("next").asString();
      assertThat(next).matches(contract.pattern("cursor"));
      var longest = "9".repeat(18) + "." + "z".repeat(64);
      assertThat(longest).matches(contract.pattern("cursor"));
      for (var cursor : List.of(next, longest, "0.-", "")) {
        assertThat(platform.get(ADMIN, "/tenants?cursor=" + cursor).status()).isEqualTo(200);
      }
      var tooLong = longest + "z";
      assertThat(tooLong).doesNotMatch(contract.pattern("cursor"));
      assertThat(platform.get(ADMIN, "/tenants?cursor=" + tooLong).refusal())
          .isEqualTo("422 invalid cursor");
    }
  }

  /// Found by Schemathesis: 414 and 431, which Jetty answers before any route, were undocumented.
  @Test
  void an_address_that_is_too_long_is_answered_as_the_contract_says(@TempDir Path folder) {
    try (var platform = new Platform(folder)) {
      assertThat(platform.get(ALICE, "/images?url=" + "x".repeat(20_000)).refusal())
          .isEqualTo("414 invalid");
    }
  }

  /// On a separate platform, because the server closes the connection after such a request.
  @Test
  void headers_that_are_too_long_are_answered_as_the_contract_says(@TempDir Path folder) {
    try (var platform = new Platform(folder)) {
      assertThat(platform.repeatable(ALICE, "/tenants", "{}", "k".repeat(20_000)).refusal())
          .isEqualTo("431 invalid");
    }
  }

  /// Found by Schemathesis: a `return_url` could be longer than the contract says.
  @Test
  void a_return_url_is_as_long_as_the_contract_says(@TempDir Path folder) {
    try (var platform = new Platform(folder)) {
      var start = "http://localhost:2892/";
      var longest = start + "x".repeat(contract.lengthMax("return_url") - start.length());
      assertThat(platform.post(ALICE, "/tenants", body(longest)).text("return_url"))
          .isEqualTo(longest);
      assertThat(platform.post(ALICE, "/tenants", body(longest + "x")).refusal())
          .isEqualTo("422 invalid return_url");
    }
  }

  private static String body(String returnUrl) {
    return "{\"return_url\":\"" + returnUrl + "\"}";
  }

  private static String word(Route route) {
    return switch (route.access()) {
      case Access.Public _ -> "public";
      case Access.Authed _ -> "authed";
      case Access.Owner _ -> "owner";
      case Access.Team(_, _, var needed) -> needed.word();
      case Access.Admin _ -> "admin";
    };
  }
}
