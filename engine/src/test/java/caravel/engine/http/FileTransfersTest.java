package caravel.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.Json;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Single files that leave one relay and arrive in another, over the management API.
final class FileTransfersTest {
  private static final SecretKey ALICE = SecretKey.parse("06".repeat(32));
  private static final SecretKey BOB = SecretKey.parse("07".repeat(32));

  @TempDir Path folder;
  private RunningEngine engine;
  private FileClient alice;

  @BeforeEach
  void start() {
    engine = new RunningEngine(folder);
    make("old", "true");
    make("new", "true");
    alice = new FileClient(engine.port(), "old.x", ALICE);
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  private void make(String id, String enabled) {
    var more =
        "\"blossom\":{\"enabled\":%s},\"roles\":{\"plain\":{\"pubkeys\":[\"%s\",\"%s\"]}}"
            .formatted(enabled, ALICE.publicKey().hex(), BOB.publicKey().hex());
    assertThat(engine.api("POST", "/relay/" + id, RunningEngine.body(id + ".x", id, more)).status())
        .isEqualTo(201);
  }

  private static String line(String text, long size, SecretKey... owners) {
    var list = new ArrayList<String>();
    for (var owner : owners) {
      list.add("[\"" + owner.publicKey().hex() + "\",7]");
    }
    return "{\"sha256\":\"%s\",\"size\":%d,\"type\":\"text/plain\",\"uploaded\":7,\"owners\":[%s]}"
        .formatted(FileClient.hash(text), size, String.join(",", list));
  }

  private static String path(String relay, String text) {
    return "/relay/" + relay + "/files/" + FileClient.hash(text);
  }

  private RawHttp.Answer put(String relay, String text, String line) {
    return engine.api("PUT", path(relay, text), line + "\n" + text);
  }

  @Test
  void a_file_arrives_with_its_bytes_time_type_and_owners() {
    alice.put("hello", "text/plain");
    var sent = engine.api("GET", path("old", "hello"), "");
    assertThat(sent.status()).isEqualTo(200);
    assertThat(sent.body()).isEqualTo("hello");
    var stored = put("new", sent.body(), line("hello", 5, ALICE, BOB));
    assertThat(stored.status()).as(stored.body()).isEqualTo(201);
    var entry = Json.tree(engine.api("GET", "/relay/new/files", "").body()).at("/page/0");
    assertThat(entry.path("uploaded").asLong()).isEqualTo(7);
    assertThat(entry.path("owners")).hasSize(2);
    assertThat(new FileClient(engine.port(), "new.x", BOB).get(FileClient.hash("hello")).body())
        .isEqualTo("hello");
  }

  @Test
  void a_file_that_is_stored_already_gets_the_owners_and_needs_no_space() {
    alice.put("hello", "text/plain");
    engine.api("PATCH", "/relay/old", "{\"blossom\":{\"max_bytes\":5}}");
    assertThat(put("old", "hello", line("hello", 5, BOB)).status()).isEqualTo(200);
    var entry = Json.tree(engine.api("GET", "/relay/old/files", "").body()).at("/page/0");
    assertThat(entry.path("owners")).hasSize(2);
  }

  @Test
  void wrong_bytes_sizes_names_and_lines_are_refused_and_nothing_is_stored() {
    var refused =
        List.of(
            put("new", "hello", line("hello", 4, ALICE)),
            put("new", "hello", line("hello", 6, ALICE)),
            put("new", "hello", line("other", 5, ALICE)),
            put("new", "hello", line("hello", 5)),
            put("new", "hello", "{}"),
            put("new", "hello", "no json"),
            engine.api("PUT", path("new", "hello"), ""),
            engine.api("PUT", path("new", "hello"), "x".repeat(70_000)),
            engine.api("PUT", path("new", "hello"), line("hello", 5, ALICE) + "\nhallo"));
    assertThat(refused).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(400));
    assertThat(engine.api("GET", "/relay/new/files", "").body()).startsWith("{\"files\":0,");
  }

  @Test
  void a_full_relay_a_large_file_and_a_relay_without_files_refuse() {
    make("off", "false");
    assertThat(put("off", "hello", line("hello", 5, ALICE)).status()).isEqualTo(409);
    assertThat(put("new", "hello", line("hello", 1L << 40, ALICE)).status()).isEqualTo(413);
    engine.api("PATCH", "/relay/new", "{\"blossom\":{\"max_bytes\":4}}");
    assertThat(put("new", "hello", line("hello", 5, ALICE)).status()).isEqualTo(413);
    assertThat(put("unknown", "hello", line("hello", 5, ALICE)).status()).isEqualTo(404);
    assertThat(engine.api("GET", path("old", "unknown"), "").status()).isEqualTo(404);
    assertThat(engine.api("GET", "/relay/old/files/x", "").status()).isEqualTo(404);
  }
}
