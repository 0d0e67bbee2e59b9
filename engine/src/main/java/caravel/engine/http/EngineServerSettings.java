package caravel.engine.http;

import caravel.engine.limits.RateLimits;
import caravel.nostr.PublicKey;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The address of the listener, and the keys and proxies it trusts.
///
/// @param port 0 = any free port
/// @param apiHost the Host header that selects the management API; null = the API is off
/// @param whitelist keys that may use the management API
/// @param rates publish and query limits of one address
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
