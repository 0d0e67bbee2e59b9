package caravel.control.hosting;

import caravel.control.relay.Relay;
import caravel.control.relay.RelayProgress;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Erases the events of relays that were deleted thirty days ago.
final class Eraser {
  /// How often is looked for relays whose days have ended; also the wait before another try.
  static final Duration ROUND_EVERY = Duration.ofMinutes(10);

  private static final int RELAYS_MAX = 50;
  private static final Logger LOG = LoggerFactory.getLogger(Eraser.class);

  private final RelayProgress relays;
  private final Specs specs;
  private final Hosts hosts;
  private final ProbeHistory history;
  private final InstantSource clock;

  Eraser(
      RelayProgress relays, Specs specs, Hosts hosts, ProbeHistory history, InstantSource clock) {
    this.relays = relays;
    this.specs = specs;
    this.hosts = hosts;
    this.history = history;
    this.clock = clock;
  }

  Duration round() {
    relays.toErase(clock.instant(), RELAYS_MAX).forEach(this::erase);
    return ROUND_EVERY;
  }

  private void erase(Relay relay) {
    var host = hosts.of(relay.address().zooidDomain()).orElse(null);
    if (host == null) {
      return;
    }
    switch (host.delete(specs.of(relay), true)) {
      case Removed.Gone(var erased) -> {
        relays.erased(relay.id(), !erased);
        history.forget(relay.id());
      }
      case Removed.Unknown(var why) ->
          LOG.warn("the events of relay {} are not erased yet: {}", relay.id(), why);
    }
  }
}
