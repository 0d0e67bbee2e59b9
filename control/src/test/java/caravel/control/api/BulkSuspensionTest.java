package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Suspensions of several relays or tenants in one request.
final class BulkSuspensionTest {
  @TempDir Path folder;
  private Platform platform;
  private String club;
  private String open;

  @BeforeEach
  void start() {
    platform = new Platform(folder);
    club = platform.relay(ALICE, "club", "free");
    open = platform.relay(BOB, "open", "free");
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void each_relay_has_its_own_result_and_its_own_entry_in_the_audit_log() {
    var ids = "\"%s\",\"nothing\",\"%s\",\"%s\"".formatted(club, open, club);
    var answer = act("relays/suspend", ids, "Spam");
    assertThat(answer.data().get("done").asInt()).isEqualTo(2);
    var results = answer.data().get("results");
    assertThat(results).hasSize(3);
    assertThat(results.get(1).get("id").asString()).isEqualTo("nothing");
    assertThat(results.get(1).get("done").asBoolean()).isFalse();
    assertThat(results.get(1).get("code").asString()).isEqualTo("not-found");
    assertThat(platform.get(ALICE, "/relays/" + club).text("suspension_reason")).isEqualTo("Spam");
    assertThat(platform.get(BOB, "/relays/" + open).text("status")).isEqualTo("suspended");
    assertThat(platform.get(ADMIN, "/admin/audit?q=suspend_relay").data()).hasSize(2);
    var lifted = act("relays/unsuspend", "\"%s\",\"%s\"".formatted(club, open), "");
    assertThat(lifted.data().get("done").asInt()).isEqualTo(2);
    assertThat(platform.get(ALICE, "/relays/" + club).text("status")).isEqualTo("active");
  }

  @Test
  void tenants_are_suspended_with_their_relays_and_lifted_again() {
    var keys = "\"%s\",\"%s\",\"x\"".formatted(ALICE.publicKey(), BOB.publicKey());
    var answer = act("tenants/suspend", keys, "Fraud");
    assertThat(answer.data().get("done").asInt()).isEqualTo(2);
    assertThat(answer.data().get("results").get(2).get("sentence").asString()).isNotEmpty();
    assertThat(platform.get(BOB, "/relays/" + open).text("status")).isEqualTo("suspended");
    var listed = platform.get(ADMIN, "/tenants").data().get(0).get("summary");
    assertThat(listed.get("relays").asInt()).isEqualTo(1);
    assertThat(listed.get("online").asInt()).isZero();
    act("tenants/unsuspend", keys, "");
    assertThat(platform.get(BOB, "/relays/" + open).text("status")).isEqualTo("active");
    assertThat(platform.get(ADMIN, "/tenants").data().get(0).get("summary").get("online").asInt())
        .isEqualTo(1);
  }

  @Test
  void an_empty_a_long_and_a_wrong_request_change_nothing() {
    assertThat(act("relays/suspend", "", "Spam").refusal()).isEqualTo("422 invalid ids");
    assertThat(act("relays/suspend", "\"" + club + "\"", " ").refusal())
        .isEqualTo("422 invalid reason");
    assertThat(act("relays/suspend", "5", "Spam").refusal()).isEqualTo("422 invalid ids");
    assertThat(act("relays/suspend", "\"" + "x".repeat(101) + "\"", "Spam").refusal())
        .isEqualTo("422 invalid ids");
    var many =
        IntStream.range(0, 101).mapToObj(id -> "\"" + id + "\"").collect(Collectors.joining(","));
    assertThat(act("tenants/suspend", many, "Spam").refusal()).isEqualTo("422 invalid ids");
    assertThat(platform.get(ALICE, "/relays/" + club).text("status")).isEqualTo("active");
    assertThat(
            platform
                .post(ALICE, "/admin/relays/suspend", body("\"" + club + "\"", "Spam"))
                .status())
        .isEqualTo(403);
  }

  private Answer act(String what, String ids, String reason) {
    return platform.post(ADMIN, "/admin/" + what, body(ids, reason));
  }

  private static String body(String ids, String reason) {
    return "{\"ids\":[" + ids + "],\"reason\":\"" + reason + "\"}";
  }
}
