package caravel.control.relay;

import caravel.control.plan.Plans;
import java.util.List;
import java.util.Set;

/// The operator's rules for relays.
///
/// @param domains the parents of relays' hosts, ports included; the first is the default
/// @param reserved labels that no tenant may take
public record RelayTerms(Plans plans, List<String> domains, Set<String> reserved, Limits limits) {
  /// Most relays of one key, and most free ones of them.
  public record Limits(int relaysMax, int freeRelaysMax) {}

  public RelayTerms {
    domains = List.copyOf(domains);
    reserved = Set.copyOf(reserved);
    if (domains.isEmpty()) {
      throw new IllegalArgumentException("there is no domain to put a relay under");
    }
  }
}
