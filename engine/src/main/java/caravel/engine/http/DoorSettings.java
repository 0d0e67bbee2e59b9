package caravel.engine.http;

import caravel.nostr.PublicKey;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where the engine listens and whom it believes.
///
/// @param port 0 = any free one
/// @param apiHost the Host header that selects the management API; null = it is off
/// @param whitelist who may use the management API
public record DoorSettings(
    String host,
    int port,
    @Nullable String apiHost,
    Set<PublicKey> whitelist,
    TrustedProxies proxies) {
  public DoorSettings {
    whitelist = Set.copyOf(whitelist);
  }
}
