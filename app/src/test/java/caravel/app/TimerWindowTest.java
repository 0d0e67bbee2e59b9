package caravel.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// The times of a timer since the last sample.
final class TimerWindowTest {
  private final Timer timer =
      Timer.builder("test")
          .serviceLevelObjectives(
              Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1))
          .register(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  private final TimerWindow window = new TimerWindow(timer);

  @Test
  void without_a_time_there_is_no_percentile() {
    assertThat(window.next().p99Micros()).isEmpty();
  }

  @Test
  void a_percentile_is_estimated_within_its_bucket() {
    for (var i = 0; i < 100; i++) {
      timer.record(Duration.ofMillis(50));
    }
    // 99 of 100 times in the bucket from 10 to 100 ms.
    assertThat(window.next().p99Micros()).hasValue(99_100);
  }

  @Test
  void one_slow_time_of_a_hundred_is_not_the_99_percent() {
    for (var i = 0; i < 99; i++) {
      timer.record(Duration.ofMillis(5));
    }
    timer.record(Duration.ofMillis(500));
    assertThat(window.next().p99Micros()).hasValue(10_000);
  }

  @Test
  void earlier_times_never_count_again() {
    timer.record(Duration.ofMillis(500));
    window.next();
    assertThat(window.next().p99Micros()).isEmpty();
    timer.record(Duration.ofMillis(5));
    assertThat(window.next().p99Micros().orElseThrow()).isLessThanOrEqualTo(10_000);
  }

  @Test
  void a_time_beyond_the_largest_bucket_counts_as_that_bucket() {
    timer.record(Duration.ofMinutes(1));
    assertThat(window.next().p99Micros()).hasValue(1_000_000);
  }
}
