package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.billing.Alerts;
import caravel.control.money.Currency;
import caravel.control.notify.Notices;
import caravel.control.plan.Plans;
import caravel.control.relay.HostFeatures;
import caravel.control.relay.RelayId;
import caravel.control.tenant.TenantRoutes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Notices in the API.
final class NoticeRoutesTest {
  private static final String NOTICES = "/tenants/" + ALICE.publicKey() + "/notices";
  private static final String ME = "/tenants/" + ALICE.publicKey();

  @TempDir Path folder;
  private Platform platform;
  private Alerts alerts;

  @BeforeEach
  void start() {
    platform = new Platform(folder);
    var parts =
        new Alerts.Parts(
            platform.db,
            new Notices(() -> {}),
            Plans.builtIn(Currency.SAT),
            new Alerts.Links("https://relays.example.com", "help@harbour.example"),
            Map.of("localhost:3334", HostFeatures.embedded(false)));
    alerts = new Alerts(parts, platform.clock, platform.clock);
    platform.activities.follow(alerts);
  }

  @AfterEach
  void stop() {
    alerts.close();
    platform.close();
  }

  @Test
  void a_tenant_without_notices_has_an_empty_list_and_a_stranger_has_none() {
    assertThat(platform.get(ALICE, NOTICES).data()).isEmpty();
    assertThat(platform.get(ADMIN, NOTICES).data()).isEmpty();
    assertThat(platform.get(BOB, NOTICES).refusal()).isEqualTo("404 not-found");
    assertThat(platform.get(ALICE, NOTICES + "?status=lost").refusal())
        .isEqualTo("422 invalid status");
  }

  @Test
  void notices_of_a_relays_suspension_and_return_have_the_reason() {
    var relay = platform.relay(ALICE, "club", "basic");
    platform.post(ADMIN, "/relays/" + relay + "/suspend", "{\"reason\":\"spam\"}");
    platform.post(ADMIN, "/relays/" + relay + "/suspend", "{\"reason\":\"spam\"}");
    platform.clock.move(Duration.ofSeconds(1));
    platform.post(ADMIN, "/relays/" + relay + "/unsuspend", "{\"reason\":\"a mistake\"}");
    assertThat(types()).containsExactly("relay_restored", "relay_suspended");
    assertThat(newest().get("text").asString())
        .contains("“club”", "“a mistake”", "https://relays.example.com/relays/" + relay);
    assertThat(newest().get("channel").asString()).isEqualTo("dm");
    assertThat(newest().get("status").asString()).isEqualTo("waiting");
    assertThat(platform.get(ALICE, NOTICES + "?q=spam").data()).hasSize(1);
    assertThat(platform.get(ALICE, NOTICES + "?limit=1").json().get("total").asInt()).isEqualTo(2);
  }

  @Test
  void a_suspended_tenant_gets_one_notice_for_all_relays() {
    platform.relay(ALICE, "club", "basic");
    platform.relay(ALICE, "choir", "free");
    platform.post(ADMIN, ME + "/suspend", "{\"reason\":\"unpaid fines\"}");
    platform.clock.move(Duration.ofSeconds(1));
    platform.post(ADMIN, ME + "/unsuspend", "{\"reason\":\"\"}");
    assertThat(types()).containsExactly("tenant_restored", "tenant_suspended");
    assertThat(platform.get(ALICE, NOTICES + "?q=fines").data()).hasSize(1);
  }

  @Test
  void the_longest_reason_fits_into_a_notice() {
    var relay = platform.relay(ALICE, "club", "basic");
    var reason = "x".repeat(TenantRoutes.REASON_CHARACTERS_MAX);
    platform.post(ADMIN, "/relays/" + relay + "/suspend", "{\"reason\":\"" + reason + "\"}");
    assertThat(types()).containsExactly("relay_suspended");
  }

  @Test
  void a_full_relay_has_one_notice_per_threshold_until_it_falls_below() {
    var relay = platform.relay(ALICE, "club", "basic");
    members(relay, 79);
    assertThat(types()).isEmpty();
    members(relay, 80);
    members(relay, 81);
    assertThat(types()).containsExactly("members_nearly_full");
    assertThat(newest().get("text").asString()).contains("80 of the 100");
    members(relay, 100);
    members(relay, 101);
    assertThat(types()).containsExactlyInAnyOrder("members_full", "members_nearly_full");
    members(relay, 90);
    members(relay, 79);
    members(relay, 85);
    assertThat(types()).hasSize(3);
    members(relay, 10);
    members(relay, 100);
    assertThat(types()).as("from few to full at once: that it is full").hasSize(4);
  }

  @Test
  void a_plan_without_a_limit_is_never_full_and_a_smaller_one_may_be() {
    var relay = platform.relay(ALICE, "club", "growth");
    members(relay, 95);
    assertThat(types()).isEmpty();
    platform.put(ALICE, "/relays/" + relay, "{\"plan_id\":\"basic\"}");
    alerts.round();
    assertThat(types()).containsExactly("members_nearly_full");
  }

  @Test
  void a_higher_price_is_announced_a_week_before_the_renewal_at_it() {
    var relay = platform.relay(ALICE, "club", "basic");
    var now = platform.clock.instant();
    price("basic", 10_000, now.minus(Duration.ofDays(90)));
    charged(relay, now.minus(Duration.ofDays(25)), 10_000);
    alerts.round();
    assertThat(types()).isEmpty();

    // The tenant renews on 6 February. A price first seen on 31 January applies from 6 March on.
    price("basic", 12_000, now);
    alerts.round();
    alerts.round();
    assertThat(types()).containsExactly("new_price");
    assertThat(newest().get("text").asString())
        .contains("Basic is changing from 10,000 sats to 12,000 sats a month", "from 6 Mar");
  }

  @Test
  void tenants_at_the_new_price_or_without_a_running_relay_get_no_notice() {
    var relay = platform.relay(ALICE, "club", "basic");
    var now = platform.clock.instant();
    price("basic", 10_000, now.minus(Duration.ofDays(90)));
    price("basic", 12_000, now);
    charged(relay, now.minus(Duration.ofDays(25)), 12_000);
    alerts.round();
    assertThat(types()).isEmpty();
    platform.db.inTx(tx -> tx.handle().execute("UPDATE invoice_items SET price = 10000"));
    platform.post(ALICE, "/relays/" + relay + "/deactivate");
    alerts.round();
    assertThat(types()).isEmpty();
  }

  /// Item 8 of issue 12, mission section 11: a notice says that new members are refused only if the
  /// host refuses them.
  @Test
  void a_notice_for_a_full_relay_says_how_its_host_limits_members() {
    var relay = platform.relay(ALICE, "club", "free");
    members(relay, 10);
    alerts.round();
    assertThat(texts()).first().asString().contains("Nobody new can join until there’s room");
  }

  /// Item 8 of issue 12, mission section 10 (`erase_relay`): the owner gets a notice about the
  /// messages of a relay that was deleted for good.
  @Test
  void an_erasure_notice_says_whether_the_host_deleted_the_messages() {
    var erased = new RelayId(platform.relay(ALICE, "club", "free"));
    var kept = new RelayId(platform.relay(ALICE, "band", "free"));
    platform.progress().erased(erased, false);
    platform.progress().erased(kept, true);
    assertThat(texts())
        .anyMatch(text -> text.contains("“club”") && text.contains("are erased"))
        .anyMatch(text -> text.contains("“band”") && text.contains("may still keep a copy"));
  }

  @Test
  void a_new_yearly_price_is_announced_to_who_pays_yearly_for_the_end_of_their_year() {
    var relay = platform.relay(ALICE, "club", "basic");
    var now = platform.clock.instant();
    charged(relay, now.minus(Duration.ofDays(5)), 100_000);
    var yearEnd = now.plus(Duration.ofDays(360)).getEpochSecond();
    platform.db.inTx(tx -> {
      tx.handle().execute("UPDATE relays SET billing_interval = 'year'");
      return tx.handle()
          .execute("UPDATE invoice_items SET year_free_months = 2, period_end = ?", yearEnd);
    });
    price("basic", 10_000, now.minus(Duration.ofDays(90)));
    price("basic", 12_000, now);
    alerts.round();
    assertThat(types()).as("of the monthly price").isEmpty();
    yearlyPrice(100_000, now.minus(Duration.ofDays(90)));
    yearlyPrice(120_000, now);
    alerts.round();
    alerts.round();
    assertThat(texts())
        .singleElement()
        .asString()
        .contains("from 100,000 sats to 120,000 sats a year", "26 Jan 2027");
  }

  private void yearlyPrice(long amount, Instant seenAt) {
    platform.db.inTx(tx ->
        tx.handle()
            .execute(
                """
                INSERT INTO yearly_prices (plan_id, currency, amount, free_months, seen_at)
                VALUES ('basic', 'sat', ?, 2, ?)
                ON CONFLICT (plan_id, seen_at) DO UPDATE SET amount = excluded.amount
                """,
                amount,
                seenAt.getEpochSecond()));
  }

  private void price(String plan, long amount, Instant seenAt) {
    platform.db.inTx(tx ->
        tx.handle()
            .execute(
                """
                INSERT INTO plan_prices (plan_id, currency, amount, seen_at) VALUES (?, 'sat', ?, ?)
                ON CONFLICT (plan_id, seen_at) DO UPDATE SET amount = excluded.amount
                """,
                plan,
                amount,
                seenAt.getEpochSecond()));
  }

  /// The relay runs in a monthly period that began then.
  private void charged(String relay, Instant start, long price) {
    var from = start.getEpochSecond();
    var to = start.atZone(java.time.ZoneOffset.UTC).plusMonths(1).toEpochSecond();
    platform.db.inTx(tx -> {
      var tenant = ALICE.publicKey().hex();
      tx.handle().execute("UPDATE tenants SET billing_anchor = ? WHERE pubkey = ?", from, tenant);
      tx.handle()
          .execute(
              """
              INSERT INTO ledgers (tenant_pubkey, billed_sequence, billed_until, renews_at)
              VALUES (?, 1, ?, ?)
              """,
              tenant,
              from,
              to);
      return tx.handle()
          .execute(
              """
              INSERT INTO invoice_items (id, tenant_pubkey, number, kind, relay_id, plan_id, price,
                amount, period_start, period_end, created_at)
              VALUES ('charge:1', ?, 1, 'charge', ?, 'basic', ?, ?, ?, ?, ?)
              """,
              tenant,
              relay,
              price,
              price,
              from,
              to,
              from);
    });
  }

  private void members(String relay, int count) {
    platform.progress().membersSeen(new RelayId(relay), count);
    alerts.round();
  }

  private List<String> texts() {
    return platform.get(ALICE, NOTICES).data().values().stream()
        .map(notice -> notice.get("text").asString())
        .toList();
  }

  private List<String> types() {
    return platform
        .get(ALICE, NOTICES)
        .data()
        .valueStream()
        .map(notice -> notice.get("notice_type").asString())
        .toList();
  }

  private JsonNode newest() {
    return platform.get(ALICE, NOTICES).data().get(0);
  }
}
