package caravel.control.relay;

import caravel.control.auth.Caller;
import caravel.control.db.Tx;
import caravel.control.plan.Plan;
import caravel.control.problem.Problem;
import caravel.control.tenant.Tenant;
import caravel.control.tenant.TenantDesk;
import caravel.nostr.PublicKey;
import java.util.Map;
import java.util.Optional;

/// Gives a relay to another tenant, who has it on the same plan.
///
/// The history of the former owner ends the relay at one instant, and the history of the new owner
/// begins it at the same instant. So each second is billed to exactly one of them.
final class OwnershipChange {
  private final RelayTerms terms;
  private final TenantDesk tenants;
  private final RelayEvents news;
  private final RelayStore store = new RelayStore();
  private final LabelStore labels = new LabelStore();
  private final TeamStore team = new TeamStore();

  /// Set by billing while the program is assembled.
  private volatile TransferTerms money = TransferTerms.FREE;

  OwnershipChange(RelayTerms terms, TenantDesk tenants, RelayEvents news) {
    this.terms = terms;
    this.tenants = tenants;
    this.news = news;
  }

  void follow(TransferTerms next) {
    money = next;
  }

  /// The price of a relay that a person confirmed before they accept it.
  ///
  /// @param planId `""` = they confirmed no plan
  /// @param due in the minor unit of the currency
  record Confirmed(String planId, long due) {}

  /// The reason why the owner cannot give this relay away now. Asks billing first, which may change
  /// the relay.
  Optional<Problem> refusal(Tx tx, RelayId id) {
    var before = existing(tx, id);
    var unpaid = money.refusal(tx, before);
    return refusal(existing(tx, id)).or(() -> unpaid);
  }

  private static Optional<Problem> refusal(Relay relay) {
    var sentence =
        relay.isDeleted()
            ? "This relay was deleted. Restore it before you transfer it."
            : relay.status() == RelayStatus.SUSPENDED
                ? "This relay was suspended by the operator, so it can’t be transferred."
                : relay.standing().reservation() != null
                    ? "This relay waits for a payment. Cancel the change of its plan first."
                    : relay.status() == RelayStatus.DELINQUENT
                        ? "This relay is offline because an invoice wasn’t paid. Bring it back"
                            + " online first."
                        : "";
    return sentence.isEmpty()
        ? Optional.empty()
        : Optional.of(new Problem.Conflict("conflict", sentence));
  }

  /// The reason why a person cannot become the owner of this relay.
  Optional<Problem> refusalOf(Tx tx, PublicKey next, Relay relay) {
    if (tenants.find(tx, next).map(Tenant::isSuspended).orElse(false)) {
      return Optional.of(
          new Problem.Forbidden("tenant-suspended", "This account was suspended by the operator."));
    }
    var plan = terms.plans().byId(relay.wishes().planId());
    return plan.flatMap(known -> Limits.refusal(store.ofTenant(tx, next), known, terms))
        .or(() ->
            relay.wantedOnline() && !plan.map(Plan::isFree).orElse(true)
                ? money.refusalOf(tx, next, relay)
                : Optional.empty());
  }

  /// The price of this relay for a person who takes it over now.
  TransferTerms.Cost cost(Tx tx, PublicKey next, Relay relay) {
    return money.cost(tx, next, relay, news.nextBillingAt(tx, relay.tenant(), next));
  }

  /// The reason why the relay no longer is what a person confirmed.
  Optional<Problem> refusalOf(Tx tx, PublicKey next, Relay relay, Confirmed confirmed) {
    var due = cost(tx, next, relay).due();
    var plan = relay.wishes().planId();
    if (due <= confirmed.due()
        && (confirmed.planId().isEmpty() || plan.equals(confirmed.planId()))) {
      return Optional.empty();
    }
    return Optional.of(
        new Problem.Conflict(
            "conflict",
            "The plan or the price of this relay is not the one that you confirmed. Check the new"
                + " price and accept again."));
  }

  /// Gives the relay to the caller. The former owner stays a member of the relay, if the relay's
  /// host lists them, and has no role any more.
  Relay make(Tx tx, Relay before, Caller next) {
    var to = next.pubkey();
    tenants.ensureRecipient(tx, to);
    Map<String, Object> detail = Map.of("from", before.tenant().hex(), "to", to.hex());
    var act =
        new RelayEvents.Act(
            RelayEvents.TRANSFER, to.hex(), detail, news.nextBillingAt(tx, before.tenant(), to));
    news.left(tx, before, act);
    team.delete(tx, before.id(), to);
    store.giveTo(tx, before.id(), to);
    var domain = before.address().customDomain();
    if (domain.isVerified()) {
      labels.rememberDomain(tx, domain.name(), to);
    }
    var after = existing(tx, before.id());
    news.happened(tx, after, act);
    news.wishesChanged(tx);
    return after;
  }

  private Relay existing(Tx tx, RelayId id) {
    return store.byId(tx, id).orElseThrow(() -> Problem.notFound().asException());
  }
}
