package caravel.app;

import caravel.control.admin.SecretStore;
import caravel.control.db.SecretBox;
import caravel.control.relay.Relays;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks at start-up that the stored data and the settings agree.
final class StoredDataCheck {
  private static final Logger LOG = LoggerFactory.getLogger(StoredDataCheck.class);

  private final Config config;

  StoredDataCheck(Config config) {
    this.config = config;
  }

  /// Checks that the stored secrets can be decrypted. A demo encrypts old ones again.
  ///
  /// @throws RefusedException if a stored secret cannot be decrypted
  void checkSecrets(SecretStore secrets) {
    var counts = secrets.count();
    var unreadable = counts.getOrDefault(SecretBox.State.UNREADABLE, 0L);
    if (unreadable > 0) {
      throw new RefusedException(
          "ENCRYPTION_SECRET cannot decrypt "
              + unreadable
              + " of the stored secrets. Add the old key after the new one, separated by a comma.");
    }
    var unbound = counts.getOrDefault(SecretBox.State.UNBOUND, 0L);
    if (unbound > 0 && !config.isDemo()) {
      throw new RefusedException(
          unbound
              + " stored secrets were written by an older version. Run `caravel reseal` once, then"
              + " start again.");
    }
    if (unbound > 0) {
      secrets.reseal();
    }
    var old = counts.getOrDefault(SecretBox.State.OLD_KEY, 0L);
    if (old > 0) {
      LOG.info(
          "{} stored secrets are encrypted with an older key of ENCRYPTION_SECRET; `caravel reseal`"
              + " encrypts them with the first one",
          old);
    }
  }

  /// Checks that every relay's plan and domain are still configured.
  ///
  /// @throws RefusedException if a relay depends on a plan or domain that was removed
  void checkRelays(Relays relays) {
    var missing = relays.plansMissing();
    if (!missing.isEmpty()) {
      throw new RefusedException(
          "PLANS_FILE: relays are on plans that are not in it ("
              + String.join(", ", missing)
              + "); a plan in use may be hidden, not removed");
    }
    var domains = relays.domainsMissing();
    if (!domains.isEmpty()) {
      throw new RefusedException(changedRelayDomain(domains));
    }
  }

  private String changedRelayDomain(Map<String, Long> domains) {
    var counts =
        domains.entrySet().stream()
            .map(entry -> entry.getValue() + " under " + entry.getKey())
            .collect(Collectors.joining(", "));
    return "RELAY_DOMAIN: it is "
        + config.hosting().relayDomain()
        + ", but relays depend on another domain and would no longer be served: "
        + counts
        + " (deleted relays count until they are erased). Set the old domain again (in a demo, the"
        + " old ENGINE_PORT), or start with another DATA_DIR";
  }
}
