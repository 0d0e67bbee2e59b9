package caravel.engine.session;

import caravel.engine.failure.FailureHandler;
import java.time.InstantSource;

/// What all relays of one process have in common.
///
/// @param failures told of errors in the relays' threads
public record RelaySetup(InstantSource clock, FailureHandler failures, RelayLimits limits) {
  /// With the standard limits, and nothing that ends the process.
  public static RelaySetup of(InstantSource clock) {
    return new RelaySetup(clock, FailureHandler.WITHOUT_EXIT, RelayLimits.STANDARD);
  }
}
