package caravel.control.relay;

import caravel.control.plan.Plans;
import java.util.List;
import java.util.Set;

/// What the operator lets relays be.
///
/// @param domains the parents of relays' hosts, ports included; the first is the default
/// @param reserved labels nobody may take
public record RelayTerms(Plans plans, List<String> domains, Set<String> reserved, Limits limits) {
  /// How many relays one key may have, and how many of them free.
  public record Limits(int relaysMax, int freeRelaysMax) {}

  public RelayTerms {
    domains = List.copyOf(domains);
    reserved = Set.copyOf(reserved);
    if (domains.isEmpty()) {
      throw new IllegalArgumentException("there is no domain to put a relay under");
    }
  }
}
