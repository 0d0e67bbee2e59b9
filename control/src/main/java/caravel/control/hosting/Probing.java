package caravel.control.hosting;

import caravel.control.hosting.ProbeStore.Look;
import caravel.control.hosting.RelayHost.Observation;
import caravel.control.relay.Relay;
import java.time.Duration;
import java.time.Instant;

/// The decisions of the periodic probe: pure.
final class Probing {
  /// Pages of a host with few relays are small, so that they are spread over the whole time.
  static final int PAGE_RELAYS_MIN = 8;

  static final int PAGE_RELAYS_MAX = 256;

  /// A sweep has about this many pages, as far as the page sizes allow.
  static final int PAGES = 100;

  /// The shortest rest between two pages, however many relays there are.
  static final Duration REST_MIN = Duration.ofMillis(10);

  /// How often a relay's members are counted, and how often a deleted relay is looked at.
  static final Duration SELDOM_EVERY = Duration.ofHours(1);

  private Probing() {}

  /// @param relays of the last whole sweep, 0 before the first
  static int pageRelays(int relays) {
    return relays == 0
        ? PAGE_RELAYS_MAX
        : Math.clamp(relays / PAGES, PAGE_RELAYS_MIN, PAGE_RELAYS_MAX);
  }

  /// The time that one page has, so that a sweep takes as long as `every`.
  ///
  /// @param pages of the last whole sweep, 0 before the first
  static Duration rest(Duration every, int pages) {
    return pages == 0 ? REST_MIN : every.dividedBy(pages);
  }

  /// Whether this sweep looks at a relay. Relays with work under way are left to the reconciler,
  /// and deleted ones are looked at seldom: they only matter when a host came back from an old
  /// copy.
  static boolean isDue(Relay relay, long sweep, Duration every) {
    return Reconciling.isSettled(relay) && (!relay.isDeleted() || isItsTurn(relay, sweep, every));
  }

  /// Whether this sweep reads a relay's list of members, which is long: when it was never read, and
  /// seldom otherwise.
  static boolean countsMembers(Relay relay, long sweep, Duration every) {
    return relay.seen().memberCount() == null || isItsTurn(relay, sweep, every);
  }

  /// True once in as many sweeps as fit into [#SELDOM_EVERY], for each relay in another one.
  private static boolean isItsTurn(Relay relay, long sweep, Duration every) {
    var sweeps = Math.max(1, SELDOM_EVERY.dividedBy(every));
    return Math.floorMod(sweep + relay.id().value().hashCode(), sweeps) == 0;
  }

  /// What the history keeps of a sighting.
  ///
  /// @param inactive whether the relay should be off
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
