package caravel.verify.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.verify.simulate.Outages.Cause;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class OutagesTest {
  private final Outages outages = new Outages();

  private void outage(Cause cause, long start, long end) {
    outages.begin(cause, Instant.ofEpochSecond(start));
    outages.end(cause, Instant.ofEpochSecond(end));
  }

  @Test
  void outages_that_overlap_count_once() {
    outage(Cause.DOWN, 10_000, 20_000);
    outage(Cause.WRONG_CLOCK, 15_000, 25_000);
    assertThat(outages.upSeconds(0, 30_000)).isEqualTo(15_000);
    assertThat(outages.upSeconds(12_000, 18_000)).isZero();
  }

  @Test
  void an_outage_of_an_hour_moves_nothing() {
    outage(Cause.DOWN, 10_000, 13_600);
    assertThat(outages.upSeconds(0, 30_000)).isEqualTo(30_000);
  }

  @Test
  void an_outage_that_has_not_ended_counts_until_now() {
    outages.begin(Cause.HOLD, Instant.ofEpochSecond(10_000));
    assertThat(outages.upSeconds(0, 30_000)).isEqualTo(10_000);
    assertThat(outages.isAnyRunning()).isTrue();
  }
}
