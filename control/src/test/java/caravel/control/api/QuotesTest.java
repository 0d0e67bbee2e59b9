package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A quote for a change of plan and status equals the lines that the change then makes.
final class QuotesTest extends QuoteFixture {
  @ParameterizedTest
  @EnumSource
  void in_every_state_a_quote_equals_the_bill_of_the_change_or_its_refusal(Before before) {
    for (var plan : PLANS) {
      for (var status : new String[] {null, "active", "inactive"}) {
        var club = club(before);
        var quote = quote(club, plan, status);
        var known = number(club);
        var refusal = change(club, plan, status);
        assertThat(quote.status() == 200 ? "" : quote.refusal())
            .as("%s, to %s, %s", before, plan, status)
            .isEqualTo(refusal);
        if (refusal.isEmpty()) {
          bill(club);
          assertThat(told(quote.data()))
              .as("%s, to %s, %s", before, plan, status)
              .isEqualTo(billed(club, known));
          assertThat(quote.data().get("at").asLong()).isEqualTo(clock.seconds());
        }
      }
    }
  }

  @Test
  void a_quote_after_the_clock_stepped_back_has_the_time_that_the_change_will_have() {
    var club = club(Before.PAID);
    clock.move(DAY.multipliedBy(3));
    platform.post(
        ADMIN,
        tenant(club).replace("/tenants", "/admin/tenants") + "/credits",
        "{\"amount\":5,\"reason\":\"The clock was ahead\"}");
    var ahead = clock.seconds();
    clock.move(DAY.multipliedBy(-3));
    var quote = quote(club, "growth", null);
    assertThat(quote.data().get("at").asLong()).isEqualTo(ahead);
    var known = number(club);
    assertThat(change(club, "growth", null)).isEmpty();
    bill(club);
    assertThat(told(quote.data())).isNotEmpty().isEqualTo(billed(club, known));
  }

  @Test
  void a_relay_that_returns_within_the_month_pays_the_rest_of_it() {
    var club = club(Before.TAKEN_OFFLINE);
    platform.relay(club.owner(), "beside" + people, "basic");
    bill(club);
    assertThat(told(quote(club, "basic", "active").data()))
        .containsExactly(new Told("charge", "basic", 5_000, clock.seconds(), FEBRUARY_28));
    assertThat(told(quote(club, "growth", "active").data()))
        .containsExactly(new Told("charge", "growth", 25_000, clock.seconds(), FEBRUARY_28));
    assertThat(told(quote(club, "free", "active").data())).isEmpty();
    assertThat(told(quote(club, "growth", "inactive").data())).isEmpty();
    assertThat(told(quote(club, "growth", null).data())).isEmpty();
  }

  @Test
  void an_unpaid_tenant_without_another_relay_begins_a_new_month() {
    var club = club(Before.UNPAID_ALONE);
    assertThat(told(quote(club, "basic", "active").data()))
        .as("in the very second in which it went offline")
        .containsExactly(new Told("charge", "basic", 10_000, clock.seconds(), MARCH_7));
    clock.move(Duration.ofSeconds(1));
    assertThat(told(quote(club, "basic", "active").data()))
        .containsExactly(new Told("charge", "basic", 10_000, clock.seconds(), MARCH_7 + 1));
  }

  @Test
  void an_unpaid_relay_beside_another_must_be_paid_for_a_whole_month_first_m2() {
    var club = club(Before.UNPAID_BESIDE_ANOTHER);
    assertThat(told(quote(club, "basic", "active").data()))
        .containsExactly(new Told("charge", "basic", 10_000, clock.seconds(), MARCH_7));
  }

  @Test
  void going_offline_credits_the_unused_time_whatever_the_new_plan() {
    var club = club(Before.PAID);
    var back = new Told("credit", "basic", -5_000, clock.seconds(), FEBRUARY_28);
    for (var plan : List.of("free", "basic", "growth")) {
      assertThat(told(quote(club, plan, "inactive").data())).containsExactly(back);
    }
    assertThat(told(quote(club, "basic", "active").data())).isEmpty();
  }

  @Test
  void off_and_on_within_a_second_costs_the_credit() {
    var club = club(Before.PAID);
    clock.move(Duration.ofSeconds(11));
    var back = quote(club, "basic", "inactive").data().at("/total/amount").asLong();
    change(club, "basic", "inactive");
    var again = quote(club, "basic", "active").data();
    assertThat(again.at("/total/amount").asLong()).isEqualTo(-back);
    assertThat(told(again)).singleElement().extracting(Told::to).isEqualTo(FEBRUARY_28);
    clock.move(Duration.ofSeconds(1));
    assertThat(quote(club, "basic", "active").data().at("/total/amount").asLong())
        .as("a month of its own")
        .isEqualTo(10_000);
  }

  @Test
  void at_the_first_second_of_a_new_month_the_new_month_counts() {
    for (var seconds : new int[] {-1, 0, 1}) {
      var club = owned("basic");
      platform.relay(club.owner(), "beside" + people, "basic");
      pay(club);
      platform.post(club.owner(), "/relays/" + club.relay() + "/deactivate");
      var start = platform.get(club.owner(), tenant(club)).data().get("renews_at").asLong();
      clock.move(Duration.ofSeconds(start + seconds - clock.seconds()));
      platform.work();
      var quote = quote(club, "growth", "active").data();
      var known = number(club);
      assertThat(change(club, "growth", "active")).isEmpty();
      platform.work();
      assertThat(told(quote)).hasSize(1).isEqualTo(billed(club, known));
      if (seconds == 0) {
        assertThat(quote.at("/total/amount").asLong()).isEqualTo(50_000);
      }
    }
  }

  /// A6 (item 8 of issue 12): the server computes the amount due, less credit.
  @Test
  void a_quote_shows_the_amount_due_after_credit() {
    var club = club(Before.PAID);
    platform.post(club.owner(), path(club) + "/deactivate");
    bill(club);
    var quote = quote(club, "growth", "active").data();
    assertThat(quote.at("/carried/amount").asLong()).isEqualTo(-5_000);
    assertThat(quote.at("/due/amount").asLong())
        .isEqualTo(quote.at("/total/amount").asLong() - 5_000);
    var free = quote(club, "free", "active").data();
    assertThat(free.at("/due/amount").asLong()).isZero();
  }

  /// A6: a relay that does not exist yet is quoted by the same code.
  @Test
  void a_new_relay_is_quoted_before_its_creation() {
    var club = club(Before.PAID);
    var body = "{\"plan_id\":\"basic\"}";
    var quote = platform.post(club.owner(), tenant(club) + "/quote", body).data();
    assertThat(told(quote))
        .containsExactly(new Told("charge", "basic", 5_000, clock.seconds(), FEBRUARY_28));
    var known = number(club);
    platform.relay(club.owner(), "second", "basic");
    bill(club);
    assertThat(number(club)).isGreaterThan(known);
    assertThat(platform.invoice(club.owner()).at("/total/amount").asLong())
        .isEqualTo(quote.at("/due/amount").asLong());

    var stranger = SecretKey.generate();
    var theirs = "/tenants/" + stranger.publicKey() + "/quote";
    assertThat(platform.post(stranger, theirs, body).data().at("/due/amount").asLong())
        .as("no tenant yet")
        .isEqualTo(10_000);
    assertThat(platform.post(stranger, theirs, "{\"plan_id\":\"special\"}").refusal())
        .isEqualTo("422 unknown-plan plan_id");
    assertThat(platform.post(stranger, theirs, "{}").refusal()).isEqualTo("422 invalid plan_id");
  }

  /// A7 (item 8 of issue 12): the upcoming invoice shows the next charges, less credit.
  @Test
  void the_upcoming_invoice_is_the_bill_of_the_next_period_less_credit() {
    var club = club(Before.PAID);
    change(club, "growth", null);
    pay(club);
    change(club, "basic", null);
    bill(club);
    var credit = platform.get(club.owner(), tenant(club)).data().at("/credit/amount").asLong();
    assertThat(credit).isPositive();

    var upcoming = platform.get(club.owner(), tenant(club) + "/invoices/upcoming").data();
    assertThat(upcoming.get("at").asLong()).isEqualTo(FEBRUARY_28);
    assertThat(upcoming.at("/total/amount").asLong()).isEqualTo(10_000);
    assertThat(upcoming.at("/carried/amount").asLong()).isEqualTo(-credit);
    assertThat(upcoming.at("/due/amount").asLong()).isEqualTo(Math.max(0, 10_000 - credit));

    var nobody = SecretKey.generate();
    var none = platform.get(nobody, "/tenants/" + nobody.publicKey() + "/invoices/upcoming");
    assertThat(none.status()).isEqualTo(200);
    assertThat(none.data().isNull()).isTrue();
  }

  @Test
  void a_status_that_cannot_be_requested_is_refused_at_its_field() {
    var club = owned("basic");
    for (var wrong : List.of("\"delinquent\"", "\"suspended\"", "\"\"", "\"on\"", "1", "true")) {
      var body = "{\"plan_id\":\"basic\",\"status\":" + wrong + "}";
      assertThat(platform.post(club.owner(), path(club) + "/quote", body).refusal())
          .isEqualTo("422 invalid status");
    }
    var absent = "{\"plan_id\":\"growth\",\"status\":null}";
    assertThat(platform.post(club.owner(), path(club) + "/quote", absent).data().get("items"))
        .hasSize(2);
  }

  @Test
  void a_quote_changes_nothing() {
    var club = club(Before.DELETED);
    var before = platform.get(ADMIN, path(club)).data();
    assertThat(quote(club, "basic", "active").status()).isEqualTo(200);
    assertThat(platform.get(ADMIN, path(club)).data()).isEqualTo(before);
  }

  @Test
  void a_relay_that_cannot_be_brought_back_is_not_quoted() {
    var taken = club(Before.DELETED);
    platform.relay(taken.owner(), "club" + people, "basic");
    assertThat(quote(taken, "basic", "active").refusal())
        .isEqualTo("422 duplicate-subdomain subdomain");
    var gone = club(Before.DELETED);
    clock.move(DAY.multipliedBy(30));
    assertThat(quote(gone, "basic", "active").refusal()).isEqualTo("404 not-found");
  }

  @Test
  void without_billing_a_change_costs_nothing_in_either_direction(@TempDir Path other) {
    try (var free = new Platform(other)) {
      var relay = "/relays/" + free.relay(ALICE, "club", "growth");
      for (var turn : new String[] {"deactivate", "reactivate"}) {
        for (var status : new String[] {"active", "inactive"}) {
          assertThat(free.post(ALICE, relay + "/quote", body("basic", status)).data().get("items"))
              .isEmpty();
        }
        assertThat(free.post(ALICE, relay + "/" + turn).status()).isEqualTo(200);
      }
    }
  }
}
