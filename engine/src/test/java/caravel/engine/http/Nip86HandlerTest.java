package caravel.engine.http;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.Event;
import caravel.nostr.Hex;
import caravel.nostr.Json;
import caravel.nostr.Nip19;
import caravel.nostr.Nip98;
import caravel.nostr.SecretKey;
import caravel.nostr.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Management over a relay's own address (NIP-86): permission, parsing and messages.
final class Nip86HandlerTest {
  private static final String HOST = "managed.localhost:1";
  private static final String URL = "http://" + HOST + "/";
  private static final SecretKey OWNER = SecretKey.parse("02".repeat(32));
  private static final SecretKey ALICE = SecretKey.parse("06".repeat(32));
  private static final String EVE = SecretKey.parse("0b".repeat(32)).publicKey().hex();
  private static final String METHODS =
      Nip86Request.served().stream()
          .map(name -> '"' + name + '"')
          .collect(joining(",", "{\"result\":[", "]}\n"));
  private static final String BLOCKED =
      "{\"error\":\"blocked: only relay admins can manage this relay.\"}\n";

  @TempDir Path folder;
  private RunningEngine engine;

  @BeforeEach
  void start() {
    engine = new RunningEngine(folder);
    make(HOST, "managed", true);
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  private void make(String host, String schema, boolean managed) {
    var more = "\"management\":{\"enabled\":" + managed + "}";
    assertThat(engine.api("POST", "/relay/" + schema, RunningEngine.body(host, schema, more)))
        .extracting(RawHttp.Answer::status)
        .isEqualTo(201);
  }

  private static long now() {
    return InstantSource.system().instant().getEpochSecond();
  }

  private static String payload(String body) {
    return Hex.encode(Sha256.of(body.getBytes(StandardCharsets.UTF_8)));
  }

  private static Event token(SecretKey by, String url, long createdAt, String payload) {
    var tags = List.of(List.of("u", url), List.of("payload", payload));
    return Event.sign(by, createdAt, 27_235, tags, "");
  }

  private String send(String host, String authorization, String body) {
    var headers =
        Map.of("Content-Type", "application/nostr+json+rpc", "Authorization", authorization);
    var answer = RawHttp.send(engine.port(), "POST", host, "/", headers, body);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/nostr+json+rpc");
    return answer.body();
  }

  private String ask(SecretKey by, String body) {
    return send(HOST, Nip98.header(token(by, URL, now(), payload(body))), body);
  }

  private String call(SecretKey by, String method, String params) {
    return ask(by, "{\"method\":\"" + method + "\",\"params\":[" + params + "]}");
  }

  private static String error(String text) {
    return Json.mapper().createObjectNode().put("error", text) + "\n";
  }

  private static JsonNode result(String answer) {
    return Json.tree(answer.strip()).path("result");
  }

  /// Engine review, Low: a token from any time in the future was accepted.
  @Test
  void low_a_token_of_more_than_a_day_ahead_is_refused() {
    var body = "{\"method\":\"supportedmethods\",\"params\":[]}";
    var day = 86_400;
    assertThat(send(HOST, Nip98.header(token(OWNER, URL, now() + day - 60, payload(body))), body))
        .isEqualTo(METHODS);
    assertThat(send(HOST, Nip98.header(token(OWNER, URL, now() + day + 60, payload(body))), body))
        .isEqualTo(error("auth event is from the future"));
  }

  @Test
  void conformance_103_only_managers_get_the_methods() {
    for (var who : List.of(OWNER, RunningEngine.RELAY)) {
      assertThat(call(who, "supportedmethods", "")).isEqualTo(METHODS);
    }
    for (var method : List.of("supportedmethods", "listbannedpubkeys", "stats")) {
      assertThat(call(ALICE, method, "")).isEqualTo(BLOCKED);
    }
    assertThat(call(OWNER, "allowpubkey", '"' + ALICE.publicKey().hex() + '"'))
        .isEqualTo("{\"result\":true}\n");
    assertThat(call(ALICE, "allowpubkey", '"' + EVE + '"')).isEqualTo(BLOCKED);
  }

  @Test
  void conformance_103_a_relay_without_management_offers_nothing() {
    make("plain.localhost:1", "plain", false);
    UnaryOperator<String> ask =
        method -> {
          var body = "{\"method\":\"" + method + "\"}";
          var token = token(OWNER, "http://plain.localhost:1", now(), payload(body));
          return send("plain.localhost:1", Nip98.header(token), body);
        };
    assertThat(ask.apply("supportedmethods")).isEqualTo("{\"result\":[]}\n");
    assertThat(ask.apply("listallowedpubkeys"))
        .isEqualTo(error("method listallowedpubkeys not supported"));
    assertThat(ask.apply("nonsense")).isEqualTo(error("invalid params: unknown method 'nonsense'"));
    assertThat(nips("plain.localhost:1")).doesNotContain("86");
    assertThat(nips(HOST)).contains("86");
  }

  private List<String> nips(String host) {
    return Json.tree(engine.information(host).body().strip())
        .path("supported_nips")
        .valueStream()
        .map(JsonNode::asString)
        .toList();
  }

  @Test
  void conformance_104_a_token_is_for_one_address_one_body_and_half_a_minute() {
    var body = "{\"method\":\"supportedmethods\"}";
    UnaryOperator<String> to =
        url -> send(HOST, Nip98.header(token(OWNER, url, now(), payload(body))), body);
    assertThat(to.apply("ws://MANAGED.localhost:1")).isEqualTo(METHODS);
    assertThat(to.apply(" https://" + HOST + "/")).isEqualTo(error(unexpected("wss://" + HOST)));
    assertThat(to.apply("http://other.example/"))
        .isEqualTo(error(unexpected("ws://other.example")));
    assertThat(to.apply("")).isEqualTo(error(unexpected("wss://")));
    for (var hash : List.of(payload("another body"), "")) {
      assertThat(send(HOST, Nip98.header(token(OWNER, URL, now(), hash)), body))
          .isEqualTo(error("invalid auth event payload hash"));
    }
    assertThat(send(HOST, Nip98.header(token(OWNER, URL, now() - 40, payload(body))), body))
        .isEqualTo(error("auth event is too old"));
    assertThat(send(HOST, Nip98.header(token(OWNER, URL, now() - 20, payload(body))), body))
        .isEqualTo(METHODS);
    var untagged = Event.sign(OWNER, now(), 27_235, List.of(), "");
    assertThat(send(HOST, Nip98.header(untagged), body)).isEqualTo(error("missing \"u\" tag"));
    assertThat(send(HOST, "Basic x", body)).isEqualTo(error("missing auth"));
    assertThat(send(HOST, "Nostr ###", body)).isEqualTo(error("invalid base64 auth"));
    assertThat(send(HOST, "Nostr W10=", body)).isEqualTo(error("invalid auth event json"));
    assertThat(send(HOST, "Nostr e30=", body)).isEqualTo(error("invalid auth event"));
  }

  private static String unexpected(String got) {
    return "invalid \"u\" tag, expected 'ws://" + HOST + "', got '" + got + "'";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "banpubkey   |           | invalid number of params for 'banpubkey'",
        "allowpubkey | \"zz\"    | invalid pubkey param for 'allowpubkey'",
        "unbanpubkey | null      | missing pubkey param for 'unbanpubkey'",
        "unallowpubkey | {}      | missing pubkey param for 'unallowpubkey'",
        "banevent    | \"zz\"    | invalid id param for 'banevent'",
        "allowevent  | 5         | missing id param for 'allowevent'",
        "blockip     | \"host\"  | invalid ip param for 'blockip'",
        "allowkind   | 1.5       | invalid kind '1.5' for 'allowkind'",
        "changerelayname |       | invalid number of params for 'changerelayname'",
        "createrole  | \"vip\"   | invalid number of params for 'createrole'",
        "nonsense    |           | unknown method 'nonsense'"
      })
  void wrong_parameters_are_reported_before_permissions(String method, String params, String why) {
    assertThat(call(ALICE, method, params == null ? "" : params))
        .isEqualTo(error("invalid params: " + why));
  }

  @Test
  void an_npub_and_a_point_off_the_curve_are_no_pubkeys() {
    var npub = Nip19.npub(ALICE.publicKey());
    for (var text : List.of(npub, "f".repeat(64))) {
      assertThat(call(OWNER, "banpubkey", '"' + text + '"'))
          .isEqualTo(error("invalid params: invalid pubkey param for 'banpubkey'"));
    }
    assertThat(call(OWNER, "banpubkey", '"' + EVE.toUpperCase(Locale.ROOT) + '"'))
        .isEqualTo("{\"result\":true}\n");
  }

  @Test
  void unknown_methods_are_not_supported() {
    for (var call :
        List.of("listallowedevents,", "listeventsneedingmoderation,", "grantadmin,", "stats,")) {
      var parts = call.split(",", 2);
      assertThat(call(OWNER, parts[0], parts[1]))
          .isEqualTo(error("method " + parts[0] + " not supported"));
    }
  }

  @Test
  void conformance_106_107_bans_and_members_are_listed_with_their_reasons() {
    var alice = '"' + ALICE.publicKey().hex() + '"';
    var eve = '"' + EVE + '"';
    for (var call :
        List.of("allowpubkey:" + alice, "banpubkey:" + eve + ",\"a \\\"bad\\\" word\"")) {
      var parts = call.split(":", 2);
      assertThat(call(OWNER, parts[0], parts[1])).isEqualTo("{\"result\":true}\n");
    }
    assertThat(result(call(OWNER, "listbannedpubkeys", "")).toString())
        .isEqualTo("[{\"pubkey\":" + eve + ",\"reason\":\"a \\\"bad\\\" word\"}]");
    assertThat(result(call(OWNER, "listallowedpubkeys", "")).findValuesAsString("pubkey"))
        .containsExactlyInAnyOrder(RunningEngine.OWNER.hex(), ALICE.publicKey().hex());
    assertThat(call(OWNER, "unbanpubkey", eve)).isEqualTo("{\"result\":true}\n");
    assertThat(call(OWNER, "unallowpubkey", alice)).isEqualTo("{\"result\":true}\n");
    assertThat(result(call(OWNER, "listbannedpubkeys", ""))).isEmpty();
    assertThat(result(call(OWNER, "listallowedpubkeys", ""))).hasSize(1);
  }

  @Test
  void conformance_112_the_owner_and_the_relay_itself_cannot_be_banned() {
    for (var who : List.of(RunningEngine.OWNER, RunningEngine.RELAY.publicKey())) {
      assertThat(call(OWNER, "banpubkey", '"' + who.hex() + '"'))
          .isEqualTo(error("Can't remove permanent admins from relay."));
    }
  }

  @Test
  void bodies_and_reasons_have_a_limit() {
    var longest = "x".repeat(Nip86Params.REASON_CHARACTERS_MAX);
    assertThat(call(OWNER, "banpubkey", '"' + EVE + "\",\"" + longest + "x\""))
        .isEqualTo(
            error("invalid params: reason param of more than 1000 characters for 'banpubkey'"));
    assertThat(result(call(OWNER, "listbannedpubkeys", ""))).isEmpty();
    assertThat(call(OWNER, "banpubkey", '"' + EVE + "\",\"" + longest + '"'))
        .isEqualTo("{\"result\":true}\n");
    assertThat(ask(OWNER, " ".repeat(Nip86Handler.BODY_BYTES_MAX + 1)))
        .isEqualTo(error("a body has at most 65536 bytes"));
    for (var body :
        List.of("", "[]", "x", "{\"method\":5}", "{\"method\":\"stats\",\"params\":{}}")) {
      assertThat(ask(OWNER, body)).as(body).isEqualTo(error("invalid json body"));
    }
  }

  /// Most clients lose an answer that arrives, with the end of the connection, while they still
  /// send the body.
  @Test
  void a_client_that_sends_too_much_gets_an_error_and_is_not_cut_off() {
    for (var times = 0; times < 20; times++) {
      assertThat(ask(OWNER, " ".repeat(8 * Nip86Handler.BODY_BYTES_MAX)))
          .isEqualTo(error("a body has at most 65536 bytes"));
    }
  }

  @Test
  void a_reason_with_a_lone_surrogate_is_repaired() {
    assertThat(call(OWNER, "banpubkey", '"' + EVE + "\",\"half \\ud83d\""))
        .isEqualTo("{\"result\":true}\n");
    assertThat(result(call(OWNER, "listbannedpubkeys", "")).at("/0/reason").asString())
        .isEqualTo("half ?");
  }

  @Test
  void another_content_type_is_no_call() {
    var headers = Map.of("Content-Type", "application/nostr+json+rpc; charset=utf-8");
    var answer = RawHttp.send(engine.port(), "POST", HOST, "/", headers, "{}");
    assertThat(answer.header("Content-Type")).startsWith("text/html");
  }
}
