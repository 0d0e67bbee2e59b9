package caravel.control.relay;

import caravel.control.db.SecretBox;
import caravel.control.db.SecretPlace;
import caravel.control.db.Tx;
import caravel.control.problem.Problem;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Adopts relays that an earlier platform has created at their host. They keep their ids, names,
/// data and keys, and the time that was paid for there is not charged again.
public final class RelayAdoption {
  private final RelayTerms terms;
  private final SecretBox box;
  private final RelayEvents news;
  private final RelayStore store = new RelayStore();
  private final LabelStore labels = new LabelStore();
  private final ProgressStore progress = new ProgressStore();
  private final PaidElsewhereStore paidTimes = new PaidElsewhereStore();

  public RelayAdoption(RelayTerms terms, Relays.Foundation foundation) {
    this.terms = terms;
    this.box = foundation.box();
    this.news =
        new RelayEvents(
            foundation.activities(), foundation.stream(), terms.plans(), foundation.changed());
  }

  /// A relay as the earlier platform had it.
  ///
  /// @param status active, inactive or delinquent
  /// @param createdAt when the earlier platform created it
  /// @param isInSync its host has exactly this state, so that nothing is sent to it
  public record Adoptable(
      RelayId id,
      PublicKey tenant,
      Relay.Address address,
      Relay.Wishes wishes,
      RelayStatus status,
      Instant createdAt,
      boolean isInSync) {
    /// A relay whose host gets its state as a change.
    public Adoptable(
        RelayId id,
        PublicKey tenant,
        Relay.Address address,
        Relay.Wishes wishes,
        RelayStatus status,
        Instant createdAt) {
      this(id, tenant, address, wishes, status, createdAt, false);
    }

    private Relay relay() {
      return new Relay(
          id,
          tenant,
          address,
          wishes,
          new Relay.Standing(status, null, null, createdAt, null, null),
          new Relay.Seen(1, 0, true, Provisioning.Step.SAVED, Relay.Trouble.NONE, null));
    }
  }

  /// Whether there is, or was, a relay with this id.
  public boolean isKnown(Tx tx, RelayId id) {
    return store.isIdTaken(tx, id);
  }

  /// Why a relay cannot be adopted, as a sentence for the operator; empty = it can.
  public Optional<String> refusal(Tx tx, Adoptable relay) {
    var address = relay.address();
    var profile = relay.wishes().profile();
    if (terms.plans().byId(relay.wishes().planId()).isEmpty()) {
      return Optional.of("There is no plan " + relay.wishes().planId() + ".");
    }
    if (!terms.domains().contains(address.zooidDomain())) {
      return Optional.of(
          "Its domain %s is not the RELAY_DOMAIN of this server.".formatted(address.zooidDomain()));
    }
    return Subdomains.fault(address.subdomain(), terms.reserved())
        .or(() -> ProfileRules.nameFault(profile.name()))
        .or(() -> ProfileRules.descriptionFault(profile.description()))
        .or(() -> ProfileRules.iconFault(profile.icon()))
        .map(Problem::sentence)
        .or(() -> tooLong(profile))
        .or(() ->
            labels.isFree(tx, relay.tenant(), address.zooidDomain(), address.subdomain())
                ? Optional.empty()
                : Optional.of("The name %s is taken.".formatted(address.subdomain())))
        .or(() ->
            store.isSchemaTaken(tx, address.schema())
                ? Optional.of("Another relay has the schema %s.".formatted(address.schema()))
                : Optional.empty());
  }

  private static Optional<String> tooLong(Relay.Profile profile) {
    if (profile.name().length() > ProfileRules.NAME_CHARACTERS_MAX) {
      return Optional.of("Its name has more than 100 characters.");
    }
    return profile.description().length() > ProfileRules.DESCRIPTION_CHARACTERS_MAX
        ? Optional.of("Its description has more than 2,000 characters.")
        : Optional.empty();
  }

  /// Adopts a relay of an existing tenant. Its host has it already, so the first call changes it
  /// instead of creating it.
  ///
  /// @param secret the relay's own key
  /// @param paid the time that was paid for; null = none, and the relay is charged from now on
  /// @param actor the name of a worker or command
  public void adopt(
      Tx tx, Adoptable adopted, SecretKey secret, @Nullable PaidElsewhere paid, String actor) {
    var relay = adopted.relay();
    labels.take(tx, relay.address());
    store.insert(tx, relay, box.seal(secret.revealHex(), SecretPlace.relayKey(relay.id().value())));
    store.setAnsweredOnce(tx, relay.id());
    if (paid != null) {
      paidTimes.insert(tx, relay.id(), paid);
    }
    // Its tenant may be suspended here.
    var adoptedNow = store.byId(tx, relay.id()).orElseThrow();
    if (adopted.isInSync() && adoptedNow.wantedOnline() == relay.wantedOnline()) {
      progress.answered(tx, relay.id(), relay.wantedOnline());
      adoptedNow = store.byId(tx, relay.id()).orElseThrow();
    }
    news.happened(tx, adoptedNow, RelayEvents.ADOPT, actor, Map.of());
    news.wishesChanged(tx);
  }
}
