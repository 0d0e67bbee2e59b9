package caravel.control.hosting;

import java.util.Map;
import java.util.Optional;

/// The relay hosts, by the parent domain of their relays.
public record RelayHosts(Map<String, RelayHost> byDomain) {
  public RelayHosts {
    byDomain = Map.copyOf(byDomain);
  }

  public Optional<RelayHost> of(String domain) {
    return Optional.ofNullable(byDomain.get(domain));
  }
}
