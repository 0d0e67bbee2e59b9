package caravel.control.billing.core;

import static caravel.control.billing.core.Tale.instant;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.billing.core.Grace.Running;
import caravel.control.billing.core.Grace.Still;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How long an open invoice may wait.
final class GraceTest {
  private static final Grace DUE = new Running(instant("2026-04-08"));

  @ParameterizedTest
  @CsvSource({
    "2026-04-07T23:59:59Z, false",
    "2026-04-08T00:00:00Z, true",
    "2026-04-08T00:00:01Z, true",
  })
  void it_is_over_exactly_when_it_is_due(String when, boolean over) {
    assertThat(DUE.isOver(instant(when))).isEqualTo(over);
  }

  @Test
  void standing_still_it_is_never_over_and_runs_on_where_it_stood() {
    var still = DUE.still(instant("2026-04-05"));
    assertThat(still).isEqualTo(new Still(Duration.ofDays(3)));
    assertThat(still.isOver(instant("2030-01-01"))).isFalse();
    assertThat(still.still(instant("2026-04-06"))).isEqualTo(still);
    assertThat(still.running(instant("2026-06-01"))).isEqualTo(new Running(instant("2026-06-04")));
    assertThat(DUE.running(instant("2026-06-01"))).isEqualTo(DUE);
    assertThat(DUE.still(instant("2026-04-09"))).isEqualTo(new Still(Duration.ZERO));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-04-06T23:59:59Z, 2026-04-08T00:00:00Z",
    "2026-04-07T00:00:00Z, 2026-04-08T00:00:00Z",
    "2026-04-07T00:00:01Z, 2026-04-08T00:00:01Z",
    "2026-04-20T00:00:00Z, 2026-04-21T00:00:00Z",
  })
  void after_our_own_fault_a_day_is_left(String answeredAgain, String due) {
    assertThat(DUE.afterOurFault(instant(answeredAgain))).isEqualTo(new Running(instant(due)));
    assertThat(new Still(Duration.ofHours(2)).afterOurFault(instant(answeredAgain)))
        .isEqualTo(new Still(Duration.ofHours(24)));
    assertThat(new Still(Duration.ofDays(2)).afterOurFault(instant(answeredAgain)))
        .isEqualTo(new Still(Duration.ofDays(2)));
  }
}
