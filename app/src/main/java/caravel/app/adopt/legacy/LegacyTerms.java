package caravel.app.adopt.legacy;

import caravel.control.plan.Plans;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The settings of an adoption.
///
/// @param plans of this platform
/// @param relayDomain of relays without a domain of their own
/// @param planNames the operator's choice: plan there → plan here
/// @param oldKeys that decrypt the tenants' wallets
/// @param zooidConfig folder of the relay host's configuration, with the relays' keys; null = none
/// @param wallets whether wallets are adopted
public record LegacyTerms(
    Plans plans,
    String relayDomain,
    Map<String, String> planNames,
    List<SecretKey> oldKeys,
    @Nullable Path zooidConfig,
    boolean wallets) {
  public LegacyTerms {
    planNames = Map.copyOf(planNames);
    oldKeys = List.copyOf(oldKeys);
  }

  /// The plan here for a plan there: the operator's choice, the same id, or the same name.
  Optional<String> planFor(String old) {
    var chosen = planNames.getOrDefault(old, old);
    return plans.byId(chosen).isPresent()
        ? Optional.of(chosen)
        : plans.all().stream()
            .filter(plan -> plan.name().equalsIgnoreCase(chosen))
            .map(plan -> plan.id())
            .findFirst();
  }
}
