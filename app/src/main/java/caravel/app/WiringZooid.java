package caravel.app;

import caravel.control.hosting.zooid.ZooidHost;
import caravel.control.hosting.zooid.ZooidSettings;
import caravel.control.relay.HostFeatures;
import java.net.URI;
import java.time.InstantSource;

/// The relay host's part of [Wiring]: connects to the embedded engine or to a remote zooid.
final class WiringZooid {
  private final Config config;
  private final ServerKeys keys;
  private final WiringEngine engine;

  WiringZooid(Config config, ServerKeys keys, WiringEngine engine) {
    this.config = config;
    this.keys = keys;
    this.engine = engine;
  }

  ZooidHost open(InstantSource clock) {
    return ZooidHost.open(settings(), clock);
  }

  /// The features that the hosted relays may use.
  HostFeatures features() {
    return switch (config.hosting().zooid()) {
      case Config.Zooid.Embedded _ -> HostFeatures.EMBEDDED;
      case Config.Zooid.Remote _ -> HostFeatures.zooid(config.hosting().livekit() != null);
    };
  }

  private ZooidSettings settings() {
    var livekit = config.hosting().livekit();
    var s3 = config.hosting().s3();
    return switch (config.hosting().zooid()) {
      case Config.Zooid.Embedded _ -> {
        var own = engine.url();
        yield new ZooidSettings(own, keys.zooidApi(), own, s3, livekit);
      }
      case Config.Zooid.Remote(var api, var probe) ->
          new ZooidSettings(
              URI.create(api),
              keys.zooidApi(),
              probe == null ? null : URI.create(probe),
              s3,
              livekit);
    };
  }
}
