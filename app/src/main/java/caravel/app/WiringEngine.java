package caravel.app;

import caravel.engine.Engine;
import caravel.engine.EngineSettings;
import caravel.engine.backup.RelayBackup;
import caravel.engine.failure.FailureHandler;
import caravel.outbound.OwnRelay;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The part of [Wiring] for the engine: starts it, and knows its addresses.
final class WiringEngine {
  private final Config config;
  private final ServerKeys keys;
  private final InstantSource clock;

  WiringEngine(Config config, ServerKeys keys, InstantSource clock) {
    this.config = config;
    this.keys = keys;
    this.clock = clock;
  }

  /// Starts an engine by its settings, as `caravel engine` does.
  ///
  /// @param metrics receives the engine's numbers
  /// @param backup null = the relays are not backed up
  static Engine start(
      EngineSettings settings,
      InstantSource clock,
      WiringMetrics metrics,
      RelayBackup.@Nullable Setup backup) {
    var engine =
        Engine.start(
            settings,
            clock,
            new FailureHandler(() -> Runtime.getRuntime().halt(Main.EXIT_FATAL)),
            metrics.relayTimers(),
            backup);
    metrics.addEngine(engine);
    return engine;
  }

  /// Starts the engine that `serve` runs in its own process.
  ///
  /// @param backup null = the relays are not backed up
  Engine startEmbedded(WiringMetrics metrics, RelayBackup.@Nullable Setup backup) {
    var engine = config.hosting().engine();
    SystemRelay.prepare(config, keys);
    var api = new EngineSettings.Api(authority(), Set.of(keys.zooidApi().publicKey()));
    return start(
        new EngineSettings(
            engine.listen(),
            engine.folders(),
            api,
            engine.sync(),
            engine.trustedProxies(),
            engine.bounds(),
            WiringInvites.operator(config)),
        clock,
        metrics,
        backup);
  }

  /// The base of the management API of this process's own engine.
  URI url() {
    return URI.create("http://" + authority());
  }

  /// The address of this process's own engine, which is also the Host header of its management API:
  /// a name that no relay can have.
  private String authority() {
    var listen = config.hosting().engine().listen();
    var host =
        Config.isLoopback(listen.host())
                || listen.host().equals("0.0.0.0")
                || listen.host().equals("::")
            ? "127.0.0.1"
            : listen.host();
    return host + ":" + listen.port();
  }

  /// The relay of a demo's own engine, which a tenant's relay list may name; null in production.
  @Nullable OwnRelay ownRelay() {
    var listen = config.hosting().engine().listen();
    return config.isDemo()
        ? new OwnRelay(
            URI.create("ws://localhost:" + listen.port()),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), listen.port()))
        : null;
  }
}
