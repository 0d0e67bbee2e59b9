package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.relay.RelayId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Labels, deletion and return.
final class LabelsTest {
  private static final Duration HELD = Duration.ofDays(30);
  private static final String CLUB = "{\"subdomain\":\"club\",\"plan_id\":\"free\"}";

  @TempDir Path folder;
  private Platform platform;

  @BeforeEach
  void start() {
    platform = new Platform(folder);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void a_label_has_one_relay() {
    platform.relay(ALICE, "club", "free");
    for (var who : List.of(ALICE, BOB)) {
      assertThat(platform.post(who, "/relays", CLUB).refusal())
          .isEqualTo("422 duplicate-subdomain subdomain");
    }
    var other = "/relays/" + platform.relay(BOB, "guild", "free");
    assertThat(platform.put(BOB, other, "{\"subdomain\":\"club\"}").refusal())
        .isEqualTo("422 duplicate-subdomain subdomain");
  }

  /// A5 (item 8 of issue 12): visitors can check an address without an account.
  @Test
  void a_visitor_can_check_whether_an_address_is_available() {
    var relay = "/relays/" + platform.relay(ALICE, "club", "free");
    var taken = platform.get(null, "/availability?subdomain=club").data();
    assertThat(taken.get("available").asBoolean()).isFalse();
    assertThat(taken.get("reason").asString()).isEqualTo("duplicate-subdomain");
    assertThat(taken.get("suggestion").asString()).isEqualTo("club-2");
    assertThat(platform.get(null, "/availability?subdomain=guild").data().get("available"))
        .hasToString("true");
    assertThat(platform.get(null, "/availability").data().get("reason").asString())
        .isEqualTo("subdomain-empty");

    platform.put(ALICE, relay, "{\"subdomain\":\"guild\"}");
    assertThat(platform.get(null, "/availability?subdomain=club").data().get("available"))
        .as("held for its former tenant")
        .hasToString("false");
    assertThat(platform.get(ALICE, "/subdomains/club").data().get("available")).hasToString("true");
  }

  @Test
  void exactly_one_of_many_concurrent_creations_gets_a_label()
      throws InterruptedException, ExecutionException {
    try (var crowd = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Integer>> calls =
          List.of(
              () -> platform.post(ALICE, "/relays", CLUB).status(),
              () -> platform.post(BOB, "/relays", CLUB).status(),
              () -> platform.post(ALICE, "/relays", CLUB).status(),
              () -> platform.post(BOB, "/relays", CLUB).status());
      var made = 0;
      for (var answer : crowd.invokeAll(calls)) {
        assertThat(answer.get()).isIn(201, 422);
        made += answer.get() == 201 ? 1 : 0;
      }
      assertThat(made).isEqualTo(1);
    }
  }

  @Test
  void a_label_given_up_stays_its_tenants_for_exactly_thirty_days() {
    var relay = "/relays/" + platform.relay(ALICE, "club", "free");
    assertThat(platform.put(ALICE, relay, "{\"subdomain\":\"guild\"}").text("url"))
        .isEqualTo("ws://guild.localhost:3334");

    platform.clock.move(HELD.minusSeconds(1));
    assertThat(platform.post(BOB, "/relays", CLUB).refusal())
        .isEqualTo("422 duplicate-subdomain subdomain");
    assertThat(platform.get(BOB, "/subdomains/club").text("reason"))
        .isEqualTo("duplicate-subdomain");
    assertThat(platform.get(ALICE, "/subdomains/club").data().get("available").asBoolean())
        .isTrue();

    platform.clock.move(Duration.ofSeconds(1));
    assertThat(platform.post(BOB, "/relays", CLUB).status()).isEqualTo(201);
  }

  @Test
  void its_own_tenant_may_take_a_held_label_again() {
    var relay = "/relays/" + platform.relay(ALICE, "club", "free");
    platform.put(ALICE, relay, "{\"subdomain\":\"guild\"}");
    assertThat(platform.put(ALICE, relay, "{\"subdomain\":\"club\"}").status()).isEqualTo(200);
    platform.clock.move(HELD);
    assertThat(platform.post(BOB, "/relays", CLUB).refusal())
        .isEqualTo("422 duplicate-subdomain subdomain");
  }

  @Test
  void deleting_needs_the_label_and_takes_the_relay_out_of_the_lists() {
    var relay = "/relays/" + platform.relay(ALICE, "club", "free");
    assertThat(platform.delete(ALICE, relay).refusal()).isEqualTo("422 invalid confirm");
    assertThat(platform.delete(ALICE, relay + "?confirm=guild").refusal())
        .isEqualTo("422 invalid confirm");

    var deleted = platform.delete(ALICE, relay + "?confirm=club");
    assertThat(deleted.status()).isEqualTo(202);
    assertThat(deleted.text("status")).isEqualTo("inactive");
    assertThat(deleted.data().get("deleted_at").asLong())
        .isEqualTo(platform.clock.instant().getEpochSecond());
    assertThat(platform.delete(ALICE, relay + "?confirm=club").status()).isEqualTo(202);

    var mine = "/tenants/" + ALICE.publicKey() + "/relays";
    assertThat(platform.get(ALICE, mine).data()).isEmpty();
    assertThat(platform.get(ALICE, mine + "?status=inactive").data()).isEmpty();
    assertThat(platform.get(ALICE, mine + "?status=deleted").data()).hasSize(1);
    assertThat(platform.get(ADMIN, "/relays?status=deleted").data()).hasSize(1);
    assertThat(platform.put(ALICE, relay, "{\"info_name\":\"x\"}").refusal())
        .isEqualTo("409 conflict");
    assertThat(platform.post(ALICE, relay + "/deactivate").refusal())
        .isEqualTo("400 relay-is-inactive");
  }

  @Test
  void a_deleted_relay_comes_back_within_thirty_days_and_not_at_their_end() {
    var relay = "/relays/" + platform.relay(ALICE, "club", "free");
    platform.delete(ALICE, relay + "?confirm=club");
    platform.clock.move(HELD.minusSeconds(1));
    assertThat(platform.progress().toErase(platform.clock.instant(), 10)).isEmpty();
    assertThat(platform.post(ALICE, relay + "/reactivate").text("status")).isEqualTo("active");

    platform.delete(ALICE, relay + "?confirm=club");
    platform.clock.move(HELD);
    assertThat(platform.post(ALICE, relay + "/reactivate").refusal()).isEqualTo("404 not-found");
    assertThat(platform.progress().toErase(platform.clock.instant(), 10)).hasSize(1);
    assertThat(platform.post(BOB, "/relays", CLUB).status()).isEqualTo(201);
  }

  @Test
  void a_relay_that_is_being_erased_cannot_come_back() {
    // P6: a reactivation between the eraser's reading and its purge lost all events.
    var id = platform.relay(ALICE, "club", "free");
    platform.delete(ALICE, "/relays/" + id + "?confirm=club");
    platform.clock.move(HELD);
    assertThat(platform.progress().claimErasure(new RelayId(id))).isTrue();
    platform.clock.move(Duration.ofSeconds(-10)); // Another process has another clock.
    assertThat(platform.post(ALICE, "/relays/" + id + "/reactivate").refusal())
        .isEqualTo("409 conflict");
  }

  @Test
  void a_relay_that_came_back_in_the_last_second_is_not_erased() {
    // P6: the eraser claims a relay in the transaction that a reactivation respects.
    var id = platform.relay(ALICE, "club", "free");
    platform.delete(ALICE, "/relays/" + id + "?confirm=club");
    platform.clock.move(HELD.minusSeconds(1));
    assertThat(platform.post(ALICE, "/relays/" + id + "/reactivate").status()).isEqualTo(200);
    platform.clock.move(Duration.ofSeconds(1));
    assertThat(platform.progress().claimErasure(new RelayId(id))).isFalse();
  }

  @Test
  void a_deleted_relay_whose_label_its_tenant_used_again_cannot_come_back() {
    var first = "/relays/" + platform.relay(ALICE, "club", "free");
    platform.delete(ALICE, first + "?confirm=club");
    platform.relay(ALICE, "club", "free");
    assertThat(platform.post(ALICE, first + "/reactivate").refusal())
        .isEqualTo("422 duplicate-subdomain subdomain");
  }

  @Test
  void an_erased_relay_is_gone() {
    var id = platform.relay(ALICE, "club", "free");
    platform.delete(ALICE, "/relays/" + id + "?confirm=club");
    platform.clock.move(HELD);
    platform.progress().erased(new RelayId(id), false);
    assertThat(platform.get(ALICE, "/relays/" + id).refusal()).isEqualTo("404 not-found");
    assertThat(platform.get(ADMIN, "/relays?status=deleted").data()).isEmpty();
    assertThat(platform.progress().toErase(platform.clock.instant(), 10)).isEmpty();
  }

  @Test
  void availability_checks_the_rules_of_creation() {
    platform.relay(ALICE, "club", "free");
    assertThat(check("guild")).isEqualTo("true - -");
    assertThat(check("club")).isEqualTo("false duplicate-subdomain club-2");
    assertThat(check("My%20Club")).isEqualTo("false subdomain-invalid-characters my-club");
    assertThat(check("api")).isEqualTo("false subdomain-reserved api-2");
    assertThat(check("a".repeat(64))).startsWith("false subdomain-too-long aaa");
    assertThat(platform.get(BOB, "/subdomains/x?zooid_domain=localhost:3334").status())
        .isEqualTo(200);
    assertThat(platform.get(BOB, "/subdomains/x?zooid_domain=a.b").refusal())
        .isEqualTo("422 invalid zooid_domain");
  }

  @Test
  void a_tenant_has_a_limited_number_of_relays_and_of_free_relays() {
    platform.close();
    platform = new Platform(folder.resolve("limited"), 3, 2);
    platform.relay(ALICE, "one", "free");
    var two = "/relays/" + platform.relay(ALICE, "two", "free");
    assertThat(platform.post(ALICE, "/relays", CLUB).refusal()).isEqualTo("422 relay-limit");
    var three = "/relays/" + platform.relay(ALICE, "three", "basic");
    assertThat(platform.put(ALICE, three, "{\"plan_id\":\"free\"}").refusal())
        .isEqualTo("422 relay-limit");
    assertThat(
            platform
                .post(ALICE, "/relays", "{\"subdomain\":\"four\",\"plan_id\":\"basic\"}")
                .refusal())
        .isEqualTo("422 relay-limit");

    // A deleted relay does not count, and must count again to come back.
    platform.delete(ALICE, two + "?confirm=two");
    platform.relay(ALICE, "four", "free");
    assertThat(platform.post(ALICE, two + "/reactivate").refusal()).isEqualTo("422 relay-limit");
    assertThat(platform.post(BOB, "/relays", CLUB).status()).isEqualTo(201);
  }

  private String check(String label) {
    var data = platform.get(BOB, "/subdomains/" + label).data();
    return data.get("available").asBoolean()
        + " "
        + data.path("reason").asString("-")
        + " "
        + data.path("suggestion").asString("-");
  }
}
