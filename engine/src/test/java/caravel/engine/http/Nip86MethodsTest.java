package caravel.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Hex;
import caravel.nostr.Json;
import caravel.nostr.Nip98;
import caravel.nostr.SecretKey;
import caravel.nostr.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The management methods for events, kinds, addresses, roles, claims and the relay's own profile.
final class Nip86MethodsTest {
  private static final String HOST = "methods.localhost:1";
  private static final SecretKey OWNER = SecretKey.parse("02".repeat(32));
  private static final String ALICE = SecretKey.parse("06".repeat(32)).publicKey().hex();
  private static final String ID = "ab".repeat(32);
  private static final String DONE = "{\"result\":true}";

  @TempDir Path folder;
  private RunningEngine engine;

  @BeforeEach
  void start() {
    engine = new RunningEngine(folder);
    var body = RunningEngine.body(HOST, "methods", "\"management\":{\"enabled\":true}");
    assertThat(engine.api("POST", "/relay/methods", body).status()).isEqualTo(201);
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  private String call(String method, String params) {
    var body = "{\"method\":\"" + method + "\",\"params\":[" + params + "]}";
    var hash = Hex.encode(Sha256.of(body.getBytes(StandardCharsets.UTF_8)));
    var tags = List.of(List.of("u", "http://" + HOST + "/"), List.of("payload", hash));
    var now = InstantSource.system().instant().getEpochSecond();
    var token = Event.sign(OWNER, now, 27_235, tags, "");
    var headers =
        Map.of("Content-Type", "application/nostr+json+rpc", "Authorization", Nip98.header(token));
    return RawHttp.send(engine.port(), "POST", HOST, "/", headers, body).body().strip();
  }

  private JsonNode result(String method, String params) {
    var answer = Json.tree(call(method, params));
    assertThat(answer.has("error")).as("%s", answer).isFalse();
    return answer.path("result");
  }

  private static String error(String text) {
    return Json.mapper().createObjectNode().put("error", text).toString();
  }

  @Test
  void conformance_108_109_banned_events_are_listed_with_their_first_reason() {
    assertThat(call("banevent", '"' + ID + "\",\"rude\"")).isEqualTo(DONE);
    assertThat(call("banevent", '"' + ID + "\",\"again\"")).isEqualTo(DONE);
    assertThat(result("listbannedevents", "").toString())
        .isEqualTo("[{\"id\":\"" + ID + "\",\"reason\":\"rude\"}]");
    assertThat(call("allowevent", '"' + ID + '"')).isEqualTo(DONE);
    assertThat(result("listbannedevents", "")).isEmpty();
  }

  @Test
  void conformance_105_a_new_name_is_in_the_file_and_in_the_information() throws IOException {
    assertThat(call("changerelayname", "\"New \\\"name\\\"\"")).isEqualTo(DONE);
    assertThat(call("changerelaydescription", "\"a\\nb\"")).isEqualTo(DONE);
    assertThat(call("changerelayicon", "\"https://cdn.example/i.png\"")).isEqualTo(DONE);
    var information = Json.tree(engine.information(HOST).body().strip());
    assertThat(information.path("name").asString()).isEqualTo("New \"name\"");
    assertThat(information.path("description").asString()).isEqualTo("a\nb");
    assertThat(information.path("icon").asString()).isEqualTo("https://cdn.example/i.png");
    try (var files = Files.walk(folder)) {
      var file =
          files
              .filter(path -> path.getFileName().toString().equals("methods.toml"))
              .findFirst()
              .orElseThrow();
      assertThat(Files.readString(file)).contains("New \\\"name\\\"", "cdn.example");
    }
    var longer = "x".repeat(Nip86Params.INFO_CHARACTERS_MAX + 1);
    assertThat(call("changerelayname", '"' + longer + '"')).contains("invalid params:");
  }

  @Test
  void kinds_are_listed_as_numbers() {
    assertThat(call("disallowkind", "4")).isEqualTo(DONE);
    assertThat(call("allowkind", "9")).isEqualTo(DONE);
    assertThat(call("allowkind", "1")).isEqualTo(DONE);
    assertThat(result("listallowedkinds", "").toString()).isEqualTo("[1,9]");
    assertThat(result("listdisallowedkinds", "").toString()).isEqualTo("[4]");
    assertThat(call("allowkind", "-1"))
        .isEqualTo(error("invalid params: invalid kind '-1' for 'allowkind'"));
    assertThat(call("allowkind", "4294967297")).startsWith("{\"error\":\"invalid params:");
  }

  @Test
  void a_manager_does_not_lock_out_the_own_address() {
    assertThat(call("blockip", "\"127.0.0.1\""))
        .isEqualTo(error("blocked: this is your own address"));
    assertThat(call("blockip", "\"192.0.2.1\",\"flood\"")).isEqualTo(DONE);
    assertThat(call("blockip", "\"2001:db8::17\"")).isEqualTo(DONE);
    assertThat(result("listblockedips", "").toString())
        .isEqualTo(
            "[{\"ip\":\"192.0.2.1\",\"reason\":\"flood\"},"
                + "{\"ip\":\"2001:db8:0:0:0:0:0:0/64\",\"reason\":\"\"}]");
    assertThat(call("unblockip", "\"192.0.2.1\"")).isEqualTo(DONE);
    assertThat(call("unblockip", "\"2001:db8::99\"")).isEqualTo(DONE);
    assertThat(result("listblockedips", "")).isEmpty();
  }

  @Test
  void conformance_110_roles_have_the_errors_of_zooid() {
    var vip = "\"vip\",\"VIP\",\"very\",120,2";
    assertThat(call("editrole", vip)).isEqualTo(error("role \"vip\" does not exist"));
    assertThat(call("createrole", vip)).isEqualTo(DONE);
    assertThat(call("createrole", vip)).isEqualTo(error("role \"vip\" already exists"));
    assertThat(call("createrole", "\"\",\"\",\"\",0,0")).isEqualTo(error("role id is required"));
    assertThat(call("createrole", "\"x\",\"\",\"\",361,0"))
        .isEqualTo(error("color hue must be between 0 and 360"));
    assertThat(call("createrole", "\"x\",\"\",\"\",1"))
        .isEqualTo(error("invalid params: invalid number of params for 'createrole'"));
    assertThat(call("assignrole", '"' + ALICE + "\",\"none\""))
        .isEqualTo(error("role \"none\" does not exist"));
    assertThat(call("assignrole", '"' + ALICE + "\",\"vip\"")).isEqualTo(DONE);
    assertThat(result("listallowedpubkeys", "").findValuesAsString("pubkey")).contains(ALICE);
    assertThat(call("unassignrole", '"' + ALICE + "\",\"vip\"")).isEqualTo(DONE);
    assertThat(call("deleterole", "\"vip\"")).isEqualTo(DONE);
    assertThat(call("deleterole", "\"vip\"")).isEqualTo(error("role \"vip\" does not exist"));
  }

  @Test
  void conformance_110_createclaim_is_idempotent_and_a_claim_keeps_its_limits() {
    assertThat(call("createclaim", "\"\"")).isEqualTo(error("claim is required"));
    assertThat(call("createclaim", "\"PARTY\"")).isEqualTo(DONE);
    assertThat(call("createclaim", "\"PARTY\"")).isEqualTo(DONE);
    assertThat(call("createclaim", "\"PARTY\",0,3"))
        .isEqualTo(error("invalid: this claim exists with other limits"));
    assertThat(call("createclaim", "\"TWO \\\"x\\\"\",null,2")).isEqualTo(DONE);
    assertThat(call("createclaim", "\"PAST\",1000")).startsWith("{\"error\":\"invalid:");
    assertThat(call("createclaim", "\"X\",-1")).startsWith("{\"error\":\"invalid params:");
    assertThat(result("listclaims", "").toString()).isEqualTo("[\"PARTY\",\"TWO \\\"x\\\"\"]");
    assertThat(call("deleteclaim", "\"PARTY\"")).isEqualTo(DONE);
    assertThat(result("listclaims", "")).hasSize(1);
  }

  @Test
  void conformance_111_signevent_signs_only_some_kinds_and_none_of_the_own_lists() {
    assertThat(call("signevent", "{\"kind\":1}")).isEqualTo(error("kind not allowed"));
    assertThat(call("signevent", "{\"kind\":\"5\"}"))
        .isEqualTo(error("invalid params: invalid event param for 'signevent'"));
    var internal = "{\"kind\":30078,\"tags\":[[\"d\",\"zooid/banned_pubkeys\"]]}";
    assertThat(call("signevent", internal))
        .isEqualTo(error("invalid: this event's kind is not accepted"));
    var signed =
        EventJson.parse(
            result("signevent", "{\"kind\":30078,\"tags\":[[\"d\",\"theme\"]],\"content\":\"x\"}")
                .toString());
    assertThat(signed.pubkey()).isEqualTo(RunningEngine.RELAY.publicKey());
    assertThat(signed.content()).isEqualTo("x");
    var deletion = "{\"kind\":5,\"tags\":[[\"e\",\"" + signed.id().hex() + "\"]]}";
    assertThat(result("signevent", deletion).path("kind").asInt()).isEqualTo(5);
    assertThat(call("signevent", deletion)).isEqualTo(error("blocked: nothing to delete"));
  }
}
