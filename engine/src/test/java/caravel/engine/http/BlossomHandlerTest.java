package caravel.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Json;
import caravel.nostr.Nip98;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Safety, privacy, limits and management of files, which the recorded cases do not cover.
final class BlossomHandlerTest {
  private static final SecretKey OWNER = SecretKey.parse("02".repeat(32));
  private static final SecretKey ALICE = SecretKey.parse("03".repeat(32));
  private static final SecretKey BOB = SecretKey.parse("04".repeat(32));
  private static final SecretKey MALLORY = SecretKey.parse("05".repeat(32));
  private static final String OPEN = "open.localhost";
  private static final String CLOSED = "closed.localhost";

  @TempDir Path folder;
  private RunningEngine engine;

  @BeforeEach
  void start() {
    engine = new RunningEngine(folder);
    create("open", OPEN, "");
    create("closed", CLOSED, ",\"authenticated_read\":true");
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  private void create(String id, String host, String more) {
    var roles =
        "\"roles\":{\"plain\":{\"pubkeys\":[\"%s\",\"%s\"]}}"
            .formatted(ALICE.publicKey().hex(), BOB.publicKey().hex());
    var body = RunningEngine.body(host, id, "\"blossom\":{\"enabled\":true" + more + "}," + roles);
    assertThat(engine.api("POST", "/relay/" + id, body).status()).isEqualTo(201);
  }

  private FileClient client(String host, @Nullable SecretKey key) {
    return new FileClient(engine.port(), host, key);
  }

  private static void assertRefused(RawHttp.Answer answer, int status, String reason) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.header("X-Reason")).isEqualTo(reason);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void a_file_is_served_so_that_it_never_runs_as_a_page() {
    var alice = client(OPEN, ALICE);
    var svg = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    for (var text : List.of("hello", svg, "<html>hi")) {
      assertThat(alice.put(text, "text/plain").status()).isEqualTo(200);
      var answer = client(OPEN, null).get(FileClient.hash(text));
      assertThat(answer.body()).isEqualTo(text);
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(answer.header("Content-Security-Policy")).isEqualTo("sandbox; default-src 'none'");
      assertThat(answer.header("Content-Disposition"))
          .isEqualTo(text.equals("hello") ? "" : "attachment");
    }
  }

  @Test
  void a_descriptor_has_the_address_and_the_nip94_tags() {
    var answer = client(OPEN, ALICE).put("hello", "text/plain");
    var url = "https://" + OPEN + "/" + FileClient.hash("hello") + ".txt";
    var json = Json.mapper().readTree(answer.body());
    assertThat(json.path("url").stringValue()).isEqualTo(url);
    assertThat(json.path("nip94").toString())
        .isEqualTo(
            """
            [["url","%s"],["m","text/plain; charset=utf-8"],["x","%s"],["size","5"]]\
            """
                .formatted(url, FileClient.hash("hello")));
  }

  @Test
  void an_upload_with_another_hash_than_its_token_is_not_stored() {
    var alice = client(OPEN, ALICE);
    var headers = alice.token("upload", FileClient.hash("other"));
    var answer = RawHttp.send(engine.port(), "PUT", OPEN, "/upload", headers, "hello");
    assertRefused(answer, 403, "blob hash does not match any \"x\" tag in authorization event");
    assertRefused(alice.get(FileClient.hash("hello")), 404, "file not found");
    assertThat(alice.list(ALICE.publicKey().hex()).body()).isEqualTo("[]");
  }

  @Test
  void private_files_show_nothing_to_others() {
    var alice = client(CLOSED, ALICE);
    assertThat(alice.put("secret", "text/plain").status()).isEqualTo(200);
    var hash = FileClient.hash("secret");
    for (var other : List.of(client(CLOSED, null), client(CLOSED, MALLORY))) {
      assertRefused(other.get(hash), 403, "unauthorized");
      assertRefused(other.head(hash), 403, "unauthorized");
      assertRefused(other.get(FileClient.hash("x")), 403, "unauthorized");
      assertRefused(other.head(FileClient.hash("x")), 403, "unauthorized");
      assertRefused(other.list(ALICE.publicKey().hex()), 403, "unauthorized");
    }
    var answer = client(CLOSED, BOB).get(hash);
    assertThat(answer.body()).isEqualTo("secret");
    assertThat(answer.header("Cache-Control")).isEqualTo("private, max-age=604800, immutable");
  }

  @Test
  void a_file_of_one_relay_is_unknown_to_another() { // 141
    assertThat(client(OPEN, ALICE).put("hello", "text/plain").status()).isEqualTo(200);
    var hash = FileClient.hash("hello");
    assertRefused(client(CLOSED, ALICE).get(hash), 404, "file not found");
    assertRefused(client(CLOSED, ALICE).delete(hash), 404, "file not found");
    assertThat(client(CLOSED, ALICE).list(ALICE.publicKey().hex()).body()).isEqualTo("[]");
    assertThat(engine.api("GET", "/relay/closed/files", "").body()).startsWith("{\"files\":0,");
  }

  @Test
  void a_banned_member_neither_uploads_nor_reads_private_files() {
    assertThat(client(CLOSED, ALICE).put("before", "text/plain").status()).isEqualTo(200);
    engine.api("PATCH", "/relay/closed", "{\"management\":{\"enabled\":true}}");
    assertThat(ban(ALICE)).isEqualTo("{\"result\":true}\n");
    assertRefused(client(CLOSED, ALICE).put("after", "text/plain"), 403, "unauthorized");
    assertRefused(client(CLOSED, ALICE).get(FileClient.hash("before")), 403, "unauthorized");
  }

  private String ban(SecretKey who) {
    var body = "{\"method\":\"banpubkey\",\"params\":[\"" + who.publicKey().hex() + "\",\"spam\"]}";
    var now = InstantSource.system().instant().getEpochSecond();
    var headers =
        Map.of(
            "Content-Type",
            "application/nostr+json+rpc",
            "Authorization",
            Nip98.token(
                OWNER,
                "https://" + CLOSED + "/",
                "POST",
                body.getBytes(StandardCharsets.UTF_8),
                now));
    return RawHttp.send(engine.port(), "POST", CLOSED, "/", headers, body).body();
  }

  @Test
  void a_manager_deletes_the_file_of_a_member() {
    assertThat(client(OPEN, ALICE).put("bad", "text/plain").status()).isEqualTo(200);
    assertThat(client(OPEN, BOB).delete(FileClient.hash("bad")).status()).isEqualTo(200);
    assertThat(client(OPEN, null).get(FileClient.hash("bad")).status()).isEqualTo(200);
    assertThat(client(OPEN, OWNER).delete(FileClient.hash("bad")).status()).isEqualTo(200);
    assertRefused(client(OPEN, null).get(FileClient.hash("bad")), 404, "file not found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../%s",
        "/..%%2f%s",
        "/%%2e%%2e/%s",
        "/./%s",
        "//%s",
        "/%s/../index.db",
        "/index.db",
        "/.uploads/x",
        "/%s%%00.txt",
        "/%s/"
      })
  void a_path_never_leaves_the_files_of_the_relay(String path) {
    var text = "hello";
    assertThat(client(OPEN, ALICE).put(text, "text/plain").status()).isEqualTo(200);
    var answer =
        client(OPEN, null).send("GET", path.formatted(FileClient.hash(text)), Map.of(), Map.of());
    assertThat(answer.status()).isIn(400, 404);
  }

  @Test
  void a_range_of_a_file_is_its_slice() {
    client(OPEN, ALICE).put("hello world", "text/plain");
    var hash = FileClient.hash("hello world");
    var answer = client(OPEN, null).get(hash, "Range", "bytes=6-8");
    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.body()).isEqualTo("wor");
    var stale =
        client(OPEN, null)
            .send("GET", "/" + hash, Map.of(), Map.of("Range", "bytes=6-8", "If-Range", "\"x\""));
    assertThat(stale.status()).isEqualTo(200);
    assertThat(client(OPEN, null).get(hash, "If-None-Match", "\"" + hash + "\"").status())
        .isEqualTo(304);
  }

  @Test
  void a_body_that_ends_early_leaves_nothing() throws IOException {
    var alice = client(OPEN, ALICE);
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), engine.port())) {
      var head =
          "PUT /upload HTTP/1.1\r\nHost: "
              + OPEN
              + "\r\nContent-Length: 100\r\nAuthorization: "
              + alice.token("upload").get("Authorization")
              + "\r\n\r\nhalf";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      await().until(() -> uploads() == 1);
    }
    await().until(() -> uploads() == 0);
    assertThat(alice.list(ALICE.publicKey().hex()).body()).isEqualTo("[]");
  }

  private long uploads() throws IOException {
    try (var files = Files.list(folder.resolve("media/.uploads"))) {
      return files.count();
    }
  }

  @Test
  void uploads_of_one_address_are_limited() throws IOException {
    var alice = client(OPEN, ALICE);
    var sockets = new ArrayList<Socket>();
    try {
      for (int i = 0; i < TransferSlots.Limits.UPLOADS.ofAddress(); i++) {
        var socket = new Socket(InetAddress.getLoopbackAddress(), engine.port());
        sockets.add(socket);
        var head =
            "PUT /upload HTTP/1.1\r\nHost: "
                + OPEN
                + "\r\nContent-Length: 100\r\nAuthorization: "
                + alice.token("upload").get("Authorization")
                + "\r\n\r\nhalf";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      }
      await().until(() -> uploads() == TransferSlots.Limits.UPLOADS.ofAddress());
      assertRefused(
          alice.put("one more", ""), 503, "too many files are being transferred; try again later");
    } finally {
      for (var socket : sockets) {
        socket.close();
      }
    }
    await().until(() -> uploads() == 0);
    assertThat(alice.put("one more", "").status()).isEqualTo(200);
  }

  @Test
  void a_token_may_have_the_base64_of_urls_and_name_the_server_by_its_host() {
    var alice = client(OPEN, ALICE);
    assertThat(alice.put("12345", "").status()).isEqualTo(200);
    var now = InstantSource.system().instant().getEpochSecond();
    var tags =
        List.of(
            List.of("t", "get"),
            List.of("expiration", Long.toString(now + 60)),
            List.of("server", OPEN.split(":", 2)[0]));
    // The content makes both characters of the alphabets necessary.
    var event = EventJson.write(Event.sign(ALICE, now, 24_242, tags, "ÿÿÿ>>>???~~~"));
    var token =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(event.getBytes(StandardCharsets.UTF_8));
    assertThat(token).containsAnyOf("-", "_");
    var headers = Map.of("Authorization", "Nostr " + token);
    assertThat(alice.send("GET", "/" + FileClient.hash("12345"), headers, Map.of()).body())
        .isEqualTo("12345");
  }

  @Test
  void the_limits_of_the_plan_hold() {
    engine.api(
        "PATCH", "/relay/open", "{\"blossom\":{\"max_bytes\":8,\"max_bytes_per_member\":5}}");
    assertThat(client(OPEN, ALICE).put("12345", "").status()).isEqualTo(200);
    assertRefused(
        client(OPEN, ALICE).put("6", ""),
        413,
        "your files take all the space you have; delete some of them");
    assertRefused(
        client(OPEN, BOB).put("1234", ""),
        413,
        "this relay has no space left for files; delete some of them");
    var headers = new HashMap<>(client(OPEN, BOB).token("upload"));
    headers.put("X-Content-Length", "4");
    assertThat(client(OPEN, BOB).send("HEAD", "/upload", headers, Map.of()).status())
        .isEqualTo(413);
    assertThat(client(OPEN, BOB).put("123", "").status()).isEqualTo(200);
  }

  @Test
  void a_mirror_never_fetches_a_private_address() {
    var alice = client(OPEN, ALICE);
    for (var url :
        List.of("https://127.0.0.1/x", "https://localhost.localdomain/x", "http://a.b/", "")) {
      var answer =
          RawHttp.send(
              engine.port(),
              "PUT",
              OPEN,
              "/mirror",
              alice.token("upload", FileClient.hash("x")),
              "{\"url\":\"" + url + "\"}");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("X-Reason")).startsWith("failed to download from url");
    }
  }

  @Test
  void a_report_is_an_event_of_its_author() {
    var hash = FileClient.hash("bad");
    assertThat(report(ALICE, List.of(List.of("x", hash, "malware"))).status()).isEqualTo(200);
    assertThat(report(ALICE, List.of()).status()).isEqualTo(400);
    assertRefused(
        report(MALLORY, List.of(List.of("x", hash))),
        403,
        "restricted: you are not a member of this relay");
    var events = engine.api("GET", "/relay/open/events", "").body();
    assertThat(events).contains("\"kind\":1984", "malware");
    assertThat(events.split("\"kind\":1984", -1)).hasSize(2);
  }

  private RawHttp.Answer report(SecretKey by, List<List<String>> tags) {
    var now = InstantSource.system().instant().getEpochSecond();
    var event = EventJson.write(Event.sign(by, now, 1_984, tags, "not good"));
    return RawHttp.send(engine.port(), "PUT", OPEN, "/report", Map.of(), event);
  }

  @Test
  void the_management_api_lists_and_deletes_files() {
    client(OPEN, ALICE).put("1", "text/plain");
    client(OPEN, BOB).put("22", "text/plain");
    client(OPEN, ALICE).put("22", "text/plain");
    var first =
        Json.mapper().readTree(engine.api("GET", "/relay/open/files?sort=size&limit=1", "").body());
    assertThat(first.path("files").asInt(0)).isEqualTo(2);
    assertThat(first.path("bytes").asInt(0)).isEqualTo(3);
    assertThat(first.at("/page/0/sha256").asString("")).isEqualTo(FileClient.hash("22"));
    assertThat(first.at("/page/0/owners").size()).isEqualTo(2);
    var next = first.path("next").asString("");
    var second = engine.api("GET", "/relay/open/files?sort=size&limit=1&after=" + next, "").body();
    assertThat(second).contains(FileClient.hash("1"));
    assertThat(engine.api("GET", "/relay/open/files?sort=name", "").status()).isEqualTo(400);
    assertThat(engine.api("GET", "/relay/open/files?limit=0", "").status()).isEqualTo(400);
    assertThat(engine.api("GET", "/relay/none/files", "").status()).isEqualTo(404);
    var path = "/relay/open/files/" + FileClient.hash("22");
    assertThat(engine.api("DELETE", path, "").status()).isEqualTo(200);
    assertThat(engine.api("DELETE", path, "").status()).isEqualTo(404);
    assertThat(client(OPEN, null).get(FileClient.hash("22")).status()).isEqualTo(404);
  }

  @Test
  void a_purged_relay_has_no_files_left() {
    client(OPEN, ALICE).put("hello", "text/plain");
    assertThat(folder.resolve("media/open")).isDirectory();
    assertThat(engine.api("DELETE", "/relay/open?purge=1", "").body()).contains("purged");
    assertThat(folder.resolve("media/open")).doesNotExist();
    create("open", OPEN, "");
    assertThat(client(OPEN, null).get(FileClient.hash("hello")).status()).isEqualTo(404);
  }

  @Test
  void the_information_document_names_blossom_only_where_it_is_served() {
    create("plain", "plain.localhost", "");
    assertThat(engine.information("plain.localhost").body()).contains("\"BUD-01\"");
    engine.api("PATCH", "/relay/plain", "{\"blossom\":{\"enabled\":false}}");
    assertThat(engine.information("plain.localhost").body()).doesNotContain("BUD");
    assertThat(client("plain.localhost", ALICE).put("x", "").body())
        .isEqualTo("404 page not found\n");
  }
}
