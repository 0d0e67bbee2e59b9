package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.payment.FakePayers;
import caravel.control.payment.FakeWallet;
import caravel.control.payment.PaymentRails;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TenantsTest {
  private static final String ME = "/tenants/" + ALICE.publicKey();

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
  void the_monthly_costs_are_those_of_online_relays_and_only_for_their_owner() {
    var path = "/tenants/" + ALICE.publicKey().hex() + "/costs";
    assertThat(platform.get(ALICE, path).data().at("/monthly/amount").asLong()).isZero();
    platform.relay(ALICE, "one", "basic");
    var second = platform.relay(ALICE, "two", "basic");
    platform.relay(ALICE, "three", "free");
    assertThat(platform.get(ALICE, path).data().at("/monthly/amount").asLong()).isEqualTo(20_000);
    platform.post(ALICE, "/relays/" + second + "/deactivate");
    var costs = platform.get(ALICE, path).data();
    assertThat(costs.at("/monthly/amount").asLong()).isEqualTo(10_000);
    assertThat(costs.get("amount").asLong()).isPositive();
    assertThat(platform.get(BOB, path).status()).isEqualTo(404);
  }

  @Test
  void becoming_a_tenant_is_idempotent() {
    var body = "{\"return_url\":\"https://app.flotilla.social/hosting\"}";
    var first = platform.post(ALICE, "/tenants", body);
    Golden.check("tenant", first.data());

    assertThat(platform.post(ALICE, "/tenants", body).data()).isEqualTo(first.data());
    assertThat(platform.post(ALICE, "/tenants").data()).isEqualTo(first.data());
    assertThat(platform.get(ALICE, ME).data()).isEqualTo(first.data());
    assertThat(types(ALICE, ME)).isEqualTo("create_tenant");
  }

  @Test
  void a_return_address_that_is_not_allowed_is_ignored() {
    var bad = platform.post(ALICE, "/tenants", "{\"return_url\":\"https://evil.example/\"}");
    assertThat(bad.text("return_url")).isEmpty();
    var good =
        platform.post(ALICE, "/tenants", "{\"return_url\":\"http://localhost:2892/account\"}");
    assertThat(good.text("return_url")).isEqualTo("http://localhost:2892/account");
    assertThat(types(ALICE, ME)).isEqualTo("update_tenant create_tenant");
  }

  @Test
  void the_billing_routes_answer_while_billing_is_off() {
    platform.post(ALICE, "/tenants");
    assertThat(platform.post(ALICE, ME + "/reconcile").data())
        .isEqualTo(platform.get(ALICE, ME).data());
    assertThat(platform.get(ALICE, ME + "/invoices").data()).isEmpty();
    assertThat(platform.get(ALICE, ME + "/invoices/draft").data().isNull()).isTrue();
    assertThat(platform.put(ALICE, ME, "{\"nwc_url\":\"\"}").data())
        .isEqualTo(platform.get(ALICE, ME).data());

    var wallet = "{\"nwc_url\":\"nostr+walletconnect://" + "a".repeat(64) + "\"}";
    assertThat(platform.put(ALICE, ME, wallet).refusal()).isEqualTo("409 payments-disabled");
    assertThat(platform.get(ALICE, ME + "/stripe/session").refusal())
        .isEqualTo("409 payments-disabled");
    assertThat(platform.post(ALICE, "/invoices/x/bolt11").refusal()).isEqualTo("404 not-found");
    assertThat(platform.post(null, "/stripe/webhook", "{}").refusal()).isEqualTo("400 invalid");
  }

  @Test
  void a_key_without_a_tenant_has_empty_lists_and_no_tenant() {
    assertThat(platform.get(ALICE, ME + "/relays").data()).isEmpty();
    assertThat(platform.get(ALICE, ME + "/invoices").data()).isEmpty();
    assertThat(platform.get(ALICE, ME).refusal()).isEqualTo("404 not-found");
    assertThat(platform.post(ALICE, ME + "/reconcile").refusal()).isEqualTo("404 not-found");
    assertThat(platform.get(BOB, ME + "/relays").refusal()).isEqualTo("404 not-found");
  }

  @Test
  void a_suspended_tenant_goes_offline_with_all_its_relays_and_comes_back() {
    var relay = "/relays/" + platform.relay(ALICE, "club", "basic");
    var resting = "/relays/" + platform.relay(ALICE, "rest", "free");
    platform.post(ALICE, resting + "/deactivate");

    assertThat(platform.post(ADMIN, ME + "/suspend").refusal()).isEqualTo("422 invalid reason");
    var suspended = platform.post(ADMIN, ME + "/suspend", "{\"reason\":\"spam\"}");
    assertThat(suspended.text("status")).isEqualTo("suspended");
    assertThat(suspended.text("suspension_reason")).isEqualTo("spam");
    assertThat(suspended.data().get("suspended_at").asLong()).isEqualTo(platform.clock.seconds());

    for (var path : new String[] {relay, resting}) {
      assertThat(platform.get(ALICE, path).text("status")).isEqualTo("suspended");
      assertThat(platform.get(ALICE, path).text("suspension_reason")).isEqualTo("spam");
    }
    assertThat(types(ALICE, relay)).isEqualTo("suspend_relay create_relay");

    var create = "{\"subdomain\":\"new\",\"plan_id\":\"free\"}";
    assertThat(platform.post(ALICE, "/relays", create).refusal()).isEqualTo("403 tenant-suspended");
    assertThat(platform.post(ALICE, resting + "/reactivate").refusal())
        .isEqualTo("403 tenant-suspended");
    assertThat(platform.put(ALICE, relay, "{\"plan_id\":\"growth\"}").refusal())
        .isEqualTo("403 tenant-suspended");
    assertThat(platform.put(ALICE, relay, "{\"plan_id\":\"free\"}").text("plan_id"))
        .isEqualTo("free");
    assertThat(platform.post(ALICE, relay + "/deactivate").refusal())
        .isEqualTo("400 relay-is-inactive");

    var lifted = platform.post(ADMIN, ME + "/unsuspend");
    assertThat(lifted.text("status")).isEqualTo("active");
    assertThat(platform.get(ALICE, relay).text("status")).isEqualTo("active");
    assertThat(platform.get(ALICE, resting).text("status")).isEqualTo("inactive");
  }

  @Test
  void a_relay_suspended_by_itself_stays_so_when_its_tenant_comes_back() {
    var relay = "/relays/" + platform.relay(ALICE, "club", "free");
    platform.post(ADMIN, relay + "/suspend", "{\"reason\":\"its own\"}");
    platform.post(ADMIN, ME + "/suspend", "{\"reason\":\"all of it\"}");
    platform.post(ADMIN, ME + "/unsuspend", "{\"reason\":\"sorry\"}");
    assertThat(platform.get(ALICE, relay).text("status")).isEqualTo("suspended");
    assertThat(platform.get(ALICE, relay).text("suspension_reason")).isEqualTo("its own");
  }

  @Test
  void admins_list_and_search_tenants() {
    platform.relay(ALICE, "club", "free");
    platform.post(BOB, "/tenants");
    platform.post(ADMIN, "/tenants/" + BOB.publicKey() + "/suspend", "{\"reason\":\"x\"}");

    var all = platform.get(ADMIN, "/tenants");
    assertThat(all.data()).hasSize(2);
    assertThat(all.json().get("total").asInt()).isEqualTo(2);
    assertThat(found("?status=suspended")).isEqualTo(BOB.publicKey().hex());
    assertThat(found("?status=active")).isEqualTo(ALICE.publicKey().hex());
    assertThat(found("?status=past_due")).isEmpty();
    assertThat(found("?q=CLU")).isEqualTo(ALICE.publicKey().hex());
    assertThat(found("?q=" + BOB.publicKey().hex())).isEqualTo(BOB.publicKey().hex());
    assertThat(platform.get(ADMIN, "/tenants?status=rich").refusal())
        .isEqualTo("422 invalid status");
  }

  @Test
  void admins_see_the_relays_and_the_open_money_of_each_tenant(@TempDir Path paid) {
    var clock = new TestClock();
    var rails = new PaymentRails(new FakeWallet(clock), new FakePayers(), null, Optional::empty);
    try (var there = new Platform(paid, rails, clock)) {
      there.relay(ALICE, "first", "basic");
      var offline = there.relay(ALICE, "second", "growth");
      there.relay(ALICE, "third", "free");
      var deleted = there.relay(ALICE, "fourth", "growth");
      there.post(ALICE, "/relays/" + offline + "/deactivate");
      there.delete(ALICE, "/relays/" + deleted + "?confirm=fourth");
      there.post(BOB, "/tenants");

      var open = 0L;
      for (var invoice : there.get(ALICE, ME + "/invoices").data()) {
        if (invoice.get("status").asString().equals("open")) {
          open += invoice.get("total").get("amount").asLong();
        }
      }
      var rows = there.get(ADMIN, "/tenants").data();
      var alice = rows.get(0).get("pubkey").asString().equals(BOB.publicKey().hex()) ? 1 : 0;
      var summary = rows.get(alice).get("summary");
      assertThat(summary.get("relays").asInt()).isEqualTo(3);
      assertThat(summary.get("monthly").toString())
          .isEqualTo("{\"amount\":10000,\"currency\":\"sat\"}");
      assertThat(summary.get("open").get("amount").asLong()).isEqualTo(open).isPositive();
      assertThat(rows.get(1 - alice).get("summary").toString())
          .contains("\"relays\":0")
          .contains("\"open\":{\"amount\":0,\"currency\":\"sat\"}");
      assertThat(there.get(ALICE, ME).data().has("summary")).isFalse();
    }
  }

  private String found(String query) {
    var page = platform.get(ADMIN, "/tenants" + query);
    assertThat(page.json().get("matched").asInt()).isEqualTo(page.data().size());
    return page.data().isEmpty() ? "" : page.data().get(0).get("pubkey").asString();
  }

  private String types(SecretKey who, String path) {
    var types = new StringBuilder();
    for (var activity : platform.get(who, path + "/activity").data().get("activity")) {
      types.append(types.isEmpty() ? "" : " ").append(activity.get("activity_type").asString());
    }
    return types.toString();
  }
}
