package caravel.control.hosting.usage;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.hosting.usage.RelayUsage.Sample;
import caravel.control.hosting.usage.UsageHost.Storage;
import caravel.control.hosting.usage.UsageHost.Traffic;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class RelayUsageTest {
  private static final long START = 1_800_000_000;
  private static final Storage STORAGE = new Storage(10L, 1_000L, 1L, 500L);

  private static Sample sample(long at, long startedAt, long events) {
    var traffic = new Traffic(startedAt, events, 5 * events, 100 * events, 1_000 * events);
    return new Sample(Instant.ofEpochSecond(at), STORAGE, traffic, 3);
  }

  @Test
  void a_delta_is_the_difference_of_the_counts() {
    var delta = RelayUsage.delta(sample(START + 900, START, 7), sample(START + 1_800, START, 10));
    assertThat(delta).isEqualTo(new RelayUsage(STORAGE, 3, 3, 300, 3_000));
  }

  @Test
  void a_gap_loses_nothing_while_the_relay_runs() {
    var delta = RelayUsage.delta(sample(START, START, 7), sample(START + 900_000, START, 107));
    assertThat(delta.eventsIn()).isEqualTo(100);
  }

  @Test
  void after_a_restart_the_counts_since_it_are_taken() {
    var before = sample(START + 900, START, 7);
    var more = RelayUsage.delta(before, sample(START + 1_800, START + 1_000, 9));
    assertThat(more.eventsIn()).as("more than before the restart").isEqualTo(9);
    var fewer = RelayUsage.delta(before, sample(START + 1_800, START + 1_000, 2));
    assertThat(fewer.eventsIn()).isEqualTo(2);
    assertThat(fewer.bytesOut()).isEqualTo(2_000);
  }

  @Test
  void a_count_that_falls_within_the_same_start_is_a_restart_too() {
    var before = new Traffic(START, 5, 5, 500, 90);
    var now = new Traffic(START, 6, 6, 600, 40);
    var delta =
        RelayUsage.delta(
            new Sample(Instant.ofEpochSecond(START + 1), STORAGE, before, 0),
            new Sample(Instant.ofEpochSecond(START + 2), STORAGE, now, 0));
    assertThat(delta).isEqualTo(new RelayUsage(STORAGE, 0, 6, 600, 40));
  }

  @Test
  void the_first_sample_counts_only_a_relay_that_has_just_started() {
    assertThat(RelayUsage.delta(null, sample(START + 3_600, START, 4)).eventsIn()).isEqualTo(4);
    assertThat(RelayUsage.delta(null, sample(START + 3_601, START, 4)).eventsIn()).isZero();
  }

  @Test
  void storage_that_the_host_does_not_know_stays_as_it_was() {
    var now =
        new Sample(
            Instant.ofEpochSecond(START + 900),
            new Storage(null, null, 2L, 700L),
            new Traffic(START, 0, 0, 0, 0),
            0);
    var known = new Storage(10L, 1_000L, 2L, 700L);
    assertThat(RelayUsage.delta(sample(START, START, 0), now).storage()).isEqualTo(known);
    assertThat(now.after(sample(START, START, 0)).storage()).isEqualTo(known);
    assertThat(RelayUsage.delta(null, now).storage()).isEqualTo(now.storage());
  }
}
