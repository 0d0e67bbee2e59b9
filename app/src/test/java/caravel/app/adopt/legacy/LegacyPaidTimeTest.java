package caravel.app.adopt.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LegacyPaidTimeTest {
  private static final Instant NOW = Instant.parse("2026-07-20T10:00:00Z");

  private static Instant day(String day) {
    return Instant.parse(day + "T00:00:00Z");
  }

  private static Instant anchor(String end, @Nullable Instant anchor) {
    return LegacyPaidTime.of("basic", 500, day(end), anchor, NOW).orElseThrow().anchor();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-08-10,2026-07-10",
    "2026-07-31,2026-05-31",
    "2026-08-31,2026-05-31",
    "2026-10-31,2026-07-31"
  })
  void without_an_anchor_the_period_ends_on_the_same_day(String end, String expected) {
    var from = anchor(end, null);
    assertThat(LegacyPaidTime.isPeriodEnd(from, day(end))).isTrue();
    assertThat(from).isBeforeOrEqualTo(NOW).isBeforeOrEqualTo(day(expected));
  }

  @Test
  void the_anchor_of_the_tenant_is_kept_if_it_is_possible() {
    assertThat(anchor("2026-08-28", day("2026-01-31"))).isEqualTo(day("2026-01-31"));
    assertThat(anchor("2026-08-10", day("2026-09-01"))).isEqualTo(day("2026-07-10"));
    assertThat(anchor("2026-07-25", day("2026-07-24"))).isEqualTo(day("2026-06-25"));
  }

  @Test
  void an_end_on_29_february_has_an_anchor() {
    var now = Instant.parse("2028-02-10T00:00:00Z");
    var end = day("2028-02-29");
    var paid = LegacyPaidTime.of("basic", 500, end, null, now).orElseThrow();
    assertThat(LegacyPaidTime.isPeriodEnd(paid.anchor(), end)).isTrue();
  }

  @Test
  void any_end_of_a_period_has_an_anchor_that_leads_to_it() {
    for (var seed = 0; seed < 2_000; seed++) {
      var random = new Random(seed);
      var start = day("2026-01-01").plusSeconds(random.nextLong(200 * 86_400L));
      var end = start.atZone(ZoneOffset.UTC).plusMonths(1 + random.nextInt(8)).toInstant();
      var now = start.plusSeconds(random.nextLong(100 * 86_400L));
      var paid = LegacyPaidTime.of("basic", 500, end, null, now);
      paid.ifPresent(found -> {
        assertThat(found.anchor()).isBefore(end).isBeforeOrEqualTo(now);
        assertThat(LegacyPaidTime.isPeriodEnd(found.anchor(), end)).isTrue();
      });
      assertThat(paid).as("seed %d", seed).isPresent();
    }
  }
}
