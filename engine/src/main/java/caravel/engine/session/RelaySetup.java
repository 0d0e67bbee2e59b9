package caravel.engine.session;

import caravel.engine.failure.FailureHandler;
import java.time.InstantSource;

/// The dependencies that all relays of a process share.
///
/// @param failures handles errors in the relays' threads
public record RelaySetup(InstantSource clock, FailureHandler failures, RelayLimits limits) {
  /// The standard limits, with failures only logged.
  public static RelaySetup of(InstantSource clock) {
    return new RelaySetup(clock, FailureHandler.WITHOUT_EXIT, RelayLimits.STANDARD);
  }
}
