package caravel.control.hosting;

import caravel.control.hosting.ProbeStore.Look;
import java.time.Duration;
import java.time.Instant;

/// The decisions of the periodic probe: pure.
final class Probing {
  /// Relays looked at in one go.
  static final int PAGE_RELAYS = 8;

  /// Old looks are forgotten in the first round and in every so many: to count them costs more than
  /// to add one.
  static final int PRUNE_ROUNDS = 16;

  /// The shortest rest between two pages, however many relays there are.
  static final Duration REST_MIN = Duration.ofMillis(100);

  private Probing() {}

  /// Spreads a round over its time: no relay is looked at in a burst with all the others.
  ///
  /// @param pages of the last whole round, 0 before the first
  static Duration rest(Duration every, int pages) {
    if (pages == 0) {
      return REST_MIN;
    }
    var share = every.dividedBy(pages);
    return share.compareTo(REST_MIN) < 0 ? REST_MIN : share;
  }

  /// What the history keeps of a sighting.
  ///
  /// @param inactive whether the relay should be off
  static Look look(Sighting sighting, boolean inactive, Instant at) {
    return switch (sighting) {
      case Sighting.AsWished(var latency) -> new Look(at, !inactive, millis(latency), "");
      case Sighting.Differs(var up, var how, var latency) -> new Look(at, up, millis(latency), how);
      case Sighting.Unknown _ -> new Look(at, false, null, "");
    };
  }

  private static int millis(Duration latency) {
    return (int) Math.min(Integer.MAX_VALUE, latency.toMillis());
  }
}
