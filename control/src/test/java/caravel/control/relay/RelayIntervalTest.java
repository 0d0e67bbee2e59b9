package caravel.control.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.control.money.BillingInterval;
import caravel.control.plan.Plans;
import caravel.control.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The interval of a relay after a request, where paying yearly is offered and where it is not.
final class RelayIntervalTest {
  private static final RelayTerms ON = Examples.terms();
  private static final RelayTerms OFF =
      new RelayTerms(
          new Plans(ON.plans().currency(), ON.plans().all(), new Plans.Yearly(false, 2)),
          ON.domains(),
          ON.reserved(),
          ON.limits());

  @Test
  void without_an_interval_a_plan_is_monthly_and_the_present_plan_stays_as_it_is() {
    assertThat(after(ON, monthly(), "growth", null)).isEqualTo(BillingInterval.MONTH);
    assertThat(after(ON, yearly(), "basic", null)).isEqualTo(BillingInterval.YEAR);
    assertThat(after(ON, yearly(), "growth", null)).isEqualTo(BillingInterval.MONTH);
    assertThat(after(ON, yearly(), "growth", "year")).isEqualTo(BillingInterval.YEAR);
    assertThat(after(ON, yearly(), "free", "year")).isEqualTo(BillingInterval.MONTH);
  }

  @Test
  void where_it_is_off_no_relay_begins_a_year_and_one_that_pays_yearly_goes_on() {
    assertThatThrownBy(() -> after(OFF, monthly(), "basic", "year"))
        .isInstanceOf(ProblemException.class);
    assertThat(after(OFF, yearly(), "basic", null)).isEqualTo(BillingInterval.YEAR);
    assertThat(after(OFF, yearly(), "growth", "year")).isEqualTo(BillingInterval.YEAR);
    assertThat(new Reserving(OFF.plans()).start(yearly(), false).wishes().interval())
        .as("a relay that starts again")
        .isEqualTo(BillingInterval.MONTH);
    assertThat(new Reserving(ON.plans()).start(yearly(), false).wishes().interval())
        .isEqualTo(BillingInterval.YEAR);
  }

  @Test
  void who_pays_first_pays_before_a_month_becomes_a_year_and_not_the_other_way_round() {
    var reserving = new Reserving(ON.plans());
    var waits = reserving.move(monthly(), yearly(), true);
    assertThat(waits.wishes().interval()).isEqualTo(BillingInterval.MONTH);
    assertThat(waits.reservedPlan()).isEqualTo("basic");
    assertThat(waits.reservedInterval()).isEqualTo(BillingInterval.YEAR);
    assertThat(reserving.started(waits).wishes().interval()).isEqualTo(BillingInterval.YEAR);
    var back = reserving.move(yearly(), monthly(), true);
    assertThat(back.wishes().interval()).isEqualTo(BillingInterval.MONTH);
    assertThat(back.reservedPlan()).isEmpty();
  }

  private static Relay monthly() {
    var relay = Examples.relay("basic");
    return relay.with(relay.wishes().on("basic", BillingInterval.MONTH));
  }

  private static Relay yearly() {
    var relay = Examples.relay("basic");
    return relay.with(relay.wishes().on("basic", BillingInterval.YEAR));
  }

  private static BillingInterval after(
      RelayTerms terms, Relay before, String plan, @Nullable String how) {
    return RelayRules.update(before, RelayForm.ofPlan(plan, how), terms, false)
        .relay()
        .wishes()
        .interval();
  }
}
