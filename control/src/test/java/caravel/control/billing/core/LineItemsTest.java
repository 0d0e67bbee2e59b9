package caravel.control.billing.core;

import static caravel.control.billing.core.Tale.BASIC;
import static caravel.control.billing.core.Tale.FREE;
import static caravel.control.billing.core.Tale.GROWTH;
import static caravel.control.billing.core.Tale.instant;
import static caravel.control.billing.core.Tale.sats;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.billing.core.Ledger.Anchoring;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The cost of dated histories.
final class LineItemsTest {
  private final Tale tale = new Tale();

  @Test
  void on_31_january_growth_begins_and_is_charged_by_calendar_months() {
    tale.on("2026-01-31").runs("r", GROWTH);
    assertThat(tale.items("2026-01-31")).containsExactly("r growth 2026-01-31..2026-02-28 +50000");
    assertThat(tale.items("2026-02-27T23:59:59Z")).hasSize(1);
    assertThat(tale.items("2026-03-31"))
        .containsExactly(
            "r growth 2026-01-31..2026-02-28 +50000",
            "r growth 2026-02-28..2026-03-31 +50000",
            "r growth 2026-03-31..2026-04-30 +50000");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-04-01T00:00:00Z, 10000, -10000",
    "2026-04-01T00:00:01Z, 10000, -9999",
    "2026-04-16T00:00:00Z, 5000, -5000",
    "2026-04-30T23:55:40Z, 1, -1",
    "2026-04-30T23:55:41Z, 1, 0",
    "2026-04-30T23:59:59Z, 0, 0",
  })
  void what_is_unused_is_given_back_by_the_second(String when, long sharePaid, long givenBack) {
    tale.on("2026-04-01").runs("r", BASIC).on(when).runs("r", GROWTH);
    var items = tale.upTo(when).items();
    assertThat(items.get(1).amount().units()).isEqualTo(givenBack);
    assertThat(items.get(2).amount().units()).isBetween(sharePaid * 5 - 3, sharePaid * 5 + 3);
  }

  @Test
  void who_stops_exactly_at_the_renewal_gets_all_of_it_back() {
    tale.on("2026-04-01").runs("r", BASIC).on("2026-05-01").stops("r", BASIC);
    assertThat(tale.items("2026-06-01"))
        .containsExactly(
            "r basic 2026-04-01..2026-05-01 +10000",
            "r basic 2026-05-01..2026-06-01 +10000",
            "r basic 2026-05-01..2026-06-01 -10000");
  }

  @Test
  void who_stops_a_second_before_the_renewal_is_not_charged_again() {
    tale.on("2026-04-01").runs("r", BASIC).on("2026-04-30T23:59:59Z").stops("r", BASIC);
    assertThat(tale.items("2026-06-01"))
        .containsExactly(
            "r basic 2026-04-01..2026-05-01 +10000", "r basic 2026-04-30T23:59:59Z..2026-05-01 +0");
  }

  @Test
  void a_second_relay_joins_the_period_of_the_first() {
    tale.on("2026-04-01").runs("a", BASIC).on("2026-04-16").runs("b", GROWTH);
    assertThat(tale.items("2026-05-01"))
        .containsExactly(
            "a basic 2026-04-01..2026-05-01 +10000",
            "b growth 2026-04-16..2026-05-01 +25000",
            "a basic 2026-05-01..2026-06-01 +10000",
            "b growth 2026-05-01..2026-06-01 +50000");
  }

  @Test
  void who_comes_back_after_having_had_nothing_begins_a_month_of_their_own() {
    tale.on("2026-04-01").runs("r", BASIC);
    tale.on("2026-04-16").stops("r", BASIC).on("2026-04-20").runs("r", BASIC);
    assertThat(tale.items("2026-05-20"))
        .containsExactly(
            "r basic 2026-04-01..2026-05-01 +10000",
            "r basic 2026-04-16..2026-05-01 -5000",
            "r basic 2026-04-20..2026-05-20 +10000",
            "r basic 2026-05-20..2026-06-20 +10000");
  }

  @Test
  void the_anchor_stays_while_another_relay_is_billable() {
    tale.on("2026-04-01").runs("a", BASIC).runs("b", BASIC);
    tale.on("2026-04-16").stops("a", BASIC).on("2026-04-21").runs("a", BASIC);
    assertThat(tale.items("2026-04-21").getLast())
        .isEqualTo("a basic 2026-04-21..2026-05-01 +3334");
  }

  @Test
  void who_leaves_and_returns_within_a_second_is_where_they_were() {
    tale.on("2026-04-01").runs("r", BASIC);
    tale.on("2026-04-16").stops("r", BASIC).runs("r", BASIC);
    assertThat(tale.items("2026-05-01"))
        .containsExactly(
            "r basic 2026-04-01..2026-05-01 +10000",
            "r basic 2026-04-16..2026-05-01 -5000",
            "r basic 2026-04-16..2026-05-01 +5000",
            "r basic 2026-05-01..2026-06-01 +10000");
  }

  @Test
  void a_free_plan_costs_nothing_and_starts_no_period() {
    tale.on("2026-04-01").runs("r", FREE);
    assertThat(tale.items("2026-06-01")).isEmpty();
    assertThat(tale.upTo("2026-06-01").live()).isEmpty();
    assertThat(tale.upTo("2026-06-01").anchoring()).isEqualTo(new Anchoring.None());
    tale.on("2026-06-10").runs("r", BASIC);
    assertThat(tale.items("2026-06-10")).containsExactly("r basic 2026-06-10..2026-07-10 +10000");
  }

  @Test
  void an_activity_that_changes_nothing_of_the_bill_makes_no_line() {
    tale.on("2026-04-01").runs("r", BASIC).on("2026-04-10").runs("r", BASIC);
    assertThat(tale.items("2026-04-30")).hasSize(1);
  }

  @Test
  void a_renaming_after_a_new_price_does_not_bring_it_inside_the_period() {
    tale.on("2026-04-01").runs("r", BASIC);
    tale.on("2026-04-02").reprices(BASIC, 20_000).on("2026-04-10").runs("r", BASIC);
    assertThat(tale.items("2026-05-01"))
        .containsExactly(
            "r basic 2026-04-01..2026-05-01 +10000", "r basic 2026-05-01..2026-06-01 +20000");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-04-23T23:59:59Z, 20000, 20000",
    "2026-04-24T00:00:00Z, 20000, 20000",
    "2026-04-24T00:00:01Z, 20000, 10000",
    "2026-05-01T00:00:00Z, 20000, 10000",
    "2026-04-24T00:00:01Z, 4000, 4000",
    "2026-05-01T00:00:00Z, 4000, 4000",
    "2026-05-01T00:00:01Z, 4000, 10000",
  })
  void a_dearer_price_renews_only_when_it_was_known_for_a_week_a_cheaper_one_at_once(
      String seen, long price, long charged) {
    tale.on("2026-01-01").reprices(BASIC, 10_000);
    tale.on("2026-04-01").runs("r", BASIC).on(seen).reprices(BASIC, price);
    assertThat(tale.upTo("2026-05-01").items().getLast().amount().units()).isEqualTo(charged);
  }

  @Test
  void a_change_after_a_new_price_is_made_at_the_new_price() {
    tale.on("2026-04-01").runs("r", BASIC).on("2026-04-15").reprices(BASIC, 20_000);
    tale.on("2026-04-16").stops("r", BASIC).on("2026-04-16").runs("r", BASIC);
    assertThat(tale.items("2026-04-16").getLast())
        .isEqualTo("r basic 2026-04-16..2026-05-01 +10000");
  }

  @Test
  void without_a_way_to_pay_nothing_is_billable() {
    tale.withoutRail().on("2026-04-01").runs("r", GROWTH);
    assertThat(tale.items("2027-01-01")).isEmpty();
  }

  @Test
  void the_first_way_to_pay_starts_everybodys_first_period_and_nothing_before_it() {
    tale.on("2026-04-01").runs("a", GROWTH).runs("b", BASIC).runs("c", FREE);
    tale.on("2026-04-10").stops("b", BASIC);
    tale.on("2026-05-31").getsTheFirstRail();
    assertThat(tale.items("2026-05-30T23:59:59Z")).isEmpty();
    assertThat(tale.items("2026-06-30"))
        .containsExactly(
            "a growth 2026-05-31..2026-06-30 +50000", "a growth 2026-06-30..2026-07-31 +50000");
    tale.on("2026-05-31").stops("a", GROWTH);
    assertThat(tale.items("2026-06-30"))
        .containsExactly(
            "a growth 2026-05-31..2026-06-30 +50000", "a growth 2026-05-31..2026-06-30 -50000");
  }

  @Test
  void whoever_brings_a_relay_back_in_the_second_in_which_it_was_paused_starts_clean() {
    tale.on("2026-04-01").runs("r", BASIC).on("2026-04-16").pauses("r", BASIC).runs("r", BASIC);
    assertThat(tale.items("2026-05-16"))
        .containsExactly(
            "r basic 2026-04-01..2026-05-01 +10000",
            "r basic 2026-04-16..2026-05-01 -5000",
            "r basic 2026-04-16..2026-05-16 +10000",
            "r basic 2026-05-16..2026-06-16 +10000");
    tale.stops("r", BASIC).runs("r", BASIC);
    assertThat(tale.items("2026-04-16").getLast())
        .as("there and back after that costs nothing")
        .isEqualTo("r basic 2026-04-16..2026-05-16 +10000");
  }

  @Test
  void what_was_paused_and_is_back_within_a_second_costs_the_rest_of_a_period_that_runs_on() {
    tale.on("2026-04-01").runs("r", BASIC).runs("s", BASIC).on("2026-04-16").pauses("r", BASIC);
    tale.runs("r", BASIC);
    assertThat(tale.items("2026-04-16").getLast())
        .isEqualTo("r basic 2026-04-16..2026-05-01 +5000");
  }

  @Test
  void an_earlier_pause_does_not_end_the_anchor_of_a_period_that_ends_by_itself() {
    tale.on("2026-01-10").runs("r", BASIC).on("2026-01-15").pauses("r", BASIC);
    tale.on("2026-01-31").runs("r", BASIC).on("2026-02-10").reprices(BASIC, 0);
    tale.on("2026-02-28").runs("s", GROWTH);
    assertThat(tale.items("2026-02-28").getLast())
        .isEqualTo("s growth 2026-02-28..2026-03-31 +50000");
  }

  @Test
  void a_time_before_the_previous_one_is_raised_to_it() {
    tale.on("2026-04-16").runs("r", BASIC).on("2026-04-01").stops("r", BASIC);
    assertThat(tale.items("2026-05-01"))
        .containsExactly(
            "r basic 2026-04-16..2026-05-16 +10000", "r basic 2026-04-16..2026-05-16 -10000");
  }

  @Test
  void a_quote_is_the_two_lines_that_the_change_then_makes() {
    tale.on("2026-04-01").runs("r", BASIC);
    var growth = new Terms(GROWTH, sats(50_000), true);
    var quote = tale.history().quote("r", growth, instant("2026-04-16"));
    assertThat(quote.items().stream().map(Tale::line))
        .containsExactly(
            "r basic 2026-04-16..2026-05-01 -5000", "r growth 2026-04-16..2026-05-01 +25000");
    assertThat(tale.items("2026-04-16")).hasSize(1);
    tale.on("2026-04-16").runs("r", GROWTH);
    assertThat(tale.items("2026-04-16").subList(1, 3))
        .isEqualTo(quote.items().stream().map(Tale::line).toList());
  }

  @Test
  void the_anchor_and_the_next_charge_are_told() {
    tale.on("2026-01-31").runs("r", BASIC).on("2026-03-05").stops("r", BASIC);
    assertThat(tale.upTo("2026-02-28").anchoring())
        .isEqualTo(
            new Anchoring.Running(new Periods(instant("2026-01-31")), instant("2026-03-31")));
    assertThat(tale.upTo("2026-02-28").live()).containsOnlyKeys("r");
    assertThat(tale.upTo("2026-04-01").anchoring())
        .isEqualTo(new Anchoring.Ended(new Periods(instant("2026-01-31")), instant("2026-03-05")));
    assertThat(tale.upTo("2026-04-01").live()).isEmpty();
  }

  @Test
  void a_relay_whose_plan_has_become_free_is_charged_no_more_from_the_next_period_on() {
    tale.on("2026-04-01").runs("r", BASIC).on("2026-04-10").reprices(BASIC, 0);
    assertThat(tale.upTo("2026-04-30").live()).containsKey("r");
    assertThat(tale.upTo("2026-05-01").live()).isEmpty();
  }

  @Test
  void a_reservation_that_stays_is_not_charged_again_and_another_plan_replaces_it() {
    tale.on("2026-04-01").reserves("r", FREE, GROWTH);
    tale.on("2026-04-03").reserves("r", FREE, GROWTH).on("2026-04-04").reserves("r", FREE, BASIC);
    assertThat(tale.items("2026-04-05"))
        .containsExactly(
            "r growth 2026-04-01..2026-05-01 +50000",
            "r growth 2026-04-01..2026-05-01 -50000",
            "r basic 2026-04-04..2026-05-04 +10000");
  }

  @Test
  void a_reserved_plan_is_returned_whole_and_its_month_begins_when_it_starts_m2() {
    tale.on("2026-04-01").reserves("r", FREE, GROWTH).on("2026-04-04").runs("r", GROWTH);
    assertThat(tale.items("2026-05-04"))
        .containsExactly(
            "r growth 2026-04-01..2026-05-01 +50000",
            "r growth 2026-04-01..2026-05-01 -50000",
            "r growth 2026-04-04..2026-05-04 +50000",
            "r growth 2026-05-04..2026-06-04 +50000");
  }

  @Test
  void a_relay_that_waits_joins_the_running_period_when_it_starts_m2() {
    tale.on("2026-04-01").runs("a", BASIC).on("2026-04-15").reserves("b", FREE, GROWTH);
    tale.on("2026-04-16").runs("b", GROWTH);
    assertThat(tale.items("2026-04-16"))
        .containsExactly(
            "a basic 2026-04-01..2026-05-01 +10000",
            "b growth 2026-04-15..2026-05-15 +50000",
            "b growth 2026-04-15..2026-05-15 -50000",
            "b growth 2026-04-16..2026-05-01 +25000");
  }

  @Test
  void an_upgrade_that_waits_leaves_the_running_charge_alone_m2() {
    tale.on("2026-04-01").runs("r", BASIC).on("2026-04-10").waits("r", BASIC, GROWTH);
    tale.on("2026-04-16").runs("r", GROWTH);
    assertThat(tale.items("2026-04-16"))
        .containsExactly(
            "r basic 2026-04-01..2026-05-01 +10000",
            "r growth 2026-04-10..2026-05-10 +50000",
            "r growth 2026-04-10..2026-05-10 -50000",
            "r basic 2026-04-16..2026-05-01 -5000",
            "r growth 2026-04-16..2026-05-01 +25000");
  }

  @Test
  void a_relay_that_waits_is_not_charged_at_a_period_start_m2() {
    tale.on("2026-04-01").runs("a", BASIC).on("2026-04-28").reserves("b", FREE, GROWTH);
    tale.on("2026-05-05").stops("b", GROWTH);
    assertThat(tale.items("2026-05-05"))
        .containsExactly(
            "a basic 2026-04-01..2026-05-01 +10000",
            "b growth 2026-04-28..2026-05-28 +50000",
            "a basic 2026-05-01..2026-06-01 +10000",
            "b growth 2026-04-28..2026-05-28 -50000");
  }

  @Test
  void items_of_the_time_of_other_rounding_are_not_repriced_m1() {
    tale.on("2026-04-01").runs("a", BASIC).runs("b", BASIC);
    tale.on("2026-04-21").runs("b", GROWTH).on("2026-04-22").runs("b", BASIC);
    var history = tale.history();
    var old =
        new History(
            Checkpoint.START,
            history.changes(),
            history.prices(),
            history.rails(),
            instant("2026-04-21"));
    assertThat(old.upTo(instant("2026-04-22")).items().stream().map(Tale::line).toList())
        .containsExactly(
            "a basic 2026-04-01..2026-05-01 +10000",
            "b basic 2026-04-01..2026-05-01 +10000",
            "b basic 2026-04-21..2026-05-01 -3333",
            "b growth 2026-04-21..2026-05-01 +16667",
            "b growth 2026-04-22..2026-05-01 -15000",
            "b basic 2026-04-22..2026-05-01 +3000");
    tale.on("2026-04-23").runs("b", GROWTH);
    assertThat(tale.items("2026-04-23").getLast())
        .isEqualTo("b growth 2026-04-23..2026-05-01 +13334");
  }
}
