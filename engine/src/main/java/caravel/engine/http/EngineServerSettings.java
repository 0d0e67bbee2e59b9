package caravel.engine.http;

import caravel.engine.limits.RateLimits;
import caravel.nostr.PublicKey;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where the engine listens and whom it believes.
///
/// @param port 0 = any free one
/// @param apiHost the Host header that selects the management API; null = it is off
/// @param whitelist who may use the management API
/// @param rates how often one address may publish and ask
public record EngineServerSettings(
    String host,
    int port,
    @Nullable String apiHost,
    Set<PublicKey> whitelist,
    TrustedProxies proxies,
    RateLimits.Actions rates) {
  /// With the standard rates.
  public EngineServerSettings(
      String host,
      int port,
      @Nullable String apiHost,
      Set<PublicKey> whitelist,
      TrustedProxies proxies) {
    this(host, port, apiHost, whitelist, proxies, RateLimits.STANDARD.perAddress());
  }

  public EngineServerSettings {
    whitelist = Set.copyOf(whitelist);
  }
}
