package caravel.control.billing.core;

import static caravel.control.billing.core.Tale.BASIC;
import static caravel.control.billing.core.Tale.GROWTH;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Relays that are paid for a year in advance.
final class YearlyTest {
  private static final String YEAR = "r basic 2026-04-01..2027-04-01 +100000";

  private final Tale tale = new Tale().on("2026-04-01").runsYearly("r", BASIC);

  @Test
  void a_year_is_charged_once_and_again_at_its_anniversary() {
    assertThat(tale.items("2027-03-31")).containsExactly(YEAR);
    assertThat(tale.upTo("2026-10-10").renewal()).isEqualTo(Tale.instant("2027-04-01"));
    assertThat(tale.items("2028-03-31"))
        .containsExactly(YEAR, "r basic 2027-04-01..2028-04-01 +100000");
  }

  @Test
  void a_year_beside_a_monthly_relay_ends_at_a_start_of_its_month() {
    var both = new Tale().on("2026-04-01").runs("m", BASIC);
    both.on("2026-04-16").runsYearly("r", BASIC);
    var items = both.items("2027-04-01");
    assertThat(items.subList(0, 3))
        .containsExactly(
            "m basic 2026-04-01..2026-05-01 +10000",
            "r basic 2026-04-16..2027-04-01 +95891",
            "m basic 2026-05-01..2026-06-01 +10000");
    assertThat(items).hasSize(1 + 1 + 11 + 2);
    assertThat(items.subList(13, 15))
        .containsExactly(
            "m basic 2027-04-01..2027-05-01 +10000", "r basic 2027-04-01..2028-04-01 +100000");
    assertThat(both.upTo("2026-07-01").renewal()).isEqualTo(Tale.instant("2026-08-01"));
    assertThat(both.on("2026-07-02").stops("m", BASIC).upTo("2026-07-02").renewal())
        .as("only the year runs on")
        .isEqualTo(Tale.instant("2027-04-01"));
  }

  @Test
  void another_plan_within_the_year_keeps_the_year() {
    assertThat(tale.on("2026-10-01").runsYearly("r", GROWTH).items("2027-04-01"))
        .containsExactly(
            YEAR,
            "r basic 2026-10-01..2027-04-01 -49863",
            "r growth 2026-10-01..2027-04-01 +249316",
            "r growth 2027-04-01..2028-04-01 +500000");
  }

  @Test
  void monthly_again_gives_back_the_rest_of_the_year() {
    assertThat(tale.on("2026-10-16").runs("r", BASIC).items("2026-11-01"))
        .containsExactly(
            YEAR,
            "r basic 2026-10-16..2027-04-01 -45753",
            "r basic 2026-10-16..2026-11-01 +5162",
            "r basic 2026-11-01..2026-12-01 +10000");
  }

  @Test
  void yearly_within_a_month_gives_back_the_rest_of_the_month() {
    var monthly = new Tale().on("2026-04-01").runs("r", BASIC);
    assertThat(monthly.on("2026-04-16").runsYearly("r", BASIC).items("2026-12-01"))
        .containsExactly(
            "r basic 2026-04-01..2026-05-01 +10000",
            "r basic 2026-04-16..2026-05-01 -5000",
            "r basic 2026-04-16..2027-04-01 +95891");
  }

  @Test
  void offline_gives_back_the_rest_and_a_later_return_begins_a_new_year() {
    tale.on("2026-10-01").stops("r", BASIC);
    assertThat(tale.upTo("2026-12-01").renewal()).isNull();
    assertThat(tale.on("2026-12-24").runsYearly("r", BASIC).items("2027-04-02"))
        .containsExactly(
            YEAR,
            "r basic 2026-10-01..2027-04-01 -49863",
            "r basic 2026-12-24..2027-12-24 +100000");
  }

  @Test
  void there_and_back_in_one_second_keeps_the_year_and_costs_nothing() {
    tale.on("2026-10-01").stops("r", BASIC).runsYearly("r", BASIC);
    tale.runs("r", BASIC).runsYearly("r", GROWTH).runsYearly("r", BASIC);
    var ledger = tale.upTo("2026-10-01");
    var sum = ledger.items().stream().mapToLong(item -> item.amount().units()).sum();
    assertThat(sum).isEqualTo(100_000);
    assertThat(Objects.requireNonNull(ledger.live().get("r")).span().end())
        .isEqualTo(Tale.instant("2027-04-01"));
  }

  @Test
  void a_year_that_costs_one_month_is_not_mistaken_for_a_month_in_the_same_second() {
    var odd = new Tale().on("2026-04-01").reprices(BASIC, 10_000).repricesYear(BASIC, 10_000, 11);
    odd.runs("r", BASIC).on("2026-04-16").runsYearly("r", BASIC);
    assertThat(odd.items("2026-04-16").getLast()).isEqualTo("r basic 2026-04-16..2027-04-01 +9590");
  }

  @Test
  void a_new_price_or_other_free_months_apply_from_the_next_year_on() {
    var priced = new Tale().on("2026-04-01").repricesYear(BASIC, 100_000, 2);
    priced.runsYearly("r", BASIC).on("2026-07-01").repricesYear(BASIC, 120_000, 0);
    assertThat(priced.items("2027-04-01"))
        .containsExactly(YEAR, "r basic 2027-04-01..2028-04-01 +120000");
  }

  @Test
  void a_higher_price_within_a_week_of_the_anniversary_waits_another_year() {
    for (var known : List.of("2027-03-25", "2027-03-26")) {
      var priced = new Tale().on("2026-04-01").repricesYear(BASIC, 100_000, 2);
      priced.runsYearly("r", BASIC).on(known).repricesYear(BASIC, 120_000, 2);
      assertThat(priced.items("2027-04-01").getLast())
          .isEqualTo(
              "r basic 2027-04-01..2028-04-01 +" + (known.endsWith("25") ? 120_000 : 100_000));
    }
  }

  @Test
  void a_paused_year_begins_anew() {
    tale.on("2026-04-08").pauses("r", BASIC).runsYearly("r", BASIC);
    assertThat(tale.items("2026-05-01").getLast())
        .isEqualTo("r basic 2026-04-08..2027-04-08 +100000");
  }
}
