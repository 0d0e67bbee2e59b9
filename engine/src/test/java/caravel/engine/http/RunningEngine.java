package caravel.engine.http;

import caravel.engine.Engine;
import caravel.engine.EngineSettings;
import caravel.engine.store.Sync;
import caravel.nostr.Nip98;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// An engine on a free port, with helper calls for tests.
final class RunningEngine implements AutoCloseable {
  static final String API_HOST = "api.localhost";
  static final SecretKey API = SecretKey.parse("0e".repeat(32));
  static final SecretKey RELAY = SecretKey.parse("01".repeat(32));
  static final PublicKey OWNER = SecretKey.parse("02".repeat(32)).publicKey();

  private final Engine engine;
  final Path folder;

  RunningEngine(Path folder, String... trustedProxies) {
    this.folder = folder;
    this.engine =
        Engine.start(
            new EngineSettings(
                new EngineSettings.Listen("127.0.0.1", 0),
                new EngineSettings.Folders(
                    folder.resolve("config"), folder.resolve("relays"), folder.resolve("media")),
                new EngineSettings.Api(API_HOST, Set.of(API.publicKey())),
                Sync.NORMAL,
                List.of(trustedProxies)),
            InstantSource.system());
  }

  int port() {
    return engine.port();
  }

  Path config(String file) {
    return folder.resolve("config").resolve(file);
  }

  /// A signed call of the management API.
  RawHttp.Answer api(String method, String path, String body) {
    return api(API, method, path, body, Map.of());
  }

  RawHttp.Answer api(
      SecretKey by, String method, String path, String body, Map<String, String> headers) {
    var query = path.indexOf('?');
    var url = "http://" + API_HOST + (query < 0 ? path : path.substring(0, query));
    var all = new HashMap<>(headers);
    all.putIfAbsent(
        "Authorization",
        Nip98.token(by, url, method, null, InstantSource.system().instant().getEpochSecond()));
    return RawHttp.send(port(), method, API_HOST, path, all, body);
  }

  RawHttp.Answer information(String host) {
    return RawHttp.get(port(), host, "/", Map.of("Accept", "application/nostr+json"));
  }

  /// A complete configuration; `more` is JSON members that follow.
  static String body(String host, String schema, String more) {
    return """
    {"host":"%s","schema":"%s","secret":"%s","info":{"name":"%s","pubkey":"%s"}%s}\
    """
        .formatted(
            host, schema, RELAY.revealHex(), schema, OWNER, more.isEmpty() ? "" : "," + more);
  }

  @Override
  public void close() {
    engine.close();
  }
}
