package caravel.conformance.numbers;

import caravel.engine.Engine;
import caravel.engine.EngineSettings;
import caravel.engine.store.Sync;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/// An engine in this process, and the suite against it.
final class EngineUnderTest implements AutoCloseable {
  private final Path folder;
  private final SuiteTarget target;
  private final Engine engine;

  private EngineUnderTest(Path folder, SuiteTarget target, Engine engine) {
    this.folder = folder;
    this.target = target;
    this.engine = engine;
  }

  /// @param proxies addresses whose X-Forwarded-* headers the engine trusts
  static EngineUnderTest start(Path folder, List<String> proxies) {
    var port = freePort();
    var target =
        new SuiteTarget(
            URI.create("ws://127.0.0.1:" + port + "/"),
            URI.create("http://api.localhost:" + port + "/"),
            SecretKey.generate());
    return start(folder, target, proxies);
  }

  private static EngineUnderTest start(Path folder, SuiteTarget target, List<String> proxies) {
    var settings =
        new EngineSettings(
            new EngineSettings.Listen("127.0.0.1", target.relay().getPort()),
            new EngineSettings.Folders(
                folder.resolve("config"), folder.resolve("relays"), folder.resolve("media")),
            new EngineSettings.Api(target.apiHost(), Set.of(target.apiKey().publicKey())),
            Sync.NORMAL,
            proxies);
    return new EngineUnderTest(folder, target, Engine.start(settings, InstantSource.system()));
  }

  /// Starts an engine with the same folders and address after this one was closed.
  EngineUnderTest startAgain() {
    return start(folder, target, List.of());
  }

  SuiteTarget target() {
    return target;
  }

  /// The configuration folder.
  Path config() {
    return folder.resolve("config");
  }

  ConformanceSuite suite() {
    return new ConformanceSuite(target, InstantSource.system());
  }

  /// The host of the API has the port, so the port must be known before the start.
  private static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void close() {
    engine.close();
  }
}
