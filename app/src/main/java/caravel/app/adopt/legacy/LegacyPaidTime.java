package caravel.app.adopt.legacy;

import caravel.control.relay.PaidElsewhere;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Decides until when a relay is paid for, from the invoices of the older Caravel. Pure functions.
final class LegacyPaidTime {
  /// After this many months each day of a month comes again, also 29 February.
  private static final int MONTHS_MAX = 48;

  private LegacyPaidTime() {}

  /// @param invoicedUntil end of the last period that was invoiced for the relay
  /// @param anchor of the tenant there; null = unknown
  /// @param cents the price of the plan for a month, here
  /// @return empty = the times make no sense together
  static Optional<PaidElsewhere> of(
      String planId, long cents, Instant invoicedUntil, @Nullable Instant anchor, Instant now) {
    var from =
        anchor != null && anchor.isBefore(invoicedUntil) && !anchor.isAfter(now)
            ? anchor
            : anchorOf(invoicedUntil, now);
    return from.isBefore(invoicedUntil)
        ? Optional.of(new PaidElsewhere(planId, cents, invoicedUntil, from))
        : Optional.empty();
  }

  /// The latest start of a month that leads to the end of a period, and is not after now.
  private static Instant anchorOf(Instant end, Instant now) {
    for (var months = 1; months <= MONTHS_MAX; months++) {
      var start = end.atZone(ZoneOffset.UTC).minusMonths(months);
      if (!start.toInstant().isAfter(now) && start.plusMonths(months).toInstant().equals(end)) {
        return start.toInstant();
      }
    }
    return now;
  }

  /// Whether a period of this anchor ends at an instant.
  static boolean isPeriodEnd(Instant anchor, Instant end) {
    for (var months = 1; ; months++) {
      var boundary = anchor.atZone(ZoneOffset.UTC).plusMonths(months).toInstant();
      if (!boundary.isBefore(end)) {
        return boundary.equals(end);
      }
    }
  }
}
