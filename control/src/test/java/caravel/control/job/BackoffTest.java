package caravel.control.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BackoffTest {
  private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(15));

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "2, 2",
    "3, 4",
    "4, 8",
    "5, 16",
    "6, 32",
    "7, 64",
    "8, 128",
    "9, 256",
    "10, 512",
    "11, 900",
    "12, 900",
    "40, 900",
    "41, 900",
    "1000000, 900"
  })
  void doubles_from_one_second_and_stays_at_fifteen_minutes(int failures, long seconds) {
    assertThat(backoff.after(failures, 0)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void jitter_takes_at_most_half_away_and_never_adds() {
    var random = new Random(7);
    for (var failures = 1; failures < 60; failures++) {
      var whole = backoff.after(failures, 0);
      var wait = backoff.after(failures, random.nextDouble());
      assertThat(wait).isBetween(whole.dividedBy(2), whole);
    }
  }

  @Test
  void invalid_failures_and_jitter_are_refused() {
    assertThatThrownBy(() -> backoff.after(0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> backoff.after(1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
