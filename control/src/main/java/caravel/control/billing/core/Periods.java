package caravel.control.billing.core;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/// The billing periods of a tenant: UTC calendar months counted from an anchor.
///
/// Each period is counted from the anchor, never from the period before it. A tenant who started on
/// 31 January pays on 28 February and on 31 March.
public record Periods(Instant anchor) {
  private static final long SHORTEST_MONTH_SECONDS = 28 * 86_400L;

  public Periods {
    Span.wholeSecond(anchor);
  }

  /// The start of period `index`; the first index is 0.
  public Instant start(long index) {
    return anchor.atZone(ZoneOffset.UTC).plusMonths(index).toInstant();
  }

  public Span period(long index) {
    return new Span(start(index), start(index + 1));
  }

  /// The index of the period that contains an instant. The instant must not be before the anchor.
  public long indexAt(Instant instant) {
    if (instant.isBefore(anchor)) {
      throw new IllegalArgumentException(instant + " is before the anchor " + anchor);
    }
    var index =
        (instant.getEpochSecond() - anchor.getEpochSecond()) / SHORTEST_MONTH_SECONDS; // at most
    while (start(index).isAfter(instant)) {
      index--;
    }
    return index;
  }

  public Span containing(Instant instant) {
    return containing(instant, 1);
  }

  /// The time from the start of the period that contains an instant, this many periods long.
  public Span containing(Instant instant, int months) {
    var index = indexAt(instant);
    return new Span(start(index), start(index + months));
  }

  /// This many periods that end at an instant; empty = no period ends then.
  Optional<Span> endingAt(Instant end, int months) {
    if (end.isBefore(anchor)) {
      return Optional.empty();
    }
    var index = indexAt(end);
    return start(index).equals(end)
        ? Optional.of(new Span(start(index - months), end))
        : Optional.empty();
  }
}
