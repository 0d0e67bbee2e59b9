package caravel.control.billing.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.control.money.BillingInterval;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Months, counted from where the tenant began.
final class PeriodsTest {
  @Test
  void a_span_contains_its_start_and_not_its_end() {
    var span = new Span(Tale.instant("2026-04-01"), Tale.instant("2026-05-01"));
    assertThat(span.contains(span.start())).isTrue();
    assertThat(span.contains(span.end())).isFalse();
    assertThat(span.contains(span.start().minusSeconds(1))).isFalse();
  }

  @Test
  void a_price_was_last_seen_when_its_plan_last_changed() {
    var april = Tale.instant("2026-04-01");
    var prices = new Prices(List.of(new Prices.Price(Tale.BASIC, Tale.sats(1), april)));
    assertThat(prices.lastSeenAt(Tale.BASIC, BillingInterval.MONTH)).isEqualTo(april);
    assertThat(prices.lastSeenAt(Tale.GROWTH, BillingInterval.MONTH)).isEqualTo(Instant.EPOCH);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-31T00:00:00Z, 1, 2026-02-28T00:00:00Z",
    "2026-01-31T00:00:00Z, 2, 2026-03-31T00:00:00Z",
    "2026-01-31T00:00:00Z, 3, 2026-04-30T00:00:00Z",
    "2026-01-30T00:00:00Z, 1, 2026-02-28T00:00:00Z",
    "2026-01-30T00:00:00Z, 2, 2026-03-30T00:00:00Z",
    "2026-01-29T00:00:00Z, 1, 2026-02-28T00:00:00Z",
    "2026-01-28T00:00:00Z, 1, 2026-02-28T00:00:00Z",
    "2028-01-31T00:00:00Z, 1, 2028-02-29T00:00:00Z",
    "2028-01-29T00:00:00Z, 1, 2028-02-29T00:00:00Z",
    "2028-02-29T12:00:01Z, 12, 2029-02-28T12:00:01Z",
    "2028-02-29T12:00:01Z, 48, 2032-02-29T12:00:01Z",
    "2028-02-29T12:00:01Z, 1, 2028-03-29T12:00:01Z",
    "2100-01-31T00:00:00Z, 1, 2100-02-28T00:00:00Z",
    "2026-12-31T23:59:59Z, 1, 2027-01-31T23:59:59Z",
    "2026-12-31T23:59:59Z, 2, 2027-02-28T23:59:59Z",
    "2026-10-25T00:30:00Z, 0, 2026-10-25T00:30:00Z",
  })
  void a_period_starts_on_the_anchors_day_or_the_months_last(
      Instant anchor, long index, Instant start) {
    assertThat(new Periods(anchor).start(index)).isEqualTo(start);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-31T10:00:00Z, 2026-01-31T10:00:00Z, 0",
    "2026-01-31T10:00:00Z, 2026-02-28T09:59:59Z, 0",
    "2026-01-31T10:00:00Z, 2026-02-28T10:00:00Z, 1",
    "2026-01-31T10:00:00Z, 2026-02-28T10:00:01Z, 1",
    "2026-01-31T10:00:00Z, 2026-03-31T09:59:59Z, 1",
    "2026-01-31T10:00:00Z, 2026-03-31T10:00:00Z, 2",
    "2028-02-29T00:00:00Z, 2029-02-27T23:59:59Z, 11",
    "2028-02-29T00:00:00Z, 2029-02-28T00:00:00Z, 12",
    "2026-01-31T00:00:00Z, 2126-01-30T23:59:59Z, 1199",
    "2026-01-31T00:00:00Z, 2126-01-31T00:00:00Z, 1200",
  })
  void an_instant_is_in_exactly_one_period(Instant anchor, Instant instant, long index) {
    assertThat(new Periods(anchor).indexAt(instant)).isEqualTo(index);
  }

  @Test
  void periods_leave_no_gap_and_never_overlap() {
    for (var day = 1; day <= 31; day++) {
      var periods = new Periods(Instant.parse("2027-12-%02dT23:59:59Z".formatted(day)));
      for (var index = 0; index < 60; index++) {
        var period = periods.period(index);
        assertThat(period.end()).isEqualTo(periods.period(index + 1).start());
        assertThat(period.seconds()).isBetween(28 * 86_400L, 31 * 86_400L);
        assertThat(periods.containing(period.start())).isEqualTo(period);
        assertThat(periods.containing(period.end().minusSeconds(1))).isEqualTo(period);
      }
    }
  }

  @Test
  void nothing_lies_before_the_anchor_and_nothing_between_two_seconds() {
    var anchor = Instant.parse("2026-01-31T00:00:00Z");
    assertThatThrownBy(() -> new Periods(anchor).indexAt(anchor.minusSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Periods(anchor.plusMillis(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
