package caravel.control.api;

import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.usage.UsageHost.RelayCall;
import caravel.control.hosting.usage.UsageHost.Storage;
import caravel.control.hosting.usage.UsageHost.Traffic;
import caravel.control.relay.RelayId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The figures of a relay over the API, and the worker that stores them.
final class RelayUsageRoutesTest {
  private static final Duration QUARTER = Duration.ofMinutes(15);
  private static final long MIDNIGHT_SECONDS = 86_400;

  @TempDir Path folder;
  private Platform platform;
  private String id;
  private String path;

  @BeforeEach
  void start() {
    platform = new Platform(folder);
    // A full day, so that the steps of the samples are certain.
    platform.clock.move(
        Duration.ofSeconds(MIDNIGHT_SECONDS - platform.clock.seconds() % MIDNIGHT_SECONDS));
    id = platform.relay(ALICE, "club", "basic");
    platform.progress().answered(new RelayId(id), 1);
    path = "/relays/" + id + "/usage";
    counts(0);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  private void counts(long events) {
    platform.hostUsage.traffic =
        new Traffic(platform.clock.seconds() - 86_400, events, 0, 10 * events, 100 * events);
  }

  private void grow(long events) {
    var now = platform.hostUsage.traffic;
    platform.hostUsage.traffic =
        new Traffic(
            now.startedAt(),
            now.eventsIn() + events,
            now.eventsOut(),
            now.bytesIn() + 10 * events,
            now.bytesOut() + 100 * events);
  }

  private JsonNode usage(String query) {
    var answer = platform.get(ALICE, path + query);
    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
    return answer.data();
  }

  @Test
  void before_the_first_sample_there_are_the_figures_of_now_and_no_points() {
    var usage = usage("");
    assertThat(usage.path("points")).isEmpty();
    assertThat(usage.at("/current/events").asLong()).isEqualTo(120);
    assertThat(usage.at("/current/event_bytes").asLong()).isEqualTo(48_000);
    assertThat(usage.at("/limits/members").asLong()).isEqualTo(100);
    assertThat(usage.at("/limits/event_bytes").asLong()).as("of the host").isEqualTo(1_000_000);
    assertThat(usage.at("/limits/file_bytes").asLong()).as("of the plan").isPositive();
    assertThat(usage.path("step_seconds").asLong()).isEqualTo(3_600);
  }

  @Test
  void samples_become_the_sums_and_the_most_of_hours_and_days() {
    platform.usage.round();
    for (var connections : List.of(2L, 9L, 4L, 1L)) {
      platform.clock.move(QUARTER);
      platform.hostUsage.connections = connections;
      platform.hostUsage.storage = new Storage(120 + connections, 50_000L, 2L, 3_000L);
      grow(5);
      platform.usage.round();
    }
    var hours = usage("?range=day").path("points");
    assertThat(hours).hasSize(2);
    assertThat(hours.get(0).path("events_in").asLong()).isEqualTo(15);
    assertThat(hours.get(0).path("bytes_out").asLong()).isEqualTo(1_500);
    assertThat(hours.get(0).path("connections_max").asLong()).isEqualTo(9);
    assertThat(hours.get(0).path("events").asLong()).isEqualTo(124);
    assertThat(hours.get(1).path("events_in").asLong()).isEqualTo(5);
    for (var range : List.of("month", "year")) {
      var days = usage("?range=" + range).path("points");
      assertThat(days).hasSize(1);
      assertThat(days.get(0).path("events_in").asLong()).isEqualTo(20);
      assertThat(days.get(0).path("connections_max").asLong()).isEqualTo(9);
    }
  }

  @Test
  void a_restart_of_the_relay_is_not_a_loss() {
    grow(50);
    platform.usage.round();
    platform.clock.move(QUARTER);
    platform.hostUsage.traffic = new Traffic(platform.clock.seconds() - 60, 3, 0, 30, 300);
    platform.usage.round();
    assertThat(usage("").at("/points/0/events_in").asLong()).isEqualTo(3);
  }

  @Test
  void old_hours_and_days_are_deleted() {
    platform.usage.round();
    platform.clock.move(Duration.ofDays(3));
    platform.usage.round();
    assertThat(rows(3_600)).isEqualTo(1);
    assertThat(rows(86_400)).isEqualTo(2);
    platform.clock.move(Duration.ofDays(401));
    platform.usage.round();
    assertThat(rows(86_400)).isEqualTo(1);
  }

  @Test
  void every_page_of_relays_is_sampled_and_then_the_worker_rests() {
    for (int n = 0; n < 15; n++) {
      platform.progress().answered(new RelayId(platform.relay(ALICE, "more" + n, "basic")), 1);
    }
    platform.relay(ALICE, "starting", "basic");
    platform.clock.move(Duration.ofSeconds(100));
    assertThat(platform.usage.round()).isEqualTo(Duration.ofSeconds(800));
    assertThat(platform.hostUsage.requests.get()).isEqualTo(16);
    assertThat(rows(3_600)).isEqualTo(16);
  }

  @Test
  void a_host_without_the_route_is_named_in_a_sentence_and_left_alone() {
    platform.hostUsage.failure = new RelayReply.Off<>();
    assertThat(platform.get(ALICE, path).refusal()).isEqualTo("409 usage-unsupported");
    for (int n = 0; n < 15; n++) {
      platform.progress().answered(new RelayId(platform.relay(ALICE, "more" + n, "basic")), 1);
    }
    platform.hostUsage.requests.set(0);
    platform.usage.round();
    assertThat(platform.hostUsage.requests.get()).isLessThanOrEqualTo(8);
    assertThat(rows(3_600)).isZero();
  }

  @Test
  void the_last_sample_is_shown_while_the_host_does_not_answer() {
    platform.hostUsage.connections = 6;
    platform.usage.round();
    var at = platform.clock.seconds();
    platform.clock.move(QUARTER);
    platform.hostUsage.failure = new RelayReply.Unknown<>("no answer in time");
    platform.usage.round();
    var usage = usage("");
    assertThat(usage.at("/current/measured_at").asLong()).isEqualTo(at);
    assertThat(usage.at("/current/connections").asLong()).isEqualTo(6);
    assertThat(usage.path("calls").isNull()).isTrue();
    platform.post(ALICE, "/relays/" + id + "/deactivate");
    platform.hostUsage.requests.set(0);
    assertThat(usage("").at("/current/connections").asLong()).isEqualTo(6);
    assertThat(platform.hostUsage.requests.get()).as("an offline relay").isZero();
  }

  @Test
  void the_calls_of_now_are_shown_if_the_relay_has_calls() {
    platform.hostUsage.ongoing = List.of(new RelayCall("lounge", "Lounge", 2));
    assertThat(usage("").path("calls").toString())
        .isEqualTo("[{\"room\":\"lounge\",\"name\":\"Lounge\",\"participants\":2}]");
    platform.put(ALICE, "/relays/" + id, "{\"livekit_enabled\":0}");
    assertThat(usage("").path("calls").isNull()).isTrue();
  }

  @Test
  void figures_are_not_shown_to_another_tenant_and_only_known_ranges_are_answered() {
    platform.post(BOB, "/tenants");
    assertThat(platform.get(BOB, path).refusal()).isEqualTo("404 not-found");
    assertThat(platform.get(ALICE, path + "?range=week").refusal()).isEqualTo("422 invalid range");
  }

  private long rows(int step) {
    return platform.db.<Long>read(tx ->
        tx.handle()
            .select("SELECT count(*) FROM relay_usage WHERE step_seconds = ?", step)
            .mapTo(Long.class)
            .one());
  }
}
