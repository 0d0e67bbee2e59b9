package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import caravel.control.hosting.EventArchive.ExportResult;
import caravel.control.relay.RelayId;
import caravel.nostr.Json;
import caravel.nostr.Nip98;
import caravel.nostr.SecretKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Exports and imports of events over the API, against a host that stores lines.
final class TransfersTest {
  @TempDir Path folder;
  private Platform platform;
  private String id;
  private String relay;

  @BeforeEach
  void start() {
    platform = new Platform(folder);
    id = platform.relay(ALICE, "club", "free");
    relay = "/relays/" + id;
    platform.progress().answered(new RelayId(id), 1);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  private String export(SecretKey who) throws IOException {
    var answer = platform.file(who, relay + "/export");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .isEqualTo("application/x-ndjson");
    assertThat(answer.headers().firstValue("Content-Disposition").orElse(""))
        .isEqualTo("attachment; filename=\"club.jsonl\"");
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private JsonNode newest() {
    return platform.get(ALICE, relay + "/activity").data().get("activity").get(0);
  }

  @Test
  void what_is_imported_is_counted_exported_and_recorded() throws IOException {
    var answer = platform.post(ALICE, relay + "/import", "{\"a\":1}\nnonsense\n{\"b\":2}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(List.of(answer.text("imported"), answer.text("known"), answer.text("invalid")))
        .containsExactly("2", "0", "1");
    assertThat(answer.data().get("problems").get(0).get("line").asInt()).isEqualTo(2);
    assertThat(answer.text("state")).isEqualTo("done");
    assertThat(answer.text("lines")).isEqualTo("3");
    assertThat(newest().get("activity_type").asString()).isEqualTo("import_relay");
    assertThat(newest().get("detail").get("imported").asInt()).isEqualTo(2);
    assertThat(platform.get(ALICE, relay + "/import").data()).isEqualTo(answer.data());

    var again = platform.post(ALICE, relay + "/import", "{\"a\":1}\n{\"b\":2}\n");
    assertThat(again.text("known")).isEqualTo("2");

    assertThat(export(ALICE)).isEqualTo("{\"a\":1}\n{\"b\":2}\n");
    assertThat(newest().get("activity_type").asString()).isEqualTo("export_relay");
    assertThat(newest().get("actor").asString()).isEqualTo(ALICE.publicKey().hex());
  }

  @Test
  void strangers_learn_nothing_and_an_operator_leaves_a_row_in_the_audit_log() throws IOException {
    platform.post(BOB, "/tenants");
    platform.host.lines.add("{\"secret\":1}");
    for (var path : List.of("/export", "/import", "/exit-kit")) {
      assertThat(platform.get(BOB, relay + path).refusal()).isEqualTo("404 not-found");
      assertThat(platform.get(null, relay + path).refusal()).isEqualTo("401 unauthorized");
    }
    assertThat(platform.post(BOB, relay + "/import", "{\"x\":1}").refusal())
        .isEqualTo("404 not-found");
    assertThat(platform.post(null, relay + "/import", "{\"x\":1}").refusal())
        .isEqualTo("401 unauthorized");
    assertThat(platform.host.lines).containsExactly("{\"secret\":1}");
    assertThat(platform.get(ADMIN, "/admin/audit").data()).isEmpty();
    export(ADMIN);
    var row = platform.get(ADMIN, "/admin/audit").data().get(0);
    assertThat(row.get("action").asString()).isEqualTo("export_relay");
    assertThat(row.get("resource_id").asString()).isEqualTo(id);
  }

  @Test
  void a_suspended_tenant_exports_and_does_not_import() throws IOException {
    platform.host.lines.add("{\"a\":1}");
    platform.post(
        ADMIN, "/tenants/" + ALICE.publicKey() + "/suspend", "{\"reason\":\"unpaid elsewhere\"}");
    assertThat(export(ALICE)).isEqualTo("{\"a\":1}\n");
    assertThat(platform.post(ALICE, relay + "/import", "{\"b\":1}").refusal())
        .isEqualTo("403 relay-suspended");
  }

  @Test
  void a_deleted_relay_is_exported_until_it_is_erased_and_imports_nothing() throws IOException {
    platform.host.lines.add("{\"a\":1}");
    assertThat(platform.delete(ALICE, relay + "?confirm=club").status()).isEqualTo(202);
    assertThat(export(ALICE)).isEqualTo("{\"a\":1}\n");
    assertThat(platform.post(ALICE, relay + "/import", "{}").refusal())
        .isEqualTo("400 relay-is-inactive");
  }

  @Test
  void a_file_beyond_the_limit_is_refused_with_and_without_an_announced_length()
      throws IOException {
    var body = "{}\n".repeat(Platform.IMPORT_BYTES_MAX / 3 + 1);
    assertThat(platform.post(ALICE, relay + "/import", body).refusal()).isEqualTo("413 too-large");
    try (var socket = upload("Transfer-Encoding: chunked")) {
      var out = socket.getOutputStream();
      var part = "{}\n".repeat(20_000).getBytes(StandardCharsets.UTF_8);
      for (int sent = 0; sent <= Platform.IMPORT_BYTES_MAX; sent += part.length) {
        out.write((Integer.toHexString(part.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.write(part);
        out.write("\r\n".getBytes(StandardCharsets.UTF_8));
      }
      assertThat(firstLine(socket)).startsWith("HTTP/1.1 413");
      assertThat(state()).isEqualTo("failed");
      assertThat(platform.get(ALICE, relay + "/import").text("error")).contains("at most 2 MiB");
    }
  }

  private Socket upload(String length) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), platform.port());
    socket.setSoTimeout(20_000);
    var token = Nip98.session(ALICE, Platform.SERVER_URL, platform.clock.seconds());
    socket
        .getOutputStream()
        .write(
            ("POST "
                    + relay
                    + "/import HTTP/1.1\r\nHost: x\r\nAuthorization: "
                    + token
                    + "\r\n"
                    + length
                    + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  private static String firstLine(Socket socket) throws IOException {
    var line = new StringBuilder();
    for (int c = socket.getInputStream().read(); c >= 0 && c != '\r'; ) {
      line.append((char) c);
      c = socket.getInputStream().read();
    }
    return line.toString();
  }

  @Test
  void an_upload_that_is_cut_says_so_to_the_next_page_and_can_be_repeated() throws IOException {
    try (var socket = upload("Content-Length: 1000")) {
      socket.getOutputStream().write("{\"a\":1}\n{\"b\":".getBytes(StandardCharsets.UTF_8));
      await().until(() -> platform.host.lines.contains("{\"a\":1}"));
      assertThat(state()).isEqualTo("running");
      assertThat(platform.post(ALICE, relay + "/import", "{}").refusal())
          .as("one import of a relay at a time")
          .isEqualTo("409 conflict");
    }
    await().until(() -> state().equals("failed"));
    assertThat(platform.get(ALICE, relay + "/import").text("error")).contains("cut off");
    var again = platform.post(ALICE, relay + "/import", "{\"a\":1}\n{\"b\":1}\n");
    assertThat(again.text("imported")).isEqualTo("1");
    assertThat(again.text("known")).isEqualTo("1");
  }

  private String state() {
    return platform.get(ALICE, relay + "/import").text("state");
  }

  @Test
  void progress_is_on_the_stream_and_a_lost_import_does_not_run_for_ever() throws Exception {
    var taken = new CountDownLatch(1);
    platform.host.beforeLine =
        () -> {
          platform.clock.move(Duration.ofSeconds(2));
          if (platform.host.lines.size() == 1) {
            awaitGate(taken);
          }
        };
    try (var listening = platform.listen(ALICE, "/stream");
        var socket = upload("Content-Length: 100000")) {
      socket.getOutputStream().write("{\"a\":1}\n{\"b\":1}\n".getBytes(StandardCharsets.UTF_8));
      await().until(() -> state().equals("running"));
      await().until(() -> !listening.data("import").isEmpty());
      var event = Json.tree(listening.data("import").getFirst());
      assertThat(event.get("relay_id").asString()).isEqualTo(id);
      assertThat(event.get("bytes_total").asInt()).isEqualTo(100_000);
      platform.clock.move(Duration.ofMinutes(2));
      assertThat(state()).as("no news for two minutes").isEqualTo("failed");
      taken.countDown();
    }
  }

  private static void awaitGate(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void an_export_that_the_host_breaks_off_does_not_look_complete() {
    platform.host.lines.add("{\"a\":1}");
    platform.host.exportEnd = new ExportResult.Unknown("cut");
    assertThatThrownBy(() -> platform.file(ALICE, relay + "/export"))
        .isInstanceOf(IOException.class);
    platform.host.lines.clear();
    assertThat(platform.get(ALICE, relay + "/export").refusal()).isEqualTo("503 relay-unreachable");
    platform.host.exportEnd = new ExportResult.Refused("This host can’t.");
    assertThat(platform.get(ALICE, relay + "/export").refusal()).isEqualTo("409 conflict");
  }

  private Map<String, String> kit(SecretKey who, String query) throws IOException {
    var answer = platform.file(who, relay + "/exit-kit" + query);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).isEqualTo("application/zip");
    var files = new TreeMap<String, String>();
    try (var zip = new ZipInputStream(new ByteArrayInputStream(answer.body()))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return files;
  }

  @Test
  void the_exit_kit_has_everything_and_the_key_only_on_request() throws IOException {
    platform.host.lines.add("{\"a\":1}");
    platform.put(ALICE, relay + "/bans/" + BOB.publicKey(), "{\"reason\":\"spam\"}");
    var key = platform.progress().secret(new RelayId(id)).revealHex();
    var files = kit(ALICE, "");
    assertThat(files.keySet())
        .containsExactly(
            "README.txt",
            "bans.json",
            "events.jsonl",
            "invoices.json",
            "manifest.json",
            "members.json",
            "relay.toml");
    assertThat(files.get("events.jsonl")).isEqualTo("{\"a\":1}\n");
    assertThat(files.get("members.json")).contains(FakeHost.FIRST.hex());
    assertThat(files.get("bans.json")).contains(BOB.publicKey().hex(), "spam");
    assertThat(files.get("README.txt")).contains("zooid import --relay " + id);
    assertThat(String.join("", files.values())).doesNotContain(key);
    assertThat(newest().get("activity_type").asString()).isEqualTo("export_relay");

    assertThat(kit(ALICE, "?include_key=club").get("relay.toml")).contains(key);
    assertThat(newest().get("activity_type").asString()).isEqualTo("export_relay_key");
    assertThat(newest().toString()).doesNotContain(key);
    assertThat(platform.get(ALICE, relay + "/exit-kit?include_key=yes").refusal())
        .isEqualTo("422 invalid include_key");
    assertThat(platform.get(ADMIN, relay + "/exit-kit?include_key=club").refusal())
        .isEqualTo("403 forbidden");
  }

  @Test
  void an_exit_kit_without_its_events_is_no_file() {
    platform.host.exportEnd = new ExportResult.Refused("This host can’t.");
    assertThat(platform.get(ALICE, relay + "/exit-kit").refusal()).isEqualTo("409 conflict");
    platform.host.exportEnd = new ExportResult.Unknown("cut");
    assertThat(platform.get(ALICE, relay + "/exit-kit").refusal())
        .isEqualTo("503 relay-unreachable");
  }

  @Test
  void a_relay_that_never_answered_and_a_wrong_cursor_are_refused() {
    var fresh = "/relays/" + platform.relay(ALICE, "fresh", "free");
    assertThat(platform.get(ALICE, fresh + "/export").refusal()).isEqualTo("503 relay-unreachable");
    assertThat(platform.post(ALICE, fresh + "/import", "{}").refusal())
        .isEqualTo("503 relay-unreachable");
    assertThat(platform.get(ALICE, relay + "/export?after=1").refusal())
        .isEqualTo("422 invalid after");
    assertThat(platform.get(ALICE, fresh + "/import").data().isNull()).isTrue();
  }
}
