package caravel.control.hosting;

import caravel.control.hosting.AvailabilityStore.Count;
import caravel.control.hosting.AvailabilityStore.Day;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The share of probes that found relays online, over the last days and for each of them.
///
/// @param from the first day, in UTC
/// @param availability of all days, between 0 and 1; null = nothing was probed
/// @param days the same for each day, the oldest first
record AvailabilityReport(
    LocalDate from, @Nullable Double availability, List<@Nullable Double> days) {
  /// Days of a report, today included.
  static final int DAYS = 90;

  /// Shares have five decimals.
  private static final double PRECISION = 100_000;

  /// @param firstDay the first day of the report, counted from 1970
  /// @param counted the days that have probes
  static AvailabilityReport of(long firstDay, int days, List<Day> counted) {
    var shares = new ArrayList<@Nullable Double>();
    for (var day = firstDay; day < firstDay + days; day++) {
      shares.add(share(count(counted, day)));
    }
    var all = counted.stream().map(Day::count).reduce(new Count(0, 0), Count::plus);
    return new AvailabilityReport(LocalDate.ofEpochDay(firstDay), share(all), shares);
  }

  private static Count count(List<Day> counted, long day) {
    return counted.stream()
        .filter(one -> one.day() == day)
        .map(Day::count)
        .findFirst()
        .orElse(new Count(0, 0));
  }

  /// Rounded down, so that less than everything is never shown as 1.
  private static @Nullable Double share(Count count) {
    return count.probes() == 0
        ? null
        : Math.floor(count.up() * PRECISION / count.probes()) / PRECISION;
  }
}
