package caravel.engine.http;

import caravel.engine.limits.RateLimits;
import caravel.invite.InvitePage;
import caravel.nostr.PublicKey;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The address of the listener, and the keys and proxies it trusts.
///
/// @param port 0 = any free port
/// @param apiHost the Host header that selects the management API; null = the API is off
/// @param whitelist keys that may use the management API
/// @param rates publish and query limits of one address
/// @param operator named on the pages of invites; null = unknown
public record EngineServerSettings(
    String host,
    int port,
    @Nullable String apiHost,
    Set<PublicKey> whitelist,
    TrustedProxies proxies,
    RateLimits.Actions rates,
    InvitePage.@Nullable Operator operator) {
  /// With the standard rates and an unknown operator.
  public EngineServerSettings(
      String host,
      int port,
      @Nullable String apiHost,
      Set<PublicKey> whitelist,
      TrustedProxies proxies) {
    this(host, port, apiHost, whitelist, proxies, RateLimits.STANDARD.perAddress(), null);
  }

  public EngineServerSettings {
    whitelist = Set.copyOf(whitelist);
  }
}
