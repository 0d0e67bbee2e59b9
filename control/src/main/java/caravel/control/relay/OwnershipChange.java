package caravel.control.relay;

import caravel.control.auth.Caller;
import caravel.control.db.Tx;
import caravel.control.plan.Plan;
import caravel.control.problem.Problem;
import caravel.control.relay.Relays.TransferRule;
import caravel.control.tenant.Tenant;
import caravel.control.tenant.TenantDesk;
import caravel.nostr.PublicKey;
import java.util.Map;
import java.util.Optional;

/// Gives a relay to another tenant. Only a relay on a free plan can be given away: its charges end
/// before it, so that no period is billed to two tenants.
///
/// The history of the former owner ends the relay at this moment, and the history of the new owner
/// begins it.
final class OwnershipChange {
  private static final String TYPE = "accept_transfer";

  private final RelayTerms terms;
  private final TenantDesk tenants;
  private final RelayEvents news;
  private final RelayStore store = new RelayStore();
  private final LabelStore labels = new LabelStore();
  private final TeamStore team = new TeamStore();

  /// Set by billing while the program is assembled.
  private volatile TransferRule rule = (_, _) -> Optional.empty();

  OwnershipChange(RelayTerms terms, TenantDesk tenants, RelayEvents news) {
    this.terms = terms;
    this.tenants = tenants;
    this.news = news;
  }

  void follow(TransferRule next) {
    rule = next;
  }

  /// The reason why the owner cannot give this relay away now. Asks billing first, which may change
  /// the relay.
  Optional<Problem> refusal(Tx tx, RelayId id) {
    var before = existing(tx, id);
    var unpaid = rule.refusal(tx, before);
    var relay = existing(tx, id);
    return refusal(relay, terms.plans().byId(relay.wishes().planId())).or(() -> unpaid);
  }

  private static Optional<Problem> refusal(Relay relay, Optional<Plan> plan) {
    var sentence =
        relay.isDeleted()
            ? "This relay was deleted. Restore it before you transfer it."
            : relay.status() == RelayStatus.SUSPENDED
                ? "This relay was suspended by the operator, so it can’t be transferred."
                : relay.standing().reservation() != null
                    ? "This relay waits for a payment. Cancel the change of its plan first."
                    : plan.filter(Plan::isFree).isEmpty()
                        ? "Only a relay on a free plan can be transferred. Move it to the free plan"
                            + " first. The new owner can choose a larger plan afterwards."
                        : relay.status() == RelayStatus.DELINQUENT
                            ? "This relay is offline because an invoice wasn’t paid. Bring it back"
                                + " online first."
                            : "";
    return sentence.isEmpty()
        ? Optional.empty()
        : Optional.of(new Problem.Conflict("conflict", sentence));
  }

  /// The reason why a person cannot become the owner of one more relay.
  Optional<Problem> refusalOf(Tx tx, PublicKey next, Relay relay) {
    if (tenants.find(tx, next).map(Tenant::isSuspended).orElse(false)) {
      return Optional.of(
          new Problem.Forbidden("tenant-suspended", "This account was suspended by the operator."));
    }
    return terms
        .plans()
        .byId(relay.wishes().planId())
        .flatMap(plan -> Limits.refusal(store.ofTenant(tx, next), plan, terms));
  }

  /// Gives the relay to the caller. The former owner stays a member of the relay, if the relay's
  /// host lists them, and has no role any more.
  Relay make(Tx tx, Relay before, Caller next) {
    var to = next.pubkey();
    tenants.ensure(tx, to, to.hex());
    Map<String, Object> detail = Map.of("from", before.tenant().hex(), "to", to.hex());
    news.left(tx, before, TYPE, to.hex(), detail);
    team.delete(tx, before.id(), to);
    store.giveTo(tx, before.id(), to);
    var domain = before.address().customDomain();
    if (domain.isVerified()) {
      labels.rememberDomain(tx, domain.name(), to);
    }
    var after = existing(tx, before.id());
    news.happened(tx, after, TYPE, to.hex(), detail);
    news.wishesChanged(tx);
    return after;
  }

  private Relay existing(Tx tx, RelayId id) {
    return store.byId(tx, id).orElseThrow(() -> Problem.notFound().asException());
  }
}
