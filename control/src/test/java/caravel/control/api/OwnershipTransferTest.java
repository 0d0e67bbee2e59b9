package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.hosting.Specs;
import caravel.control.money.Currency;
import caravel.control.payment.FakePayers;
import caravel.control.payment.FakeWallet;
import caravel.control.payment.PaymentRails;
import caravel.control.plan.Plans;
import caravel.control.relay.RelayId;
import caravel.nostr.SecretKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The transfer of a relay to another owner, with the bills of both.
final class OwnershipTransferTest {
  private static final SecretKey DAVE = SecretKey.parse("d".repeat(64));

  @TempDir Path folder;
  private final TestClock clock = new TestClock();
  private Platform platform;
  private String relay;

  @BeforeEach
  void start() {
    platform =
        new Platform(
            folder,
            new PaymentRails(new FakeWallet(clock), new FakePayers(), null, Optional::empty),
            clock);
    relay = platform.relay(ALICE, "club", "free");
    platform.progress().answered(new RelayId(relay), 1);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void the_relay_changes_its_owner_when_both_agree() {
    assertThat(offer(BOB).status()).isEqualTo(200);
    var offered = shared(BOB).at("/offers/0");
    assertThat(offered.get("relay_id").asString()).isEqualTo(relay);
    assertThat(offered.get("from").asString()).isEqualTo(ALICE.publicKey().hex());
    assertThat(offered.get("expires_at").asLong())
        .isEqualTo(clock.seconds() + Duration.ofDays(7).toSeconds());
    assertThat(platform.get(BOB, path("")).refusal()).isEqualTo("404 not-found");

    var accepted = platform.post(BOB, path("/transfer/accept"));
    assertThat(accepted.text("tenant_pubkey")).isEqualTo(BOB.publicKey().hex());
    assertThat(accepted.text("role")).isEqualTo("owner");
    assertThat(platform.get(ALICE, path("")).refusal()).isEqualTo("404 not-found");
    assertThat(platform.get(BOB, "/tenants/" + BOB.publicKey() + "/relays").data()).hasSize(1);
    assertThat(platform.get(ALICE, "/tenants/" + ALICE.publicKey() + "/relays").data()).isEmpty();
    assertThat(platform.get(BOB, "/tenants/" + BOB.publicKey()).status()).isEqualTo(200);
    assertThat(shared(BOB).get("offers")).isEmpty();
    assertThat(platform.post(BOB, path("/transfer/accept")).refusal()).isEqualTo("404 not-found");
  }

  @Test
  void the_host_gets_the_new_owner_with_a_new_generation() {
    var id = new RelayId(relay);
    var before = platform.progress().byId(id).orElseThrow();
    offer(BOB);
    assertThat(platform.progress().byId(id).orElseThrow().seen().generation())
        .isEqualTo(before.seen().generation());
    platform.post(BOB, path("/transfer/accept"));
    var after = platform.progress().byId(id).orElseThrow();
    assertThat(after.seen().generation()).isEqualTo(before.seen().generation() + 1);
    var spec = new Specs(platform.progress(), Plans.builtIn(Currency.SAT)).of(after);
    assertThat(spec.info().owner()).isEqualTo(BOB.publicKey());
    assertThat(spec.known()).as("an update, without the secret").isTrue();
  }

  @Test
  void the_team_stays_and_a_new_owner_leaves_it() {
    name(BOB);
    name(DAVE);
    offer(BOB);
    platform.post(BOB, path("/transfer/accept"));
    var team = platform.get(DAVE, path("/team")).data();
    assertThat(team.get("owner").asString()).isEqualTo(BOB.publicKey().hex());
    assertThat(team.get("team")).hasSize(1);
    assertThat(team.get("transfer").isNull()).isTrue();
  }

  @Test
  void only_the_owner_offers_and_only_the_recipient_answers() {
    name(DAVE);
    assertThat(transfer(DAVE, BOB).refusal()).isEqualTo("403 forbidden");
    assertThat(transfer(ADMIN, BOB).refusal()).isEqualTo("403 forbidden");
    assertThat(transfer(BOB, BOB).refusal()).isEqualTo("404 not-found");
    assertThat(transfer(ALICE, ALICE).refusal()).isEqualTo("422 invalid pubkey");
    assertThat(platform.post(ALICE, path("/transfer"), "{}").refusal())
        .isEqualTo("422 invalid pubkey");
    offer(BOB);
    for (var answer : List.of("/transfer/accept", "/transfer/decline")) {
      assertThat(platform.post(null, path(answer)).status()).isEqualTo(401);
      assertThat(platform.post(ALICE, path(answer)).refusal()).isEqualTo("404 not-found");
      assertThat(platform.post(DAVE, path(answer)).refusal()).isEqualTo("404 not-found");
      assertThat(platform.post(ADMIN, path(answer)).refusal()).isEqualTo("403 forbidden");
    }
    assertThat(platform.delete(DAVE, path("/transfer")).refusal()).isEqualTo("403 forbidden");
    assertThat(platform.delete(BOB, path("/transfer")).refusal()).isEqualTo("404 not-found");
    assertThat(platform.get(ALICE, path("")).text("tenant_pubkey"))
        .isEqualTo(ALICE.publicKey().hex());
  }

  @Test
  void an_offer_ends_by_its_answer_its_owner_another_offer_or_time() {
    offer(BOB);
    assertThat(platform.post(BOB, path("/transfer/decline")).status()).isEqualTo(200);
    assertThat(platform.post(BOB, path("/transfer/accept")).refusal()).isEqualTo("404 not-found");
    offer(BOB);
    assertThat(platform.delete(ALICE, path("/transfer")).status()).isEqualTo(200);
    assertThat(platform.delete(ALICE, path("/transfer")).refusal()).isEqualTo("409 conflict");
    assertThat(platform.post(BOB, path("/transfer/accept")).refusal()).isEqualTo("404 not-found");
    offer(BOB);
    offer(DAVE);
    assertThat(platform.post(BOB, path("/transfer/accept")).refusal()).isEqualTo("404 not-found");
    clock.move(Duration.ofDays(7).minusSeconds(1));
    assertThat(shared(DAVE).get("offers")).hasSize(1);
    clock.move(Duration.ofSeconds(1));
    assertThat(shared(DAVE).get("offers")).isEmpty();
    assertThat(platform.post(DAVE, path("/transfer/accept")).refusal()).isEqualTo("404 not-found");
    assertThat(types(ALICE))
        .startsWith(
            "offer_transfer",
            "offer_transfer",
            "withdraw_transfer",
            "offer_transfer",
            "decline_transfer",
            "offer_transfer");
  }

  @Test
  void both_histories_record_the_transfer_and_the_new_one_begins_with_it() {
    offer(BOB);
    clock.move(Duration.ofHours(1));
    platform.post(BOB, path("/transfer/accept"));
    assertThat(types(BOB)).containsExactly("accept_transfer");
    var alices = platform.get(ALICE, "/tenants/" + ALICE.publicKey() + "/activity").data();
    assertThat(alices.at("/activity/0/activity_type").asString()).isEqualTo("accept_transfer");
    assertThat(alices.at("/activity/0/detail/to").asString()).isEqualTo(BOB.publicKey().hex());
    assertThat(alices.at("/activity/0/actor").asString()).isEqualTo(BOB.publicKey().hex());
  }

  @Test
  void an_unpaid_plan_that_was_chosen_after_the_offer_keeps_the_relay_with_its_owner() {
    offer(BOB);
    platform.put(ALICE, path(""), "{\"plan_id\":\"basic\"}");
    var refused = platform.post(BOB, path("/transfer/accept"));
    assertThat(refused.refusal()).isEqualTo("409 conflict");
    assertThat(refused.sentence()).contains("open invoice");
    assertThat(offer(BOB).refusal()).isEqualTo("409 conflict");
    assertThat(platform.get(ALICE, path("")).text("tenant_pubkey"))
        .isEqualTo(ALICE.publicKey().hex());
  }

  @Test
  void an_open_invoice_with_the_relay_blocks_its_transfer() throws IOException {
    platform.put(ALICE, path(""), "{\"plan_id\":\"basic\"}");
    platform.work();
    clock.move(Duration.ofDays(5));
    platform.put(ALICE, path(""), "{\"plan_id\":\"free\"}");
    // Not billed yet: the check brings the owner's bill up to date.
    var refused = offer(BOB);
    assertThat(refused.refusal()).isEqualTo("409 conflict");
    assertThat(refused.json().get("error").asString()).contains("open invoice");
    platform.work();
    assertThat(platform.invoice(ALICE).get("status").asString()).isEqualTo("open");
    name(BOB);
    assertThat(
            platform
                .get(BOB, "/invoices/" + platform.invoice(ALICE).get("id").asString())
                .refusal())
        .as("a co-owner does not see the owner's invoices")
        .isEqualTo("404 not-found");
    assertThat(kitInvoices(ALICE)).contains("\"status\":\"open\"");
    assertThat(kitInvoices(BOB)).isEqualTo("[]");
    platform.post(
        ADMIN,
        "/invoices/" + platform.invoice(ALICE).get("id").asString() + "/void",
        "{\"reason\":\"Goodwill\"}");
    assertThat(offer(BOB).status()).isEqualTo(200);
  }

  @Test
  void what_was_used_before_stays_with_the_former_owner_and_later_plans_are_the_new_owners() {
    platform.put(ALICE, path(""), "{\"plan_id\":\"basic\"}");
    clock.move(Duration.ofDays(1));
    platform.put(ALICE, path(""), "{\"plan_id\":\"free\"}");
    platform.work();
    var draft = platform.get(ALICE, "/tenants/" + ALICE.publicKey() + "/invoices/draft").data();
    var used = draft.at("/total/amount").asLong();
    assertThat(used).isPositive().isLessThan(1_000);

    offer(BOB);
    assertThat(platform.post(BOB, path("/transfer/accept")).status()).isEqualTo(200);
    clock.move(Duration.ofDays(3));
    platform.put(BOB, path(""), "{\"plan_id\":\"basic\"}");
    platform.work();
    assertThat(platform.invoice(BOB).at("/total/amount").asLong()).isEqualTo(10_000);
    assertThat(platform.invoice(BOB).get("period_start").asLong()).isEqualTo(clock.seconds());

    clock.move(Duration.ofDays(3));
    platform.work();
    var still = platform.get(ALICE, "/tenants/" + ALICE.publicKey() + "/invoices/draft").data();
    assertThat(still.at("/total/amount").asLong()).isEqualTo(used);
    assertThat(platform.get(ALICE, "/tenants/" + ALICE.publicKey() + "/invoices").data()).isEmpty();
  }

  /// A plan that costs nothing today can have a price at the next renewal.
  @Test
  void the_former_owners_replay_has_no_running_relay_and_the_new_owners_has_it_on_the_same_plan() {
    offer(BOB);
    platform.post(BOB, path("/transfer/accept"));
    var snapshots =
        platform.db.<List<String>>read(tx ->
            tx.handle()
                .createQuery(
                    "SELECT tenant_pubkey || ' ' || snapshot FROM activity"
                        + " WHERE activity_type = 'accept_transfer' ORDER BY tenant_pubkey")
                .mapTo(String.class)
                .list());
    assertThat(snapshots).hasSize(2);
    for (var snapshot : snapshots) {
      assertThat(snapshot).contains("\"plan_id\":\"free\"").contains("\"amount\":0");
      assertThat(snapshot)
          .contains(
              snapshot.startsWith(ALICE.publicKey().hex())
                  ? "\"status\":\"inactive\""
                  : "\"status\":\"active\"");
    }
  }

  @Test
  void a_recipient_with_as_many_free_relays_as_allowed_is_refused() {
    for (var next = 0; next < 5; next++) {
      platform.relay(BOB, "free" + next, "free");
    }
    offer(BOB);
    assertThat(platform.post(BOB, path("/transfer/accept")).refusal()).isEqualTo("422 relay-limit");
    assertThat(shared(BOB).get("offers")).hasSize(1);
  }

  @Test
  void a_suspended_or_deleted_relay_and_a_suspended_recipient_are_refused() {
    platform.post(ADMIN, path("/suspend"), "{\"reason\":\"Spam\"}");
    assertThat(offer(BOB).refusal()).isEqualTo("409 conflict");
    platform.post(ADMIN, path("/unsuspend"), "{\"reason\":\"\"}");
    offer(BOB);
    platform.post(BOB, "/tenants");
    platform.post(
        ADMIN, "/tenants/" + BOB.publicKey() + "/suspend", "{\"reason\":\"Spam elsewhere\"}");
    assertThat(platform.post(BOB, path("/transfer/accept")).refusal())
        .isEqualTo("403 tenant-suspended");
    platform.delete(ALICE, path("?confirm=club"));
    assertThat(platform.post(BOB, path("/transfer/accept")).refusal()).isEqualTo("404 not-found");
    assertThat(offer(DAVE).refusal()).isEqualTo("409 conflict");
  }

  private Answer offer(SecretKey to) {
    return transfer(ALICE, to);
  }

  private Answer transfer(SecretKey from, SecretKey to) {
    return platform.post(from, path("/transfer"), "{\"pubkey\":\"" + to.publicKey().hex() + "\"}");
  }

  /// The invoices in the exit kit that a person downloads.
  private String kitInvoices(SecretKey who) throws IOException {
    var kit = platform.file(who, path("/exit-kit"));
    assertThat(kit.statusCode()).isEqualTo(200);
    try (var zip = new ZipInputStream(new ByteArrayInputStream(kit.body()))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().endsWith("invoices.json")) {
          return new String(zip.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
      }
    }
    throw new AssertionError("the kit has no invoices.json");
  }

  private void name(SecretKey who) {
    assertThat(
            platform
                .put(ALICE, path("/team/" + who.publicKey()), "{\"role\":\"co_owner\"}")
                .status())
        .isEqualTo(200);
  }

  private JsonNode shared(SecretKey who) {
    return platform.get(who, "/tenants/" + who.publicKey() + "/team-relays").data();
  }

  private List<String> types(SecretKey who) {
    var types = new ArrayList<String>();
    platform
        .get(who, path("/activity"))
        .data()
        .get("activity")
        .forEach(one -> types.add(one.get("activity_type").asString()));
    return types;
  }

  private String path(String rest) {
    return "/relays/" + relay + rest;
  }
}
