package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.relay.Relay;
import caravel.control.relay.RelayId;
import caravel.control.relay.RelayProgress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Hosting's reports about a relay, as people see them.
final class ProgressTest {
  @TempDir Path folder;
  private Platform platform;
  private RelayProgress progress;
  private RelayId id;

  @BeforeEach
  void start() {
    platform = new Platform(folder);
    progress = platform.progress();
    id = new RelayId(platform.relay(ALICE, "club", "basic"));
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void a_relay_goes_from_saved_to_sent_to_answered() {
    assertThat(shown()).isEqualTo("active pending saved synced=0 ");
    assertThat(wanting()).containsExactly(id);

    progress.sent(id, 1);
    assertThat(shown()).isEqualTo("active pending sent synced=0 ");
    progress.answered(id, 1);
    assertThat(shown()).isEqualTo("active active answered synced=1 ");
    assertThat(wanting()).isEmpty();
    assertThat(progress.nextDue("localhost:3334", platform.clock.instant())).isEmpty();
    progress.answered(id, 1);
    assertThat(types()).containsExactly("complete_relay_sync", "create_relay");
  }

  @Test
  void a_report_of_an_older_generation_changes_nothing() {
    platform.put(ALICE, "/relays/" + id, "{\"info_name\":\"Guild\"}");
    progress.sent(id, 1);
    progress.answered(id, 1);
    progress.failed(id, 1, new RelayProgress.Failure("no", true), platform.clock.instant());
    progress.drifted(id, 1, "gone");
    assertThat(shown()).isEqualTo("active pending saved synced=0 ");
    progress.answered(id, 2);
    assertThat(shown()).isEqualTo("active active answered synced=1 ");
  }

  @Test
  void a_refusal_is_shown_as_failed_scheduled_for_a_retry_and_recorded_once() {
    var later = platform.clock.instant().plusSeconds(60);
    var refusal = new RelayProgress.Failure("the host is taken", true);
    progress.failed(id, 1, refusal, later);
    progress.failed(id, 1, refusal, later);
    assertThat(shown()).isEqualTo("active failed saved synced=0 the host is taken");
    assertThat(types()).containsExactly("fail_relay_sync", "create_relay");
    assertThat(progress.byId(id).orElseThrow().seen().trouble().attempts()).isEqualTo(2);
    assertThat(wanting()).isEmpty();
    assertThat(progress.nextDue("localhost:3334", platform.clock.instant())).contains(later);

    platform.clock.move(Duration.ofSeconds(59));
    assertThat(wanting()).isEmpty();
    platform.clock.move(Duration.ofSeconds(1));
    assertThat(wanting()).containsExactly(id);
  }

  /// A9: “Try again” on the page of a relay whose setup failed.
  @Test
  void an_owner_can_retry_a_failed_relay_at_once_a9() {
    var later = platform.clock.instant().plusSeconds(900);
    progress.failed(id, 1, new RelayProgress.Failure("the host is taken", true), later);
    assertThat(wanting()).isEmpty();
    assertThat(platform.post(Platform.BOB, "/relays/" + id + "/retry").status()).isEqualTo(404);
    assertThat(wanting()).isEmpty();

    var answer = platform.post(ALICE, "/relays/" + id + "/retry");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("sync_error")).isEqualTo("the host is taken");
    assertThat(wanting()).containsExactly(id);
    assertThat(progress.byId(id).orElseThrow().seen().trouble().attempts())
        .as("the delay after the next failure is not shorter")
        .isEqualTo(1);

    progress.answered(id, 1);
    assertThat(platform.post(ALICE, "/relays/" + id + "/retry").status()).isEqualTo(200);
    assertThat(wanting()).as("a relay that is in sync is left alone").isEmpty();
  }

  @Test
  void a_new_desired_state_is_tried_at_once_after_any_failure() {
    var later = platform.clock.instant().plusSeconds(900);
    progress.failed(id, 1, new RelayProgress.Failure("the host is taken", true), later);
    platform.put(ALICE, "/relays/" + id, "{\"subdomain\":\"guild\"}");
    assertThat(shown()).isEqualTo("active pending saved synced=0 ");
    assertThat(wanting()).containsExactly(id);
  }

  @Test
  void a_host_that_answers_again_wakes_its_waiting_relays() {
    var later = platform.clock.instant().plusSeconds(900);
    progress.failed(id, 1, new RelayProgress.Failure("no answer", false), later);
    assertThat(shown()).isEqualTo("active pending saved synced=0 no answer");
    progress.wake("elsewhere.example");
    assertThat(wanting()).isEmpty();
    progress.wake("localhost:3334");
    assertThat(wanting()).containsExactly(id);
  }

  @Test
  void drift_is_shown_and_retried_until_it_is_repaired() {
    progress.answered(id, 1);
    progress.drifted(id, 1, "it answers with another name");
    assertThat(shown()).isEqualTo("active pending saved synced=1 it answers with another name");
    assertThat(wanting()).containsExactly(id);
    progress.answered(id, 1);
    assertThat(shown()).isEqualTo("active active answered synced=1 ");
    assertThat(types())
        .containsExactly(
            "complete_relay_sync", "fail_relay_sync", "complete_relay_sync", "create_relay");
  }

  /// A8 (item 8 of issue 12): a failed relay that was online shows since when, until it answers
  /// again.
  @Test
  void a_relay_that_answered_before_is_not_responding_since_its_first_failure() {
    progress.failed(id, 1, new RelayProgress.Failure("no", false), platform.clock.instant());
    assertThat(since()).as("it was never online").isNull();
    progress.answered(id, 1);
    var first = platform.clock.seconds();
    progress.drifted(id, 1, "No relay was found at this address.");
    platform.clock.move(Duration.ofMinutes(5));
    progress.failed(id, 1, new RelayProgress.Failure("no", false), platform.clock.instant());
    assertThat(since()).isEqualTo(first);

    platform.put(ALICE, "/relays/" + id.value(), "{\"info_name\":\"Club\"}");
    assertThat(since()).as("a change does not make it answer").isEqualTo(first);
    progress.answered(id, 2);
    assertThat(since()).isNull();
  }

  private @Nullable Long since() {
    var since = platform.get(ALICE, "/relays/" + id.value()).data().get("not_responding_since");
    return since == null ? null : Long.valueOf(since.asLong());
  }

  @Test
  void offline_is_confirmed_too_and_does_not_count_as_an_answer() {
    platform.post(ALICE, "/relays/" + id + "/deactivate");
    progress.answered(id, 2);
    assertThat(shown()).isEqualTo("inactive inactive answered synced=0 ");
  }

  @Test
  void a_suspension_of_the_tenant_changes_the_desired_state() {
    progress.answered(id, 1);
    platform.post(ADMIN, "/tenants/" + ALICE.publicKey() + "/suspend", "{\"reason\":\"x\"}");
    assertThat(shown()).isEqualTo("suspended pending saved synced=1 ");
    assertThat(progress.byId(id).orElseThrow().wantedOnline()).isFalse();
    assertThat(progress.byId(id).orElseThrow().seen().generation()).isEqualTo(2);
  }

  @Test
  void all_relays_are_paged_by_id() {
    var second = new RelayId(platform.relay(ALICE, "guild", "free"));
    var ids = List.of(id, second).stream().map(RelayId::value).sorted().toList();
    var first = progress.after("localhost:3334", null, 1).getFirst().id();
    assertThat(first.value()).isEqualTo(ids.getFirst());
    assertThat(progress.after("localhost:3334", first, 10)).hasSize(1);
  }

  private List<RelayId> wanting() {
    return progress.wanting("localhost:3334", platform.clock.instant(), 10).stream()
        .map(Relay::id)
        .toList();
  }

  private String shown() {
    var relay = platform.get(ALICE, "/relays/" + id);
    return relay.text("status")
        + " "
        + relay.text("provisioning")
        + " "
        + relay.text("provisioning_step")
        + " synced="
        + relay.data().get("synced").asInt()
        + " "
        + relay.text("sync_error");
  }

  private List<String> types() {
    return platform
        .get(ALICE, "/relays/" + id + "/activity")
        .data()
        .get("activity")
        .valueStream()
        .map(activity -> activity.get("activity_type").asString())
        .toList();
  }
}
