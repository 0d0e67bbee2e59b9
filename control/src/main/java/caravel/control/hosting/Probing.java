package caravel.control.hosting;

import caravel.control.hosting.ProbeStore.Look;
import caravel.control.hosting.RelayHost.Observation;
import caravel.control.relay.Relay;
import java.time.Duration;
import java.time.Instant;

/// The decisions of the periodic probe, as pure functions.
final class Probing {
  /// Smallest page. Few relays are spread over the whole interval in small pages.
  static final int PAGE_RELAYS_MIN = 8;

  static final int PAGE_RELAYS_MAX = 256;

  /// Approximate pages of a sweep, as far as the page sizes allow.
  static final int PAGES = 100;

  /// Shortest rest between two pages, with any number of relays.
  static final Duration REST_MIN = Duration.ofMillis(10);

  /// Interval of the counting of a relay's members, and of the probes of a deleted relay.
  static final Duration SELDOM_EVERY = Duration.ofHours(1);

  private Probing() {}

  /// @param relays of the last complete sweep, 0 before the first
  static int pageRelays(int relays) {
    return relays == 0
        ? PAGE_RELAYS_MAX
        : Math.clamp(relays / PAGES, PAGE_RELAYS_MIN, PAGE_RELAYS_MAX);
  }

  /// The rest after one page, so that a sweep takes `every`.
  ///
  /// @param pages of the last complete sweep, 0 before the first
  static Duration rest(Duration every, int pages) {
    return pages == 0 ? REST_MIN : every.dividedBy(pages);
  }

  /// Whether this sweep probes a relay. Relays in progress are left to the reconciler. Deleted ones
  /// are probed seldom: they matter only if a host came back from an old copy.
  static boolean isDue(Relay relay, long sweep, Duration every) {
    return Reconciling.isSettled(relay) && (!relay.isDeleted() || isItsTurn(relay, sweep, every));
  }

  /// Whether this sweep reads a relay's member list, which is long: when it was never read, and
  /// seldom otherwise.
  static boolean countsMembers(Relay relay, long sweep, Duration every) {
    return relay.seen().memberCount() == null || isItsTurn(relay, sweep, every);
  }

  /// True once in as many sweeps as fit into [#SELDOM_EVERY], at a different sweep for each relay.
  private static boolean isItsTurn(Relay relay, long sweep, Duration every) {
    var sweeps = Math.max(1, SELDOM_EVERY.dividedBy(every));
    return Math.floorMod(sweep + relay.id().value().hashCode(), sweeps) == 0;
  }

  /// The result of an observation for the history.
  ///
  /// @param inactive whether the relay should be offline
  static Look look(Observation observation, boolean inactive, Instant at) {
    return switch (observation) {
      case Observation.InSync(var latency) -> new Look(at, !inactive, millis(latency), "");
      case Observation.Drifted(var up, var how, var latency) ->
          new Look(at, up, millis(latency), how);
      case Observation.Unknown _ -> new Look(at, false, null, "");
    };
  }

  private static int millis(Duration latency) {
    return (int) Math.min(Integer.MAX_VALUE, latency.toMillis());
  }
}
