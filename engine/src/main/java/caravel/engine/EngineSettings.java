package caravel.engine;

import caravel.engine.session.RelayLimits;
import caravel.engine.store.Sync;
import caravel.nostr.PublicKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an engine is told at its start.
///
/// @param trustedProxies addresses (`10.0.0.1`) or nets (`10.0.0.0/8`) whose `X-Forwarded-*`
///   headers are believed
public record EngineSettings(
    Listen listen,
    Folders folders,
    Api api,
    Sync sync,
    List<String> trustedProxies,
    Bounds bounds) {
  /// With the standard bounds.
  public EngineSettings(
      Listen listen, Folders folders, Api api, Sync sync, List<String> trustedProxies) {
    this(listen, folders, api, sync, trustedProxies, Bounds.STANDARD);
  }

  public EngineSettings {
    trustedProxies = List.copyOf(trustedProxies);
  }

  /// @param port 0 = any free one
  public record Listen(String host, int port) {}

  /// @param config a file per relay
  /// @param relays the events, a file per schema
  /// @param media blobs
  public record Folders(Path config, Path relays, Path media) {}

  /// The limits of clients and relays.
  ///
  /// @param relayBytesMax bytes of stored events of a relay whose configuration sets no
  ///   `policy.max_bytes`
  /// @param isRateLimited false = for benchmarks
  public record Bounds(long relayBytesMax, boolean isRateLimited) {
    public static final Bounds STANDARD = new Bounds(RelayLimits.BYTES_MAX, true);
  }

  /// The management API.
  ///
  /// @param host the Host header that selects it; null = it is off
  /// @param whitelist whose signature is accepted
  public record Api(@Nullable String host, Set<PublicKey> whitelist) {
    public Api {
      whitelist = Set.copyOf(whitelist);
    }
  }
}
