package caravel.control.hosting;

import java.util.Map;
import java.util.Optional;

/// The relay hosts, by the parent domain of their relays.
///
/// @param contents the content of the relays, by the same domains
public record RelayHosts(Map<String, RelayHost> byDomain, Map<String, RelayContent> contents) {
  public RelayHosts {
    byDomain = Map.copyOf(byDomain);
    contents = Map.copyOf(contents);
  }

  /// Hosts without access to the content of their relays.
  public RelayHosts(Map<String, RelayHost> byDomain) {
    this(byDomain, Map.of());
  }

  public Optional<RelayHost> of(String domain) {
    return Optional.ofNullable(byDomain.get(domain));
  }

  public Optional<RelayContent> content(String domain) {
    return Optional.ofNullable(contents.get(domain));
  }
}
