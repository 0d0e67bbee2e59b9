package caravel.app;

import caravel.control.hosting.RelayHost;
import caravel.control.hosting.RelaySpec;
import caravel.control.hosting.zooid.ZooidHost;
import caravel.control.hosting.zooid.ZooidHost.ApiAccess;
import java.time.InstantSource;
import java.util.Optional;

/// The zooid of ZOOID_API_URL, for the command that adopts its relays.
final class WiringAdoption implements AutoCloseable {
  private final ZooidHost host;

  /// @throws IllegalArgumentException if the settings name no zooid
  WiringAdoption(Config config, ServerKeys keys, InstantSource clock) {
    this.host = WiringZooid.remote(config, keys, clock);
  }

  RelayHost host() {
    return host;
  }

  /// The body of the request that changes a relay to this state.
  String changeBody(RelaySpec spec) {
    return host.changeBody(spec);
  }

  /// Why the zooid cannot be used, as a sentence for the operator; empty = it can.
  Optional<String> refusal() {
    return switch (host.access()) {
      case ApiAccess.Granted() -> Optional.empty();
      case ApiAccess.KeyRefused(var why) ->
          Optional.of("The zooid refuses the key of ZOOID_API_SECRET: " + why);
      case ApiAccess.NotZooid() ->
          Optional.of("What answers at ZOOID_API_URL does not speak zooid's API.");
      case ApiAccess.Unreachable(var why) ->
          Optional.of("The zooid of ZOOID_API_URL does not answer: " + why);
    };
  }

  @Override
  public void close() {
    host.close();
  }
}
