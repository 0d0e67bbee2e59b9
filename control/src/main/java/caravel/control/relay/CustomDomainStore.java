package caravel.control.relay;

import caravel.control.db.Tx;
import caravel.control.problem.Problem;
import java.util.List;
import java.util.Optional;

/// Reads the custom domains in the table of relays. A deleted relay has none.
final class CustomDomainStore {
  /// Finds the relay for which a domain is verified.
  Optional<RelayId> holder(Tx tx, String name) {
    return tx.handle()
        .createQuery(
            """
            SELECT id FROM relays
             WHERE custom_domain = :name AND custom_domain_verified = 1 AND deleted_at IS NULL
            """)
        .bind("name", name)
        .mapTo(String.class)
        .findOne()
        .map(RelayId::new);
  }

  /// Lists the relays with a domain, verified or not.
  List<Relay> list(Tx tx) {
    return tx.handle()
        .createQuery(RelayStore.COLUMNS + "WHERE r.custom_domain <> '' AND r.deleted_at IS NULL")
        .map((row, _) -> RelayStore.read(row))
        .list();
  }

  /// The reason why a relay cannot have its domain: it is verified for another one. An unverified
  /// request blocks no other relay.
  Optional<Problem> refusal(Tx tx, Relay relay) {
    var domain = relay.address().customDomain();
    return domain.isSet()
        ? holder(tx, domain.name())
            .filter(other -> !other.equals(relay.id()))
            .map(_ -> Problem.invalid("custom_domain", CustomDomainRules.TAKEN))
        : Optional.empty();
  }
}
