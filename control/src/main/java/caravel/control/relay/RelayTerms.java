package caravel.control.relay;

import caravel.control.plan.Plans;
import java.util.List;
import java.util.Set;

/// The operator's rules for relays.
///
/// @param domains the parents of relays' hosts, ports included; the first is the default
/// @param reserved labels that no tenant may take
/// @param customDomains whether and which domains of their own owners may use
public record RelayTerms(
    Plans plans,
    List<String> domains,
    Set<String> reserved,
    Limits limits,
    DomainTerms customDomains) {
  /// Most relays of one key, and most free ones of them.
  public record Limits(int relaysMax, int freeRelaysMax) {}

  /// @param areOn false = every new custom domain is refused
  /// @param platformNames the platform's own names, in lower case and without ports
  public record DomainTerms(boolean areOn, Set<String> platformNames) {
    public static final DomainTerms OFF = new DomainTerms(false, Set.of());

    public DomainTerms {
      platformNames = Set.copyOf(platformNames);
    }
  }

  /// Terms without custom domains.
  public RelayTerms(Plans plans, List<String> domains, Set<String> reserved, Limits limits) {
    this(plans, domains, reserved, limits, DomainTerms.OFF);
  }

  public RelayTerms {
    domains = List.copyOf(domains);
    reserved = Set.copyOf(reserved);
    if (domains.isEmpty()) {
      throw new IllegalArgumentException("there is no domain to put a relay under");
    }
  }
}
