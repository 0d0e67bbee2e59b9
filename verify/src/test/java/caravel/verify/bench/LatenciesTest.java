package caravel.verify.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class LatenciesTest {
  private static final long NANOS_PER_MILLI = 1_000_000;

  @Test
  void a_share_of_the_answers_did_not_take_longer() {
    var latencies = new Latencies();
    LongStream.rangeClosed(1, 5_000)
        .map(i -> 5_001 - i)
        .forEach(millis -> latencies.add(millis * NANOS_PER_MILLI));
    assertThat(latencies.millis(0.5)).isEqualTo(2_500);
    assertThat(latencies.millis(0.99)).isEqualTo(4_950);
    assertThat(latencies.millis(1)).isEqualTo(5_000);
    assertThat(latencies.millis(0)).isEqualTo(1);
  }

  @Test
  void no_answer_has_no_time() {
    assertThat(new Latencies().isEmpty()).isTrue();
    assertThat(new Latencies().millis(0.5)).isNaN();
  }
}
