package caravel.control.billing.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// A relay that was paid for at an earlier platform is charged from the end of that time on.
final class PrepaidTimeTest {
  /// Paid until 10 April by the anchor 10 January, adopted on 20 March.
  private static Tale adopted() {
    return new Tale().on("2026-03-20").isAdopted("r", Tale.BASIC, "2026-04-10", "2026-01-10");
  }

  @Test
  void the_first_bill_is_the_renewal_that_was_due_anyway() {
    assertThat(adopted().items("2026-05-10"))
        .containsExactly(
            "r basic 2026-03-20..2026-04-10 +0",
            "r basic 2026-04-10..2026-05-10 +10000",
            "r basic 2026-05-10..2026-06-10 +10000");
  }

  @Test
  void it_renews_in_the_second_in_which_the_paid_time_ends() {
    assertThat(adopted().items("2026-04-09T23:59:59Z")).hasSize(1);
    assertThat(adopted().items("2026-04-10")).hasSize(2);
  }

  @Test
  void an_anchor_on_the_last_day_of_a_month_is_kept() {
    var tale = new Tale().on("2026-02-10").isAdopted("r", Tale.BASIC, "2026-02-28", "2026-01-31");
    assertThat(tale.items("2026-03-31"))
        .containsExactly(
            "r basic 2026-02-10..2026-02-28 +0",
            "r basic 2026-02-28..2026-03-31 +10000",
            "r basic 2026-03-31..2026-04-30 +10000");
  }

  @Test
  void going_offline_gives_no_credit_and_coming_back_costs_nothing() {
    var tale = adopted().on("2026-03-25").stops("r", Tale.BASIC);
    tale.on("2026-04-01").runs("r", Tale.BASIC);
    assertThat(tale.items("2026-04-10"))
        .containsExactly(
            "r basic 2026-03-20..2026-04-10 +0",
            "r basic 2026-03-25..2026-04-10 +0",
            "r basic 2026-04-01..2026-04-10 +0",
            "r basic 2026-04-10..2026-05-10 +10000");
  }

  @Test
  void coming_back_after_the_paid_time_begins_a_new_period() {
    var tale = adopted().on("2026-03-25").stops("r", Tale.BASIC);
    tale.on("2026-04-20").runs("r", Tale.BASIC);
    assertThat(tale.items("2026-04-20")).endsWith("r basic 2026-04-20..2026-05-20 +10000");
  }

  @Test
  void an_upgrade_costs_the_difference_and_gives_back_no_more() {
    // 21 of 31 days are left on 20 March; 10.33 on 30 March at 16:00.
    var tale = adopted().runs("r", Tale.GROWTH);
    assertThat(tale.items("2026-03-20"))
        .containsExactly(
            "r basic 2026-03-20..2026-04-10 +0",
            "r basic 2026-03-20..2026-04-10 +0",
            "r growth 2026-03-20..2026-04-10 +27097");
    tale.on("2026-03-27").runs("r", Tale.BASIC);
    assertThat(tale.items("2026-04-10").subList(3, 6))
        .containsExactly(
            "r growth 2026-03-27..2026-04-10 -18064",
            "r basic 2026-03-27..2026-04-10 +0",
            "r basic 2026-04-10..2026-05-10 +10000");
  }

  @Test
  void a_downgrade_costs_nothing_and_gives_nothing_back() {
    var tale =
        new Tale()
            .on("2026-03-20")
            .isAdopted("r", Tale.GROWTH, "2026-04-10", "2026-01-10")
            .on("2026-03-25")
            .runs("r", Tale.BASIC);
    assertThat(tale.items("2026-04-10"))
        .containsExactly(
            "r growth 2026-03-20..2026-04-10 +0",
            "r growth 2026-03-25..2026-04-10 +0",
            "r basic 2026-03-25..2026-04-10 +0",
            "r basic 2026-04-10..2026-05-10 +10000");
  }

  @Test
  void a_year_that_is_chosen_in_the_paid_time_begins_at_its_end() {
    var tale = adopted().on("2026-03-25").runsYearly("r", Tale.BASIC);
    assertThat(tale.items("2026-04-10"))
        .containsExactly(
            "r basic 2026-03-20..2026-04-10 +0",
            "r basic 2026-03-25..2026-04-10 +0",
            "r basic 2026-03-25..2026-04-10 +0",
            "r basic 2026-04-10..2027-04-10 +100000");
  }

  @Test
  void another_relay_of_the_tenant_pays_until_the_same_renewal() {
    var tale = adopted().on("2026-03-25").runs("s", Tale.GROWTH);
    assertThat(tale.items("2026-04-10"))
        .containsExactly(
            "r basic 2026-03-20..2026-04-10 +0",
            "s growth 2026-03-25..2026-04-10 +25807",
            "r basic 2026-04-10..2026-05-10 +10000",
            "s growth 2026-04-10..2026-05-10 +50000");
  }

  @Test
  void a_paid_time_that_ends_inside_a_period_is_followed_by_the_rest_of_it() {
    var tale = new Tale().on("2026-03-20").isAdopted("r", Tale.BASIC, "2026-03-31", "2026-01-10");
    assertThat(tale.items("2026-04-10"))
        .containsExactly(
            "r basic 2026-03-20..2026-03-31 +0",
            "r basic 2026-03-31..2026-04-10 +3226",
            "r basic 2026-04-10..2026-05-10 +10000");
  }

  @Test
  void a_paid_time_of_several_months_is_one_charge_of_nothing() {
    var tale = new Tale().on("2026-03-20").isAdopted("r", Tale.BASIC, "2026-06-10", "2026-01-10");
    assertThat(tale.items("2026-06-10"))
        .containsExactly(
            "r basic 2026-03-20..2026-06-10 +0", "r basic 2026-06-10..2026-07-10 +10000");
    tale.on("2026-03-25").runs("r", Tale.GROWTH);
    assertThat(tale.items("2026-06-10"))
        .endsWith(
            "r growth 2026-04-10..2026-05-10 +40000",
            "r growth 2026-05-10..2026-06-10 +40000",
            "r growth 2026-06-10..2026-07-10 +50000");
  }

  @Test
  void time_before_the_adoption_is_never_billed() {
    var tale = new Tale().on("2026-03-20").isAdopted("r", Tale.BASIC, "2026-03-10", "2026-01-10");
    assertThat(tale.items("2026-04-10"))
        .containsExactly(
            "r basic 2026-03-20..2026-04-10 +6775", "r basic 2026-04-10..2026-05-10 +10000");
  }

  @Test
  void the_paid_time_is_kept_when_the_first_payment_method_comes_later() {
    var tale = adopted().withoutRail().on("2026-03-25").getsTheFirstRail();
    assertThat(tale.items("2026-04-10"))
        .containsExactly(
            "r basic 2026-03-25..2026-04-10 +0", "r basic 2026-04-10..2026-05-10 +10000");
    var late = adopted().withoutRail().on("2026-04-25").getsTheFirstRail();
    assertThat(late.items("2026-04-25")).containsExactly("r basic 2026-04-25..2026-05-25 +10000");
  }

  @Test
  void the_price_may_change_within_the_paid_time() {
    var tale = adopted().on("2026-03-25").reprices(Tale.BASIC, 12_000);
    tale.stops("r", Tale.BASIC).runs("r", Tale.BASIC);
    assertThat(tale.items("2026-04-10"))
        .endsWith("r basic 2026-03-25..2026-04-10 +0", "r basic 2026-04-10..2026-05-10 +12000");
  }

  @Test
  void an_invoice_leaves_the_paid_time_out() {
    var tale = adopted().on("2026-03-25").runs("s", Tale.GROWTH);
    var books = TenantLedger.empty(Tale.sats(0).currency()).with(tale.upTo("2026-03-25").items());
    assertThat(books.draft().items().stream().map(Tale::line))
        .containsExactly("s growth 2026-03-25..2026-04-10 +25807");
  }

  @Test
  void an_anchor_after_the_paid_time_or_the_adoption_is_refused() {
    var at = Tale.instant("2026-03-20");
    assertThatThrownBy(() -> new PrepaidTime(Tale.BASIC, Tale.sats(1), at, at))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            new Tale().on("2026-03-20").isAdopted("r", Tale.BASIC, "2026-04-10", "2026-03-21"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
