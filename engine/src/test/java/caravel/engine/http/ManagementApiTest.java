package caravel.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.Nip98;
import caravel.nostr.SecretKey;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Conformance 11 to 38 over HTTP: cases that the recordings of the older zooid do not cover.
final class ManagementApiTest {
  private static final String TEXT = "text/plain; charset=utf-8";

  @TempDir Path folder;
  private RunningEngine engine;

  @BeforeEach
  void start() {
    engine = new RunningEngine(folder, "127.0.0.1");
    assertThat(engine.api("POST", "/relay/a", RunningEngine.body("a.x", "a", "")).status())
        .isEqualTo(201); // 22
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  private RawHttp.Answer unsigned(String method, String path) {
    return RawHttp.send(engine.port(), method, RunningEngine.API_HOST, path, Map.of(), "");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /",
    "GET, /nope",
    "POST, /relay",
    "POST, /relay/",
    "GET, /relay//members",
    "POST, /relay/a/",
    "POST, /relay/a/b/c",
    "GET, /relay/a/members/",
    "GET, /relays/a/members",
    "POST, //relay/a",
    "POST, /RELAY/a"
  })
  void an_unknown_path_is_404_in_plain_text_before_authentication(String method, String path) {
    var answer = unsigned(method, path); // 37
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo("404 page not found\n");
    assertThat(answer.header("content-type")).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /relay/a",
    "HEAD, /relay/a",
    "OPTIONS, /relay/a",
    "TRACE, /relay/a",
    "POST, /relay/a/members",
    "DELETE, /relay/a/members",
    "PROPFIND, /relay/zz"
  })
  void a_wrong_method_on_a_known_path_is_405_before_authentication(String method, String path) {
    var answer = unsigned(method, path); // 37
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("allow")).isNotEmpty();
    assertThat(answer.header("content-type")).isEqualTo(TEXT);
    assertThat(answer.header("access-control-allow-origin")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /relay/b",
    "PUT, /relay/a",
    "PATCH, /relay/a",
    "DELETE, /relay/a",
    "GET, /relay/a/members"
  })
  void every_call_is_refused_without_a_token_and_to_strangers(
      String method, String path) { // 11, 21
    assertThat(unsigned(method, path))
        .extracting(RawHttp.Answer::status, RawHttp.Answer::body)
        .containsExactly(401, "{\"error\":\"missing authorization header\"}\n");
    assertThat(engine.api(SecretKey.generate(), method, path, "{}", Map.of()))
        .extracting(RawHttp.Answer::status, RawHttp.Answer::body)
        .containsExactly(403, "{\"error\":\"pubkey not in whitelist\"}\n");
    assertThat(engine.information("a.x").status()).isEqualTo(200);
  }

  @Test
  void a_taken_or_unknown_id_is_reported_before_the_body_is_read() { // 23, 29
    assertThat(engine.api("POST", "/relay/a", "not json"))
        .extracting(RawHttp.Answer::status, RawHttp.Answer::body)
        .containsExactly(409, "{\"error\":\"relay with this id already exists\"}\n");
    for (var method : new String[] {"PUT", "PATCH", "DELETE"}) {
      assertThat(engine.api(method, "/relay/b", "not json"))
          .extracting(RawHttp.Answer::status, RawHttp.Answer::body)
          .containsExactly(404, "{\"error\":\"relay not found\"}\n");
    }
  }

  @Test
  void put_resets_absent_fields_and_keeps_its_own_host() throws Exception { // 29, 30
    engine.api(
        "PATCH", "/relay/a", "{\"info\":{\"description\":\"d\"},\"groups\":{\"enabled\":true}}");
    assertThat(engine.information("a.x").body()).contains("\"description\":\"d\"");
    assertThat(engine.api("PUT", "/relay/a", RunningEngine.body("a.x", "a", "")))
        .extracting(RawHttp.Answer::status, RawHttp.Answer::body)
        .containsExactly(200, "{\"message\":\"relay updated successfully\"}\n");
    assertThat(engine.information("a.x").body()).doesNotContain("description");
    assertThat(Files.readString(engine.config("a.toml")))
        .contains("[groups]\nenabled = false\n")
        .contains("description = \"\"\n");
  }

  @Test
  void errors_of_a_config_are_reported_over_http() { // 25, 26, 27, 38
    var good = RunningEngine.body("b.x", "b", "");
    assertThat(engine.api("POST", "/relay/b", good.replace("b.x", "")).body())
        .isEqualTo("{\"error\":\"host is required\"}\n");
    assertThat(
            engine
                .api("POST", "/relay/b", good.replace("\"schema\":\"b\"", "\"schema\":\"B-b\""))
                .body())
        .isEqualTo(
            "{\"error\":\"schema must contain only lowercase letters, numbers, and underscores\"}\n");
    var elsewhere = RunningEngine.body("b.x", "b", "\"blossom\":{\"adapter\":\"s3\"}");
    assertThat(engine.api("POST", "/relay/b", elsewhere))
        .extracting(RawHttp.Answer::status, RawHttp.Answer::body)
        .containsExactly(
            400, "{\"error\":\"blossom.s3.bucket is required when blossom.adapter is s3\"}\n");
  }

  @Test
  void the_members_are_listed_for_inactive_relays_too() { // 36
    var members = "{\"members\":[\"" + RunningEngine.OWNER + "\"]}\n";
    assertThat(engine.api("GET", "/relay/a/members", "").body()).isEqualTo(members);
    engine.api("PATCH", "/relay/a", "{\"inactive\":true}");
    var answer = engine.api("GET", "/relay/a/members", "");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-type")).isEqualTo("application/json");
    assertThat(answer.body()).isEqualTo(members);
    assertThat(engine.api("GET", "/relay/b/members", ""))
        .extracting(RawHttp.Answer::status, RawHttp.Answer::body)
        .containsExactly(404, "{\"error\":\"relay not found\"}\n");
  }

  @Test
  void the_forwarded_scheme_counts_from_a_trusted_proxy_only() { // 18
    var now = InstantSource.system().instant().getEpochSecond();
    var url = "https://" + RunningEngine.API_HOST + "/relay/a";
    var headers =
        Map.of(
            "X-Forwarded-Proto",
            "https",
            "Authorization",
            Nip98.token(RunningEngine.API, url, "PATCH", null, now));
    assertThat(engine.api(RunningEngine.API, "PATCH", "/relay/a", "{}", headers).status())
        .isEqualTo(200);
    try (var stranger = new RunningEngine(folder.resolve("stranger"))) {
      stranger.api("POST", "/relay/a", RunningEngine.body("a.x", "a", ""));
      assertThat(stranger.api(RunningEngine.API, "PATCH", "/relay/a", "{}", headers).body())
          .isEqualTo("{\"error\":\"event missing or invalid u tag\"}\n");
    }
  }

  @Test
  void purge_erases_the_events() {
    engine.api("GET", "/relay/a/members", "");
    assertThat(folder.resolve("relays/a.db")).exists();
    var answer = engine.api("DELETE", "/relay/a?purge=1", "");
    assertThat(answer.body())
        .isEqualTo("{\"message\":\"relay deleted successfully\",\"purged\":true}\n");
    assertThat(folder.resolve("relays/a.db")).doesNotExist();
    assertThat(engine.api("DELETE", "/relay/a?purge=1", "").status()).isEqualTo(404); // 35
  }

  @ParameterizedTest
  @CsvSource({"%2e%2e%2fx", "..%2fx", "..%5cx", "%2e%2e", "a%0ab", "a%2fb", "%C3%A9", "%ff"})
  void an_id_that_could_leave_the_folder_is_refused(String id) {
    var path = "/relay/" + id;
    var decoded = URLDecoder.decode(path, StandardCharsets.UTF_8);
    var token =
        Nip98.token(
            RunningEngine.API,
            "http://" + RunningEngine.API_HOST + decoded,
            "POST",
            null,
            InstantSource.system().instant().getEpochSecond());
    var answer =
        engine.api(
            RunningEngine.API,
            "POST",
            path,
            RunningEngine.body("b.x", "b", ""),
            Map.of("Authorization", token));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo("{\"error\":\"invalid relay id\"}\n");
    assertThat(Files.exists(folder.resolve("x.toml"))).isFalse();
  }

  @Test
  void a_body_beyond_one_mebibyte_is_refused_with_or_without_a_length() { // 28
    var filler = " ".repeat(1_048_577);
    var refused = "{\"error\":\"failed to read body: http: request body too large\"}\n";
    assertThat(engine.api("POST", "/relay/b", filler))
        .extracting(RawHttp.Answer::status, RawHttp.Answer::body)
        .containsExactly(400, refused);
    var url = "http://" + RunningEngine.API_HOST + "/relay/b";
    var now = InstantSource.system().instant().getEpochSecond();
    var answer =
        RawHttp.exchange(
            engine.port(),
            "POST /relay/b HTTP/1.1\r\nHost: "
                + RunningEngine.API_HOST
                + "\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nAuthorization: "
                + Nip98.token(RunningEngine.API, url, "POST", null, now)
                + "\r\n\r\n100001\r\n"
                + filler
                + "\r\n0\r\n\r\n");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo(refused);
  }

  /// An unauthorized request is answered before its body is read. The answer must still reach the
  /// client.
  @Test
  void an_unauthorized_client_gets_its_answer_while_it_still_sends() {
    for (var times = 0; times < 20; times++) {
      var body = " ".repeat(300_000);
      var host = RunningEngine.API_HOST;
      var answer = RawHttp.send(engine.port(), "POST", host, "/relay/b", Map.of(), body);
      assertThat(answer.status()).isEqualTo(401);
    }
  }

  @Test
  void the_api_host_wins_over_a_relay_of_the_same_host() { // 4
    engine.api("POST", "/relay/b", RunningEngine.body(RunningEngine.API_HOST, "b", ""));
    assertThat(engine.information(RunningEngine.API_HOST).status()).isEqualTo(404);
    assertThat(engine.api("GET", "/relay/b/members", "").status()).isEqualTo(200);
  }
}
