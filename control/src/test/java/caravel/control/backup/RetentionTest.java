package caravel.control.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The objects of a backup that may be deleted.
final class RetentionTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void the_copy_that_the_oldest_kept_second_needs_is_never_deleted() {
    var bases = daily(10);
    assertThat(Retention.firstKept(bases, day(0).minusSeconds(1))).isEqualTo(bases.get(0));
    assertThat(Retention.firstKept(bases, day(1).minusSeconds(1))).isEqualTo(bases.get(0));
    assertThat(Retention.firstKept(bases, day(1).minusMillis(1))).isEqualTo(bases.get(0));
    assertThat(Retention.firstKept(bases, day(1))).isEqualTo(bases.get(1));
    assertThat(Retention.firstKept(bases, day(1).plusSeconds(1))).isEqualTo(bases.get(1));
  }

  @Test
  void a_clock_that_is_years_ahead_deletes_a_day_at_most() {
    var bases = daily(10);
    assertThat(Retention.firstKept(bases, day(3_650))).isEqualTo(bases.get(1));
  }

  @Test
  void a_pause_of_weeks_between_two_copies_does_not_stop_deleting() {
    var bases = List.of(base(0), base(40), base(41));
    assertThat(Retention.firstKept(bases, day(40).minusSeconds(1))).isEqualTo(base(0));
    assertThat(Retention.firstKept(bases, day(40))).isEqualTo(base(40));
  }

  @Test
  void an_empty_backup_keeps_nothing() {
    assertThat(Retention.firstKept(List.of(), START)).isNull();
  }

  private static List<BaseCopy> daily(int count) {
    return IntStream.range(0, count).mapToObj(RetentionTest::base).toList();
  }

  private static BaseCopy base(int day) {
    return new BaseCopy(1, day + 1L, 0, day(day));
  }

  private static Instant day(int day) {
    return START.plus(Duration.ofDays(day));
  }
}
