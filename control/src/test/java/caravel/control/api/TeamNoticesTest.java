package caravel.control.api;

import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.control.billing.Alerts;
import caravel.control.money.Currency;
import caravel.control.notify.Notices;
import caravel.control.plan.Plans;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The notices to the people of a team, and the stream event for the recipient of an offer.
final class TeamNoticesTest {
  private static final SecretKey CAROL = SecretKey.parse("c".repeat(64));
  private static final Duration HEARD_MAX = Duration.ofSeconds(15);

  @TempDir Path folder;
  private Platform platform;
  private Alerts alerts;
  private String relay;

  @BeforeEach
  void start() {
    platform = new Platform(folder);
    var parts =
        new Alerts.Parts(
            platform.db,
            new Notices(() -> {}, platform.mails),
            Plans.builtIn(Currency.SAT),
            new Alerts.Links("https://relays.example.com", ""),
            Map.of());
    alerts = new Alerts(parts, platform.clock, platform.clock);
    platform.activities.follow(alerts);
    relay = platform.relay(ALICE, "club", "basic");
  }

  @AfterEach
  void stop() {
    alerts.close();
    platform.close();
  }

  @Test
  void a_person_gets_one_notice_for_each_role_and_one_for_each_removal() {
    for (var round = 0; round < 3; round++) {
      role(BOB, "moderator");
      role(BOB, "co_owner");
    }
    assertThat(notices(BOB)).containsExactlyInAnyOrder("team_role", "team_role");
    platform.delete(ALICE, team(BOB));
    assertThat(notices(BOB)).hasSize(3).contains("team_removed");
    role(BOB, "moderator");
    platform.delete(ALICE, team(BOB));
    platform.delete(ALICE, team(BOB));
    assertThat(notices(BOB).stream().filter("team_removed"::equals)).hasSize(2);
    assertThat(notices(ALICE)).isEmpty();
  }

  @Test
  void who_leaves_a_team_gets_no_notice_of_it() {
    role(BOB, "moderator");
    platform.delete(BOB, team(BOB));
    assertThat(notices(BOB)).containsExactly("team_role");
  }

  @Test
  void an_offer_is_one_notice_and_its_acceptance_one_for_the_former_owner() {
    offer(BOB);
    platform.delete(ALICE, path("/transfer"));
    offer(BOB);
    assertThat(notices(BOB)).containsExactly("transfer_offered");
    assertThat(platform.post(BOB, path("/transfer/accept")).status()).isEqualTo(200);
    assertThat(platform.post(BOB, path("/transfer/accept")).status()).isEqualTo(404);
    assertThat(notices(ALICE)).containsExactly("relay_transferred");
    assertThat(notices(BOB)).containsExactly("transfer_offered");
    assertThat(text(ALICE))
        .contains("“club” has a new owner", "https://relays.example.com/account");
  }

  @Test
  void the_recipient_sees_offers_come_and_go_on_the_stream_and_nothing_else_of_the_relay() {
    try (var bobs = platform.listen(BOB, "/stream");
        var carols = platform.listen(CAROL, "/stream");
        var all = platform.listen(Platform.ADMIN, "/stream?scope=all")) {
      offer(BOB);
      await().atMost(HEARD_MAX).until(() -> bobs.data("offers").size() == 1);
      assertThat(bobs.data("offers").getFirst()).contains(relay, ALICE.publicKey().hex());
      // Another recipient: Bob's offer ends, and Carol has one.
      offer(CAROL);
      await().atMost(HEARD_MAX).until(() -> bobs.data("offers").size() == 2);
      assertThat(bobs.data("offers").getLast()).isEqualTo("{\"offers\":[]}");
      await().atMost(HEARD_MAX).until(() -> carols.data("offers").size() == 1);
      platform.delete(ALICE, path("/transfer"));
      await().atMost(HEARD_MAX).until(() -> carols.data("offers").size() == 2);
      assertThat(carols.data("offers").getLast()).isEqualTo("{\"offers\":[]}");
      platform.put(ALICE, path(""), "{\"info_name\":\"Ours\"}");
      await().atMost(HEARD_MAX).until(() -> all.data("relay").size() >= 4);
      for (var stream : List.of(bobs, carols)) {
        assertThat(stream.data("relay")).isEmpty();
        assertThat(stream.data("activity")).isEmpty();
      }
      assertThat(all.data("offers")).isEmpty();
    }
  }

  private void role(SecretKey who, String role) {
    assertThat(platform.put(ALICE, team(who), "{\"role\":\"" + role + "\"}").status())
        .isEqualTo(200);
  }

  private void offer(SecretKey to) {
    var body = "{\"pubkey\":\"" + to.publicKey().hex() + "\"}";
    assertThat(platform.post(ALICE, path("/transfer"), body).status()).isEqualTo(200);
  }

  private List<String> notices(SecretKey who) {
    return platform.db.read(tx ->
        tx.handle()
            .createQuery("SELECT kind FROM notices WHERE tenant_pubkey = :who")
            .bind("who", who.publicKey().hex())
            .mapTo(String.class)
            .list());
  }

  private String text(SecretKey who) {
    return platform
        .get(who, "/tenants/" + who.publicKey() + "/notices")
        .data()
        .get(0)
        .get("text")
        .asString();
  }

  private String team(SecretKey who) {
    return path("/team/" + who.publicKey());
  }

  private String path(String rest) {
    return "/relays/" + relay + rest;
  }
}
