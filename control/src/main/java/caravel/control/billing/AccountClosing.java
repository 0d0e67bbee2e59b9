package caravel.control.billing;

import caravel.control.auth.Caller;
import caravel.control.billing.ClosingView.Facts;
import caravel.control.billing.core.ClosingBalance;
import caravel.control.billing.core.Terms;
import caravel.control.db.Db;
import caravel.control.db.Tx;
import caravel.control.problem.Problem;
import caravel.control.relay.Relay;
import caravel.control.relay.team.TeamDeparture;
import caravel.control.tenant.Tenant;
import caravel.nostr.PublicKey;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Closes accounts. All relays are deleted as by their owner, so that billing ends by the rules of
/// each deletion. Invoices and lines stay. A closing is one transaction, and calls no remote
/// service: workers take the relays offline afterwards.
final class AccountClosing {
  private final Db db;
  private final Billing.Nouns nouns;
  private final BillingLedger billingLedger;
  private final Money money;
  private final TeamDeparture teams;
  private final InvoiceCollectionStore collections = new InvoiceCollectionStore();

  /// The parts of billing that a closing uses.
  record Money(
      InvoicingWorker worker,
      InvoiceCollections collections,
      MoneyHold hold,
      InstantSource clock) {}

  AccountClosing(Db db, Billing.Nouns nouns, BillingLedger billingLedger, Money money) {
    this.db = db;
    this.nouns = nouns;
    this.billingLedger = billingLedger;
    this.money = money;
    this.teams = new TeamDeparture(db, nouns.relays());
  }

  /// Previews the closing of an account, or shows the state of a closed one.
  ClosingView view(PublicKey pubkey) {
    money.worker().upToDate(pubkey);
    return db.<Optional<ClosingView>>read(
            tx -> nouns.tenants().find(tx, pubkey).map(tenant -> view(tx, tenant)))
        .orElseThrow(() -> Problem.notFound().asException());
  }

  /// Closes an account. A closed account stays as it is.
  ///
  /// @param version of the preview that the tenant confirmed
  ClosingView close(PublicKey pubkey, String version, Caller caller) {
    if (!caller.pubkey().equals(pubkey)) {
      throw new Problem.Forbidden("forbidden", "Only the owner can close an account.")
          .asException();
    }
    return db.inTx(tx -> {
      var known = tenant(tx, pubkey);
      if (known.isClosed()) {
        return view(tx, known);
      }
      money.collections().bill(tx, pubkey);
      var before = view(tx, tenant(tx, pubkey));
      before
          .refusal(version)
          .ifPresent(refusal -> {
            throw refusal.asException();
          });
      teams.leave(tx, nouns.relays().unerased(tx, pubkey), caller);
      nouns.relays().deleteAll(tx, pubkey, caller);
      money.collections().bill(tx, pubkey);
      nouns.notices().deleteAll(tx, pubkey);
      return view(tx, nouns.tenants().close(tx, pubkey, caller));
    });
  }

  private Tenant tenant(Tx tx, PublicKey pubkey) {
    return nouns.tenants().find(tx, pubkey).orElseThrow(() -> Problem.notFound().asException());
  }

  private ClosingView view(Tx tx, Tenant tenant) {
    var pubkey = tenant.pubkey();
    var relays = nouns.relays().unerased(tx, pubkey);
    var stored = billingLedger.stored(tx, pubkey);
    var after =
        tenant.isClosed() ? stored : billingLedger.preview(tx, pubkey, afterDeletion(tx, relays));
    return ClosingView.of(
        new Facts(
            tenant,
            relays.stream().map(relay -> own(tx, relay)).toList(),
            teams.ties(tx, pubkey),
            new ClosingView.Balances(ClosingBalance.of(stored), ClosingBalance.of(after)),
            blockers(tx, pubkey),
            money.clock().instant()),
        tx.now());
  }

  private ClosingView.Own own(Tx tx, Relay relay) {
    return new ClosingView.Own(relay, teams.recipient(tx, relay.id()).orElse(null));
  }

  private Map<String, Terms> afterDeletion(Tx tx, List<Relay> relays) {
    var terms = new LinkedHashMap<String, Terms>();
    for (var relay : relays) {
      if (!relay.isDeleted()) {
        terms.put(relay.id().value(), billingLedger.termsOf(relay.deleted(tx.now())));
      }
    }
    return terms;
  }

  private List<ClosingView.Blocker> blockers(Tx tx, PublicKey pubkey) {
    var paying = !collections.paying(tx, pubkey, money.clock().instant()).isEmpty();
    return ClosingView.Blocker.of(money.hold().isHeld(), paying);
  }
}
