package caravel.control.hosting;

import caravel.control.hosting.RelayHost.RemovalResult;
import caravel.control.job.Backoff;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayProgress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Erases the events of relays that were deleted thirty days ago. Each relay is claimed first, so
/// that it can no longer come back. A failure delays only its own relay.
final class Eraser {
  /// Interval of the search for relays to erase.
  static final Duration ROUND_EVERY = Duration.ofMinutes(10);

  /// Delay before a failed erasure is tried again.
  static final Backoff BACKOFF = new Backoff(ROUND_EVERY, Duration.ofDays(1));

  static final int RELAYS_MAX = 50;

  /// Consecutive failures after which a host is skipped for the rest of the round.
  static final int FAILURES_MAX = 3;

  private static final Logger LOG = LoggerFactory.getLogger(Eraser.class);

  private final RelayProgress relays;
  private final Specs specs;
  private final RelayHosts hosts;
  private final ProbeHistory history;
  private final Availability availability;
  private final InstantSource clock;

  Eraser(
      RelayProgress relays,
      Specs specs,
      RelayHosts hosts,
      ProbeHistory history,
      Availability availability,
      InstantSource clock) {
    this.relays = relays;
    this.specs = specs;
    this.hosts = hosts;
    this.history = history;
    this.availability = availability;
    this.clock = clock;
  }

  Duration round() {
    var due = relays.toErase(clock.instant(), RELAYS_MAX);
    var failures = new HashMap<String, Integer>();
    for (var relay : due) {
      var domain = relay.relay().address().zooidDomain();
      if (failures.getOrDefault(domain, 0) < FAILURES_MAX) {
        hosts.of(domain).ifPresent(host -> erase(relay, host, failures));
      }
    }
    return due.size() == RELAYS_MAX && failures.isEmpty() ? Duration.ZERO : ROUND_EVERY;
  }

  private void erase(
      RelayProgress.Erasable erasable, RelayHost host, Map<String, Integer> failures) {
    var relay = erasable.relay();
    if (!relays.claimErasure(relay.id())) {
      return;
    }
    switch (host.delete(specs.of(relay), true)) {
      case RemovalResult.Gone(var erased) -> {
        relays.erased(relay.id(), !erased);
        history.forget(relay.id());
        availability.forget(relay.id());
        failures.remove(relay.address().zooidDomain());
      }
      case RemovalResult.Unknown(var why) -> {
        failures.merge(relay.address().zooidDomain(), 1, Integer::sum);
        relays.erasureFailed(relay.id(), retryAt(erasable.attempts()));
        tell(relay, erasable.attempts(), why);
      }
    }
  }

  private Instant retryAt(int attempts) {
    return clock.instant().plus(BACKOFF.after(attempts + 1, 0));
  }

  private static void tell(Relay relay, int attempts, String why) {
    LOG.warn(
        "the events of relay {} are not erased yet (attempt {}): {}",
        relay.id(),
        attempts + 1,
        why);
  }
}
