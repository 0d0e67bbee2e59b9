package caravel.control.billing.core;

import static caravel.control.billing.core.Tale.instant;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.billing.core.TimeCheck.Verdict;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which time may pass for money, to the second.
final class TimeCheckTest {
  private static final Instant NOW = instant("2026-04-01");

  private static Verdict after(String gap) {
    return TimeCheck.sinceHeartbeat(NOW.minus(Duration.parse(gap)), NOW);
  }

  @Test
  void a_database_without_a_heartbeat_is_fine() {
    assertThat(TimeCheck.sinceHeartbeat(null, NOW)).isEqualTo(new Verdict.Fine());
  }

  @ParameterizedTest
  @CsvSource({"PT0S", "PT1H", "-PT10M"})
  void short_gaps_and_small_jumps_back_are_fine(String gap) {
    assertThat(after(gap)).isEqualTo(new Verdict.Fine());
  }

  @ParameterizedTest
  @CsvSource({"PT1H1S", "PT24H"})
  void due_dates_move_by_the_downtime(String gap) {
    assertThat(after(gap)).isEqualTo(new Verdict.MoveDueDates(Duration.parse(gap)));
  }

  @ParameterizedTest
  @CsvSource({"PT24H1S", "-PT10M1S"})
  void an_operator_looks_at_a_longer_downtime_and_at_a_clock_that_went_back(String gap) {
    assertThat(after(gap)).isInstanceOf(Verdict.Hold.class);
  }

  @ParameterizedTest
  @CsvSource({"PT10M, false", "PT10M1S, true", "-PT10M, false", "-PT10M1S, true"})
  void clocks_that_are_more_than_ten_minutes_apart_hold_the_money(String apart, boolean holds) {
    var other = NOW.plus(Duration.parse(apart));
    assertThat(TimeCheck.running(other, NOW) instanceof Verdict.Hold).isEqualTo(holds);
    assertThat(TimeCheck.compared("Stripe", other, NOW) instanceof Verdict.Hold).isEqualTo(holds);
    if (!holds) {
      assertThat(TimeCheck.running(other, NOW)).isEqualTo(new Verdict.Fine());
      assertThat(TimeCheck.compared("Stripe", other, NOW)).isEqualTo(new Verdict.Fine());
    }
  }
}
