package caravel.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Json;
import caravel.nostr.Nip98;
import caravel.nostr.SecretKey;
import caravel.nostr.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LivekitHandlerTest {
  private static final String CLUB = "club.localhost:80";
  private static final String OTHER = "other.localhost:80";
  private static final String PATH = "/.well-known/nip29/livekit";
  private static final String SECRET = "a secret of the club, long enough";
  private static final String OTHER_SECRET = "a secret of the other relay, long";
  private static final SecretKey MANAGER = SecretKey.parse("21".repeat(32));
  private static final SecretKey ALICE = SecretKey.parse("22".repeat(32));
  private static final SecretKey BOB = SecretKey.parse("23".repeat(32));

  @TempDir Path folder;
  private RunningEngine engine;
  private LivekitServer livekit;

  @BeforeEach
  void start() throws Exception {
    engine = new RunningEngine(folder);
    livekit = new LivekitServer();
    create("club", CLUB, SECRET);
    create("other", OTHER, OTHER_SECRET);
    for (var host : List.of(CLUB, OTHER)) {
      publish(host, 9_007, List.of("h", "hall"), List.of("livekit"));
    }
    publish(CLUB, 9_007, List.of("h", "board"), List.of("livekit"), List.of("private"));
    publish(CLUB, 9_000, List.of("h", "board"), List.of("p", ALICE.publicKey().hex()));
    publish(CLUB, 9_007, List.of("h", "vault"), List.of("livekit"), List.of("hidden"));
  }

  @AfterEach
  void stop() {
    engine.close();
    livekit.close();
  }

  private void create(String id, String host, String secret) {
    var roles =
        "\"roles\":{\"chief\":{\"pubkeys\":[\"%s\"],\"can_manage\":true},\"plain\":{\"pubkeys\":[\"%s\",\"%s\"]}}"
            .formatted(MANAGER.publicKey().hex(), ALICE.publicKey().hex(), BOB.publicKey().hex());
    var more = "\"groups\":{\"enabled\":true}," + livekit.settings(secret) + "," + roles;
    var answer = engine.api("POST", "/relay/" + id, RunningEngine.body(host, id, more));
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
  }

  @SafeVarargs
  private void publish(String host, int kind, List<String>... tags) throws Exception {
    try (var socket = TestSocket.open(engine.port(), host)) {
      socket.authenticate(MANAGER, host);
      var list = new ArrayList<List<String>>();
      for (var tag : tags) {
        list.add(tag);
      }
      var event = Event.sign(MANAGER, now(), kind, list, "");
      socket.send("[\"EVENT\"," + EventJson.write(event) + "]");
      assertThat(socket.next()).contains("true");
    }
  }

  private static long now() {
    return InstantSource.system().instant().getEpochSecond();
  }

  private RawHttp.Answer token(String host, SecretKey who, String room) {
    var path = PATH + "/" + room;
    var token = Nip98.token(who, "http://" + host + path, "GET", null, now());
    return RawHttp.get(engine.port(), host, path, Map.of("Authorization", token));
  }

  private RawHttp.Answer webhook(String host, String event, String room, String secret)
      throws GeneralSecurityException {
    var body =
        "{\"event\":\"%s\",\"room\":{\"name\":\"%s\",\"metadata\":\"%s\"}}"
            .formatted(event, room, room.split(":", 2)[0]);
    var headers =
        Map.of("Content-Type", "application/webhook+json", "Authorization", sign(body, secret));
    return RawHttp.send(engine.port(), "POST", host, PATH + "/webhook", headers, body);
  }

  private static String sign(String body, String secret) throws GeneralSecurityException {
    var hash = Base64.getEncoder().encodeToString(Sha256.of(body.getBytes(StandardCharsets.UTF_8)));
    var claims = "{\"iss\":\"key\",\"sha256\":\"%s\",\"exp\":%d}".formatted(hash, now() + 300);
    var signed = base64("{\"alg\":\"HS256\"}") + "." + base64(claims);
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    var signature = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
    return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /// The tags of the newest list of participants, as a member sees it.
  private String presence(String host, SecretKey reader, String room) throws Exception {
    try (var socket = TestSocket.open(engine.port(), host)) {
      socket.authenticate(reader, host);
      socket.send("[\"REQ\",\"x\",{\"kinds\":[39004],\"#d\":[\"" + room + "\"]}]");
      var answer = Json.tree(socket.next());
      return answer.path(0).asString("").equals("EVENT")
          ? answer.path(2).path("tags").toString()
          : "none";
    }
  }

  @Test
  void a_member_gets_a_token_for_the_room_of_this_relay_only() {
    for (var host : List.of(CLUB, OTHER)) {
      var answer = token(host, ALICE, "hall");
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      var jwt = Json.tree(answer.body()).path("participant_token").asString("");
      var claims =
          Json.tree(
              new String(
                  Base64.getUrlDecoder().decode(jwt.split("\\.", -1)[1]), StandardCharsets.UTF_8));
      var schema = host.substring(0, host.indexOf('.'));
      assertThat(claims.at("/video/room").asString("")).isEqualTo(schema + ":hall");
      assertThat(claims.path("sub").asString("")).startsWith(ALICE.publicKey().hex() + ":");
    }
    assertThat(livekit.calls)
        .containsExactly(
            "CreateRoom {\"name\":\"club:hall\",\"metadata\":\"club\"}",
            "CreateRoom {\"name\":\"other:hall\",\"metadata\":\"other\"}");
  }

  @Test
  void only_members_join_a_call_in_a_private_room() {
    assertThat(token(CLUB, ALICE, "board").status()).isEqualTo(200);
    assertThat(token(CLUB, MANAGER, "board").status()).isEqualTo(200);
    var refused = token(CLUB, BOB, "board");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body()).isEqualTo("not a group member\n");
  }

  @Test
  void a_hidden_room_is_unknown_to_others() {
    var hidden = token(CLUB, ALICE, "vault");
    var unknown = token(CLUB, ALICE, "nothing");
    assertThat(hidden.status()).isEqualTo(404);
    assertThat(hidden.body()).isEqualTo(unknown.body()).isEqualTo("group not found\n");
    assertThat(token(CLUB, MANAGER, "vault").status()).isEqualTo(200);
  }

  @Test
  void a_failure_of_livekit_is_not_a_token() {
    livekit.status = 503;
    var answer = token(CLUB, ALICE, "hall");
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body()).isEqualTo("failed to create room\n");
  }

  @Test
  void members_see_who_is_in_a_call() throws Exception {
    var alice = ALICE.publicKey().hex();
    livekit.participants = List.of(alice + ":A", alice + ":B", "EG_recorder");
    assertThat(webhook(CLUB, "participant_joined", "club:hall", SECRET).status()).isEqualTo(204);
    assertThat(presence(CLUB, BOB, "hall"))
        .isEqualTo("[[\"d\",\"hall\"],[\"participant\",\"" + alice + "\"]]");
    // In the same second: the newer list counts.
    livekit.participants = List.of();
    assertThat(webhook(CLUB, "participant_left", "club:hall", SECRET).status()).isEqualTo(204);
    assertThat(presence(CLUB, BOB, "hall")).isEqualTo("[[\"d\",\"hall\"]]");
    assertThat(presence(OTHER, BOB, "hall")).isEqualTo("none");
  }

  @Test
  void others_never_see_who_is_in_a_call_of_a_private_room() throws Exception {
    livekit.participants = List.of(ALICE.publicKey().hex() + ":A");
    assertThat(webhook(CLUB, "participant_joined", "club:board", SECRET).status()).isEqualTo(204);
    assertThat(presence(CLUB, ALICE, "board")).contains(ALICE.publicKey().hex());
    assertThat(presence(CLUB, BOB, "board")).isEqualTo("none");
  }

  @Test
  void a_failed_question_about_participants_changes_nothing_and_is_repeated() throws Exception {
    livekit.participants = List.of(ALICE.publicKey().hex() + ":A");
    assertThat(webhook(CLUB, "participant_joined", "club:hall", SECRET).status()).isEqualTo(204);
    livekit.status = 500;
    assertThat(webhook(CLUB, "participant_left", "club:hall", SECRET).status()).isEqualTo(500);
    assertThat(presence(CLUB, BOB, "hall")).contains("participant");
  }

  @Test
  void a_webhook_needs_the_secret_of_its_relay() throws Exception {
    var answer = webhook(CLUB, "room_finished", "club:hall", OTHER_SECRET);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.body()).isEqualTo("invalid webhook: the signature of the token is wrong\n");
    assertThat(webhook(CLUB, "room_finished", "other:hall", SECRET).status()).isEqualTo(404);
  }

  @Test
  void a_webhook_at_the_management_api_reaches_the_relay_of_its_metadata() throws Exception {
    livekit.participants = List.of(BOB.publicKey().hex() + ":A");
    var api = RunningEngine.API_HOST;
    assertThat(webhook(api, "participant_joined", "other:hall", SECRET).status()).isEqualTo(401);
    assertThat(webhook(api, "participant_joined", "other:hall", OTHER_SECRET).status())
        .isEqualTo(204);
    assertThat(presence(OTHER, ALICE, "hall")).contains(BOB.publicKey().hex());
    assertThat(presence(CLUB, ALICE, "hall")).isEqualTo("none");
    assertThat(webhook(api, "participant_joined", "none:hall", SECRET).body())
        .isEqualTo("relay not found\n");
  }

  @Test
  void the_list_of_a_call_ends_with_its_room() throws Exception {
    livekit.participants = List.of(ALICE.publicKey().hex() + ":A");
    assertThat(webhook(CLUB, "participant_joined", "club:hall", SECRET).status()).isEqualTo(204);
    publish(CLUB, 9_008, List.of("h", "hall"));
    assertThat(presence(CLUB, MANAGER, "hall")).isEqualTo("none");
    assertThat(webhook(CLUB, "participant_joined", "club:hall", SECRET).status()).isEqualTo(404);
  }

  @Test
  void the_management_api_counts_the_participants_of_each_call() throws Exception {
    publish(CLUB, 9_002, List.of("h", "hall"), List.of("name", "Lounge"), List.of("livekit"));
    livekit.participants =
        List.of(ALICE.publicKey().hex() + ":A", ALICE.publicKey().hex() + ":B", bob());
    assertThat(webhook(CLUB, "participant_joined", "club:hall", SECRET).status()).isEqualTo(204);
    livekit.participants = List.of();
    assertThat(webhook(CLUB, "participant_left", "club:board", SECRET).status()).isEqualTo(204);
    var calls = Json.tree(engine.api("GET", "/relay/club/usage?calls=1", "").body()).path("calls");
    assertThat(calls.toString())
        .isEqualTo("[{\"room\":\"hall\",\"name\":\"Lounge\",\"participants\":2}]");
    publish(CLUB, 9_002, List.of("h", "hall"), List.of("name", "Lounge"));
    var without = engine.api("GET", "/relay/club/usage?calls=1", "").body();
    assertThat(Json.tree(without).path("calls").size()).isZero();
  }

  private static String bob() {
    return BOB.publicKey().hex() + ":A";
  }
}
