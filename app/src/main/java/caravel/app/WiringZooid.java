package caravel.app;

import caravel.control.hosting.zooid.ZooidHost;
import caravel.control.hosting.zooid.ZooidSettings;
import caravel.control.relay.HostFeatures;
import java.net.URI;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// The part of [Wiring] for the relay host: connects to the embedded engine or to a remote zooid.
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

  /// A zooid of its own, without an embedded engine.
  ///
  /// @throws IllegalArgumentException if the settings name no zooid
  static ZooidHost remote(Config config, ServerKeys keys, InstantSource clock) {
    if (config.hosting().zooid() instanceof Config.Zooid.Remote remote) {
      return ZooidHost.open(settings(config, keys, remote), clock);
    }
    throw new IllegalArgumentException("no zooid is set");
  }

  /// The features of the hosted relays.
  HostFeatures features() {
    return switch (config.hosting().zooid()) {
      case Config.Zooid.Embedded _ -> HostFeatures.embedded(config.hosting().livekit() != null);
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
      case Config.Zooid.Remote remote -> settings(config, keys, remote);
    };
  }

  private static ZooidSettings settings(Config config, ServerKeys keys, Config.Zooid.Remote zooid) {
    return new ZooidSettings(
        URI.create(zooid.apiUrl()),
        keys.zooidApi(),
        zooid.probeUrl() == null ? null : URI.create(zooid.probeUrl()),
        config.hosting().s3(),
        config.hosting().livekit());
  }

  /// Null if the settings name no LiveKit server.
  static ZooidSettings.@Nullable Livekit livekit(SettingValues values) {
    var url = values.find(MediaSettings.LIVEKIT_URL);
    var key = values.find(MediaSettings.LIVEKIT_API_KEY);
    var secret = values.find(MediaSettings.LIVEKIT_API_SECRET);
    return url.isEmpty() || key.isEmpty() || secret.isEmpty()
        ? null
        : new ZooidSettings.Livekit(url.get(), key.get(), secret.get());
  }

  /// Null if the settings name no S3 bucket.
  static ZooidSettings.@Nullable S3 s3(SettingValues values) {
    var region = values.find(MediaSettings.BLOSSOM_S3_REGION);
    var bucket = values.find(MediaSettings.BLOSSOM_S3_BUCKET);
    var accessKey = values.find(MediaSettings.BLOSSOM_S3_ACCESS_KEY);
    var secretKey = values.find(MediaSettings.BLOSSOM_S3_SECRET_KEY);
    if (region.isEmpty() || bucket.isEmpty() || accessKey.isEmpty() || secretKey.isEmpty()) {
      return null;
    }
    var endpoint = values.find(MediaSettings.BLOSSOM_S3_ENDPOINT).orElse("");
    return new ZooidSettings.S3(
        endpoint, region.get(), bucket.get(), accessKey.get(), secretKey.get());
  }
}
