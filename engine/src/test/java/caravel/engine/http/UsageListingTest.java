package caravel.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.session.RelayLimits;
import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Json;
import caravel.nostr.SecretKey;
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

final class UsageListingTest {
  private static final String CLUB = "club.localhost:80";
  private static final SecretKey OWNER = SecretKey.parse("02".repeat(32));
  private static final SecretKey STRANGER = SecretKey.parse("24".repeat(32));

  @TempDir Path folder;
  private RunningEngine engine;

  @BeforeEach
  void start() {
    engine = new RunningEngine(folder);
    var more =
        "\"policy\":{\"public_read\":true},\"blossom\":{\"enabled\":true,\"max_bytes\":5000}";
    var answer = engine.api("POST", "/relay/club", RunningEngine.body(CLUB, "club", more));
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  private JsonNode usage(String query) {
    var answer = engine.api("GET", "/relay/club/usage" + query, "");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return Json.tree(answer.body());
  }

  private static String note(SecretKey author, String content) {
    long now = InstantSource.system().instant().getEpochSecond();
    return "[\"EVENT\","
        + EventJson.write(Event.sign(author, now, 9, List.of(List.of("t", "x")), content))
        + "]";
  }

  @Test
  void a_relay_that_was_not_used_is_not_opened() {
    var usage = usage("");
    assertThat(usage.path("events").isNull()).isTrue();
    assertThat(usage.path("event_bytes").isNull()).isTrue();
    assertThat(usage.path("event_bytes_max").asLong()).isEqualTo(RelayLimits.BYTES_MAX);
    assertThat(usage.path("file_bytes_max").asLong()).isEqualTo(5_000);
    assertThat(usage.path("files").asLong(-1)).isZero();
    assertThat(usage.path("connections").asLong(-1)).isZero();
    assertThat(usage.path("events_in").asLong(-1)).isZero();
    assertThat(usage.path("calls").isMissingNode()).isTrue();
    assertThat(folder.resolve("relays").resolve("club.db")).doesNotExist();
    assertThat(Files.exists(folder.resolve("media").resolve("club"))).isFalse();
  }

  @Test
  void stored_events_and_traffic_are_counted() throws Exception {
    long before = InstantSource.system().instant().getEpochSecond();
    try (var socket = TestSocket.open(engine.port(), CLUB)) {
      socket.authenticate(OWNER, CLUB);
      var start = usage("");
      var note = note(OWNER, "hello");
      for (int sent = 0; sent < 2; sent++) {
        socket.send(note);
        assertThat(socket.next()).contains("true");
      }
      socket.send(note(STRANGER, "not a member"));
      assertThat(socket.next()).contains("false");
      socket.send("[\"REQ\",\"x\",{\"kinds\":[9]}]");
      var event = socket.next();
      assertThat(socket.next()).contains("EOSE");

      var end = usage("");
      assertThat(end.path("connections").asLong()).isEqualTo(1);
      assertThat(end.path("started_at").asLong()).isBetween(before - 60, before);
      // The same event again and the refused one are not counted.
      assertThat(grown(start, end, "events_in")).isEqualTo(1);
      assertThat(grown(start, end, "events")).isEqualTo(1);
      assertThat(grown(start, end, "events_out")).isEqualTo(1);
      assertThat(grown(start, end, "bytes_in")).isGreaterThan(3L * note.length() - 100);
      assertThat(grown(start, end, "bytes_out")).isGreaterThan(event.length());
      assertThat(end.path("event_bytes").asLong()).isPositive();
    }
  }

  private static long grown(JsonNode start, JsonNode end, String figure) {
    return end.path(figure).asLong() - start.path(figure).asLong();
  }

  @Test
  void files_are_counted_anew_after_each_change() {
    var owner = new FileClient(engine.port(), CLUB, OWNER);
    assertThat(owner.put("one", "text/plain").status()).isLessThan(300);
    assertThat(usage("").path("file_bytes").asLong()).isEqualTo(3);
    assertThat(owner.put("three", "text/plain").status()).isLessThan(300);
    assertThat(usage("").path("file_bytes").asLong()).isEqualTo(8);
    assertThat(usage("").path("files").asLong()).isEqualTo(2);
    assertThat(owner.delete(FileClient.hash("one")).status()).isLessThan(300);
    assertThat(usage("").path("file_bytes").asLong()).isEqualTo(5);
  }

  @Test
  void a_relay_without_livekit_has_no_calls() {
    assertThat(usage("?calls=1").path("calls").isNull()).isTrue();
  }

  @Test
  void only_the_platform_reads_the_usage() {
    var answer = engine.api(STRANGER, "GET", "/relay/club/usage", "", Map.of());
    assertThat(answer.status()).isEqualTo(403);
    assertThat(engine.api("POST", "/relay/club/usage", "").status()).isEqualTo(405);
    assertThat(engine.api("GET", "/relay/none/usage", "").body()).contains("relay not found");
  }
}
