package caravel.engine;

import caravel.engine.session.RelayLimits;
import caravel.engine.store.Sync;
import caravel.invite.InvitePage;
import caravel.nostr.PublicKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The settings of the engine.
///
/// @param trustedProxies addresses (`10.0.0.1`) or networks (`10.0.0.0/8`) whose `X-Forwarded-*`
///   headers are trusted
/// @param operator named on the pages of invites; null = unknown
public record EngineSettings(
    Listen listen,
    Folders folders,
    Api api,
    Sync sync,
    List<String> trustedProxies,
    Bounds bounds,
    InvitePage.@Nullable Operator operator) {
  /// With an unknown operator.
  public EngineSettings(
      Listen listen,
      Folders folders,
      Api api,
      Sync sync,
      List<String> trustedProxies,
      Bounds bounds) {
    this(listen, folders, api, sync, trustedProxies, bounds, null);
  }

  /// With the standard bounds and an unknown operator.
  public EngineSettings(
      Listen listen, Folders folders, Api api, Sync sync, List<String> trustedProxies) {
    this(listen, folders, api, sync, trustedProxies, Bounds.STANDARD);
  }

  public EngineSettings {
    trustedProxies = List.copyOf(trustedProxies);
  }

  /// @param port 0 = any free port
  public record Listen(String host, int port) {}

  /// @param config one file per relay
  /// @param relays the events, one file per schema
  /// @param media blobs
  public record Folders(Path config, Path relays, Path media) {}

  /// The limits of clients and relays.
  ///
  /// @param relayBytesMax bytes of stored events of a relay whose configuration does not set
  ///   `policy.max_bytes`
  /// @param isRateLimited false = no rate limits, for benchmarks
  public record Bounds(long relayBytesMax, boolean isRateLimited) {
    public static final Bounds STANDARD = new Bounds(RelayLimits.BYTES_MAX, true);
  }

  /// The settings of the management API.
  ///
  /// @param host the Host header that selects the API; null = the API is off
  /// @param whitelist keys whose signed requests are accepted
  public record Api(@Nullable String host, Set<PublicKey> whitelist) {
    public Api {
      whitelist = Set.copyOf(whitelist);
    }
  }
}
