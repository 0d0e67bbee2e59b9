package caravel.app.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Moderation with the whole program and its own engine: a message that a member reported is
/// removed over the API, refused by the relay, and restored.
@Tag("slow")
final class ModerationOnEngineTest {
  private static final Duration WAIT_MAX = Duration.ofSeconds(40);

  @TempDir private Path folder;

  private final SecretKey owner = SecretKey.generate();
  private final SecretKey author = SecretKey.generate();
  private final SecretKey reporter = SecretKey.generate();
  private final List<Integer> ports = CaravelProcess.freePorts(2);

  @Test
  void a_reported_message_is_removed_refused_and_restored() throws Exception {
    try (var _ = start();
        var api = new SurvivalApi(ports.getFirst(), owner);
        var lounge = new Member.Lounge()) {
      var made = api.createRelay("club").data();
      var relay = "/relays/" + made.path("id").asString();
      var url = made.path("url").asString();
      await()
          .atMost(WAIT_MAX)
          .until(() -> api.get(relay).data().path("provisioning").asString("").equals("active"));
      var accepted = Member.ledger();
      var writing = lounge.enter(author, url, accepted);
      var reporting = lounge.enter(reporter, url, accepted);
      var spam = message("Cheap sunglasses for sailors");
      var fine = message("Good morning sailors");
      publish(writing, spam);
      publish(writing, fine);
      var report = report(spam);
      publish(reporting, report);
      assertThat(accepted).contains(spam.id(), fine.id(), report.id());

      assertThat(found(api, relay, "SUNGLASSES")).containsExactly(spam.content());
      assertThat(found(api, relay, "sailors")).hasSize(2);
      var reports = api.get(relay + "/reports").data().path("reports");
      assertThat(reports).hasSize(1);
      var group = reports.path(0);
      assertThat(group.path("event").path("content").asString()).isEqualTo(spam.content());
      assertThat(group.path("pubkey").asString()).isEqualTo(author.publicKey().hex());
      assertThat(group.path("reasons").path(0).asString()).isEqualTo("spam");
      assertThat(group.path("reports").path(0).path("text").asString()).isEqualTo("Not funny");
      assertThat(group.path("reports").path(0).path("pubkey").asString())
          .isEqualTo(reporter.publicKey().hex());

      var ban = relay + "/banned-events/" + spam.id();
      assertThat(api.call("PUT", ban, "{\"reason\": \"No ads\"}").status()).isEqualTo(200);
      assertThat(writing.stored(Filter.all().withIds(List.of(spam.id())))).isEmpty();
      assertThat(found(api, relay, "sunglasses")).isEmpty();
      assertThat(found(api, relay, "sailors")).containsExactly(fine.content());
      assertThat(api.get(relay + "/reports").data().path("reports")).isEmpty();
      var banned = api.get(relay + "/banned-events").data().path("events").path(0);
      assertThat(banned.path("id").asString()).isEqualTo(spam.id().hex());
      assertThat(banned.path("reason").asString()).isEqualTo("No ads");
      accepted.clear();
      publish(writing, spam);
      assertThat(accepted).isEmpty();

      var allowed = api.call("DELETE", ban, "");
      assertThat(allowed.data().path("restored").asBoolean()).isTrue();
      assertThat(api.get(relay + "/banned-events").data().path("total").asInt()).isZero();
      assertThat(found(api, relay, "sunglasses")).containsExactly(spam.content());
      assertThat(writing.stored(Filter.all().withIds(List.of(spam.id()))))
          .containsExactly(spam.id());
      publish(writing, spam);
      assertThat(accepted).containsExactly(spam.id());

      var dismissed = api.call("DELETE", relay + "/reports/" + spam.id(), "");
      assertThat(dismissed.data().path("dismissed").asInt()).isEqualTo(1);
      assertThat(api.get(relay + "/reports").data().path("reports")).isEmpty();
      assertThat(found(api, relay, "sunglasses")).hasSize(1);
      assertThat(api.get(relay + "/activity").data().path("activity"))
          .extracting(one -> one.path("activity_type").asString())
          .containsSubsequence("dismiss_report", "unban_event", "ban_event");
      writing.leave();
      reporting.leave();
    }
  }

  private CaravelProcess start() {
    return CaravelProcess.start(
        "serve",
        folder,
        Map.of(
            "PORT", String.valueOf(ports.getFirst()),
            "ENGINE_PORT", String.valueOf(ports.getLast()),
            "DATA_DIR", folder.resolve("data").toString()));
  }

  private Event message(String text) {
    return Event.sign(author, Instant.now().getEpochSecond(), 9, List.of(), text);
  }

  private Event report(Event about) {
    var tags = List.of(List.of("e", about.id().hex(), "spam"), List.of("p", about.pubkey().hex()));
    return Event.sign(reporter, Instant.now().getEpochSecond(), 1_984, tags, "Not funny");
  }

  private static void publish(Member member, Event event) throws InterruptedException {
    member.publish(event);
    member.awaitVerdict();
  }

  private static List<String> found(SurvivalApi api, String relay, String text) throws Exception {
    return api.get(relay + "/events?search=" + text)
        .data()
        .path("events")
        .valueStream()
        .map(event -> event.path("content"))
        .map(JsonNode::asString)
        .toList();
  }
}
