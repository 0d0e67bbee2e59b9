package caravel.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Hex;
import caravel.nostr.Json;
import caravel.nostr.Nip42;
import caravel.nostr.Nip98;
import caravel.nostr.SecretKey;
import caravel.nostr.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Two relays of two tenants in one engine, with equal room ids, equal events and equal files.
/// Nothing of one is visible on the other.
final class TenantIsolationTest {
  private static final String ONE = "one.localhost:1";
  private static final String TWO = "two.localhost:1";
  private static final SecretKey ALICE = SecretKey.parse("02".repeat(32));
  private static final SecretKey BOB = SecretKey.parse("03".repeat(32));

  /// A member of both relays.
  private static final SecretKey CAROL = SecretKey.parse("06".repeat(32));

  private static final String ROOM = "lounge";
  private static final String SECRET = "quokka";
  private static final String SHARED_FILE = "the same minutes";
  private static final String OWN_FILE = "minutes with a " + SECRET;

  /// A client without events asks for all ids.
  private static final String EVERYTHING = "6100000200";

  private static final Set<String> LAST = Set.of("EOSE", "CLOSED", "COUNT", "NEG-MSG", "NEG-ERR");

  @TempDir Path folder;
  private RunningEngine engine;
  private final long now = InstantSource.system().instant().getEpochSecond();
  private final Event shared = Event.sign(CAROL, now, 1, List.of(), "the same event");
  private final Event own = Event.sign(ALICE, now, 9, List.of(List.of("h", ROOM)), SECRET);

  @BeforeEach
  void start() throws Exception {
    engine = new RunningEngine(folder);
    create("one", ONE, ALICE, "04");
    create("two", TWO, BOB, "05");
    var room = List.of(List.of("h", ROOM));
    var named = List.of(List.of("h", ROOM), List.of("name", SECRET));
    try (var alice = signIn(ONE, ALICE);
        var bob = signIn(TWO, BOB)) {
      accept(alice, Event.sign(ALICE, now, 9_007, room, ""));
      accept(bob, Event.sign(BOB, now, 9_007, room, ""));
      accept(alice, Event.sign(ALICE, now + 1, 9_002, named, ""));
      accept(alice, own);
    }
    for (var host : List.of(ONE, TWO)) {
      try (var carol = signIn(host, CAROL)) {
        accept(carol, shared);
      }
    }
    for (var text : List.of(SHARED_FILE, OWN_FILE)) {
      assertThat(files(ONE, ALICE).put(text, "text/plain").status()).isEqualTo(200);
    }
    assertThat(files(TWO, BOB).put(SHARED_FILE, "text/plain").status()).isEqualTo(200);
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  @Test
  void no_channel_of_a_relay_shows_an_event_of_another() throws Exception {
    try (var alice = signIn(ONE, ALICE);
        var bob = signIn(TWO, BOB)) {
      for (var question : questions()) {
        assertThat(ask(alice, question)).as("of the owner: %s", question).matches(this::shows);
        assertThat(ask(bob, question)).as("of another: %s", question).matches(this::showsNothing);
      }
    }
  }

  @Test
  void a_refusal_of_another_tenant_reveals_nothing() throws Exception {
    try (var bob = signIn(ONE, BOB)) {
      for (var question : questions()) {
        var answer = ask(bob, question);
        assertThat(answer)
            .as(question)
            .contains("restricted: you are not a member of this relay")
            .matches(this::showsNothing)
            .isEqualTo(ask(bob, question.replace(own.id().hex(), "ab".repeat(32))));
      }
    }
  }

  @Test
  void a_live_event_reaches_the_subscribers_of_its_relay_only() throws Exception {
    try (var alice = signIn(ONE, ALICE);
        var bob = signIn(TWO, BOB)) {
      var room = List.of(List.of("h", ROOM));
      ask(bob, "[\"REQ\",\"live\",{\"#h\":[\"" + ROOM + "\"],\"kinds\":[9]}]");
      accept(alice, Event.sign(ALICE, now, 9, room, "to one"));
      var mine = Event.sign(BOB, now, 9, room, "to two");
      bob.send("[\"EVENT\"," + EventJson.write(mine) + "]");
      // The event of the other relay was committed before, so it would arrive first.
      for (var i = 0; i < 2; i++) {
        assertThat(bob.next()).contains(mine.id().hex());
      }
    }
  }

  @Test
  void an_answer_to_the_challenge_of_one_relay_does_not_work_for_another() throws Exception {
    try (var socket = TestSocket.open(engine.port(), ONE)) {
      var challenge = Json.tree(socket.next()).get(1).asString();
      var forTwo = Nip42.answer(ALICE, "ws://" + TWO + "/", challenge, now);
      socket.send("[\"AUTH\"," + EventJson.write(forTwo) + "]");
      assertThat(socket.next()).contains("\"OK\"").contains("false");
    }
  }

  @Test
  void a_deletion_on_one_relay_leaves_the_equal_event_and_room_of_the_other() throws Exception {
    try (var alice = signIn(ONE, ALICE);
        var carol = signIn(ONE, CAROL);
        var bob = signIn(TWO, BOB)) {
      accept(carol, Event.sign(CAROL, now, 5, List.of(List.of("e", shared.id().hex())), ""));
      accept(alice, Event.sign(ALICE, now + 2, 9_008, List.of(List.of("h", ROOM)), ""));
      assertThat(call(ONE, ALICE, "banevent", '"' + shared.id().hex() + '"')).contains("true");
      var byId = "[\"REQ\",\"q\",{\"ids\":[\"" + shared.id().hex() + "\"]}]";
      assertThat(ask(alice, byId)).doesNotContain(shared.id().hex());
      assertThat(ask(bob, byId)).contains(shared.id().hex());
      assertThat(ask(bob, "[\"REQ\",\"q\",{\"kinds\":[39000]}]")).contains(ROOM);
    }
  }

  @Test
  void files_and_lists_of_files_are_separate() {
    var mine = files(TWO, BOB);
    for (var hash : List.of(FileClient.hash(OWN_FILE), FileClient.hash("no file"))) {
      assertThat(mine.get(hash).status()).isEqualTo(404);
      assertThat(mine.head(hash).status()).isEqualTo(404);
      assertThat(mine.delete(hash).status()).isEqualTo(404);
    }
    assertThat(mine.list(ALICE.publicKey().hex()).body()).isEqualTo("[]");
    assertThat(mine.list(BOB.publicKey().hex()).body()).matches(this::showsNothing);
    assertThat(mine.delete(FileClient.hash(SHARED_FILE)).status()).isEqualTo(200);
    assertThat(files(ONE, ALICE).get(FileClient.hash(SHARED_FILE)).body()).isEqualTo(SHARED_FILE);
    assertThat(files(ONE, ALICE).list(ALICE.publicKey().hex()).body()).matches(this::shows);
  }

  @Test
  void a_private_file_and_a_missing_one_are_refused_alike_to_others() {
    for (var caller : List.of(files(ONE, BOB), new FileClient(engine.port(), ONE, null))) {
      for (var method : List.of("GET", "HEAD", "DELETE")) {
        var refusals =
            List.of(FileClient.hash(OWN_FILE), FileClient.hash("no file")).stream()
                .map(hash -> refusal(caller, method, hash))
                .distinct()
                .toList();
        assertThat(refusals).as(method).hasSize(1);
        assertThat(refusals.getFirst()).startsWith("40");
      }
      assertThat(caller.list(ALICE.publicKey().hex()).status()).isEqualTo(403);
      assertThat(caller.put("a file of a stranger", "text/plain").status()).isIn(401, 403);
    }
  }

  private static String refusal(FileClient caller, String method, String hash) {
    var verb = method.equals("DELETE") ? "delete" : "get";
    var answer = caller.send(method, "/" + hash, caller.token(verb, hash), Map.of());
    return answer.status() + answer.body() + answer.header("X-Reason");
  }

  @Test
  void no_management_call_shows_or_changes_another_relay() {
    var ban = '"' + "ab".repeat(32) + "\",\"" + SECRET + '"';
    assertThat(call(ONE, ALICE, "banpubkey", ban)).contains("true");
    assertThat(call(ONE, ALICE, "banevent", ban)).contains("true");
    assertThat(call(ONE, ALICE, "blockip", "\"192.0.2.1\",\"" + SECRET + '"')).contains("true");
    var lists =
        Json.tree(call(TWO, BOB, "supportedmethods", ""))
            .path("result")
            .valueStream()
            .map(JsonNode::asString)
            .filter(name -> name.startsWith("list"))
            .toList();
    assertThat(lists).contains("listbannedpubkeys", "listbannedevents", "listblockedips");
    for (var method : lists) {
      assertThat(call(TWO, BOB, method, "")).as(method).matches(this::showsNothing);
      assertThat(call(ONE, BOB, method, ""))
          .as(method)
          .doesNotContain("\"result\"")
          .matches(this::showsNothing);
    }
    assertThat(call(ONE, ALICE, "listbannedpubkeys", "")).contains(SECRET);
    for (var method : List.of("banpubkey", "allowpubkey", "banevent")) {
      assertThat(call(ONE, BOB, method, ban)).as(method).doesNotContain("\"result\"");
    }
  }

  @Test
  void the_host_of_one_relay_does_not_take_a_signature_for_another() {
    var body = "{\"method\":\"listbannedpubkeys\",\"params\":[]}";
    assertThat(signedCall(ONE, TWO, ALICE, body)).doesNotContain("\"result\"");
    assertThat(signedCall(ONE, ONE, ALICE, body)).contains("\"result\"");
  }

  private void create(String id, String host, SecretKey owner, String digit) {
    var body =
        """
        {"host":"%s","schema":"%s","secret":"%s","info":{"name":"%s","pubkey":"%s"},
         "roles":{"plain":{"pubkeys":["%s"]}},"groups":{"enabled":true},"management":{"enabled":true},
         "blossom":{"enabled":true,"authenticated_read":true}}
        """
            .formatted(host, id, digit.repeat(32), id, owner.publicKey(), CAROL.publicKey());
    assertThat(engine.api("POST", "/relay/" + id, body).status()).isEqualTo(201);
  }

  /// Questions that have a trace of the first relay in their answers there.
  private List<String> questions() {
    var filters =
        List.of(
            "{\"ids\":[\"" + own.id().hex() + "\"]}",
            "{\"kinds\":[9]}",
            "{\"#h\":[\"" + ROOM + "\"],\"kinds\":[9]}",
            "{\"authors\":[\"" + ALICE.publicKey().hex() + "\"],\"kinds\":[9]}",
            "{\"kinds\":[9],\"search\":\"" + SECRET + "\"}");
    var all = new ArrayList<String>();
    for (var filter : filters) {
      all.add("[\"REQ\",\"q\"," + filter + "]");
      all.add("[\"COUNT\",\"q\"," + filter + "]");
      all.add("[\"NEG-OPEN\",\"q\"," + filter + ",\"" + EVERYTHING + "\"]");
    }
    all.add("[\"REQ\",\"q\",{}]");
    all.add("[\"REQ\",\"q\",{\"kinds\":[39000,39001,39002]}]");
    return all;
  }

  /// Whether an answer has a trace of the first relay's message, room or file. A count other than 0
  /// is one, because the second relay has no message.
  private boolean shows(String answer) {
    return answer.contains(SECRET)
        || answer.contains(own.id().hex())
        || answer.contains(FileClient.hash(OWN_FILE))
        || answer.matches("(?s).*\"count\":[1-9].*");
  }

  private boolean showsNothing(String answer) {
    return !shows(answer);
  }

  private TestSocket signIn(String host, SecretKey key) throws Exception {
    var socket = TestSocket.open(engine.port(), host);
    socket.authenticate(key, host);
    return socket;
  }

  private static void accept(TestSocket socket, Event event) throws InterruptedException {
    socket.send("[\"EVENT\"," + EventJson.write(event) + "]");
    assertThat(socket.next()).contains(event.id().hex()).contains("true");
  }

  /// All messages of an answer, together. A subscription with the name `live` stays open.
  private static String ask(TestSocket socket, String question) throws InterruptedException {
    socket.send(question);
    var answer = new StringBuilder();
    while (true) {
      var message = socket.next();
      answer.append(message);
      if (message.equals("nothing") || LAST.contains(Json.tree(message).path(0).asString(""))) {
        if (question.startsWith("[\"NEG-OPEN\"")) {
          socket.send("[\"NEG-CLOSE\",\"q\"]");
        } else if (question.startsWith("[\"REQ\",\"q\"")) {
          socket.send("[\"CLOSE\",\"q\"]");
        }
        return answer.toString();
      }
    }
  }

  private FileClient files(String host, SecretKey key) {
    return new FileClient(engine.port(), host, key);
  }

  private String call(String host, SecretKey key, String method, String params) {
    var body = "{\"method\":\"" + method + "\",\"params\":[" + params + "]}";
    return signedCall(host, host, key, body);
  }

  private String signedCall(String host, String signedHost, SecretKey key, String body) {
    var hash = Hex.encode(Sha256.of(body.getBytes(StandardCharsets.UTF_8)));
    var tags = List.of(List.of("u", "http://" + signedHost + "/"), List.of("payload", hash));
    var token = Nip98.header(Event.sign(key, now, 27_235, tags, ""));
    var headers = Map.of("Content-Type", "application/nostr+json+rpc", "Authorization", token);
    return RawHttp.send(engine.port(), "POST", host, "/", headers, body).body().strip();
  }
}
