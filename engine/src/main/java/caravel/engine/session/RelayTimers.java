package caravel.engine.session;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;

/// The timers that all relays of a process share.
///
/// @param ok from reading a stored event or deletion to its `OK` after the commit
/// @param req from the first query of a REQ to its EOSE. The time in which a client is held back
///   because of earlier queries does not count
public record RelayTimers(Timer ok, Timer req) {
  /// Upper bounds of the histograms' buckets.
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofNanos(2_500_000),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10)
  };

  /// Registers the timers.
  public static RelayTimers in(MeterRegistry registry) {
    return new RelayTimers(
        timer("caravel.ok", "Time from an event to its OK after the commit", registry),
        timer("caravel.req", "Time from a REQ to its EOSE", registry));
  }

  /// Timers that nobody reads.
  public static RelayTimers unread() {
    return in(new SimpleMeterRegistry());
  }

  private static Timer timer(String name, String description, MeterRegistry registry) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }
}
