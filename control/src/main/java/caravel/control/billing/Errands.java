package caravel.control.billing;

import caravel.control.billing.InvoiceCollectionStore.Pending;
import caravel.control.billing.core.Bolt11.Trial;
import caravel.control.billing.core.Collecting;
import caravel.control.billing.core.Collection;
import caravel.control.billing.core.Collection.Fact;
import caravel.control.billing.core.InvoiceId;
import caravel.control.db.Db;
import caravel.control.db.SecretBox;
import caravel.control.db.SecretPlace;
import caravel.control.payment.PayerWallets;
import caravel.control.payment.PayerWallets.Payer;
import caravel.control.tenant.Tenant;
import caravel.control.tenant.TenantDesk;
import caravel.nostr.nwc.WalletConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Does with wallets and the card processor what waits on an invoice, outside of transactions and
/// at least once, and takes what they answer as a fact.
final class Errands {
  /// A wallet that cannot be reached is tried so often, minutes apart, before that counts as its
  /// refusal: a name server or network may fail for a moment on either side (M3).
  private static final int UNREACHABLE_TRIES = 3;

  private final Db db;
  private final Parts parts;
  private final Clocks clocks;
  private final ChoreResults results;
  private final CardChores cardChores;
  private final PaymentStore bolt11s = new PaymentStore();
  private final Unreachable unreachable = new Unreachable();

  /// What collecting is done with.
  record Parts(
      BillingRails rails,
      PriceConverter priceConverter,
      Dunning dunning,
      Lookout lookout,
      Bolt11Desk bolt11,
      Purse purse,
      MoneyHold hold) {}

  /// Tenants' means to pay.
  record Purse(TenantDesk tenants, SecretBox box) {}

  /// @param billing by which invoices are due
  /// @param wall by which wallets go
  record Clocks(InstantSource billing, InstantSource wall) {}

  Errands(Db db, Parts parts, Clocks clocks) {
    this.db = db;
    this.parts = parts;
    this.clocks = clocks;
    this.results = new ChoreResults(db, parts.dunning());
    this.cardChores = new CardChores(db, parts, results, clocks.billing());
  }

  void perform(Pending pending) {
    switch (pending.effect()) {
      case Chores.LOOK_BACK -> lookBack(pending);
      case Chores.PAY_BY_WALLET -> payByWallet(pending);
      case Chores.LOOK_UP -> lookUp(pending);
      case Chores.CHARGE_CARD -> cardChores.charge(pending);
      case Chores.CANCEL_INTENT -> cardChores.cancel(pending);
      default ->
          throw new IllegalStateException(
              "no chore: " + pending.effect() + " of " + pending.invoice());
    }
  }

  private void lookBack(Pending pending) {
    switch (parts.lookout().lookBack(pending.invoice())) {
      case MONEY, SILENCE -> results.performed(pending);
      case NEVER, NOT_YET, ENDING -> results.recordFact(pending, new Fact.NothingArrived(now()));
    }
  }

  private void payByWallet(Pending pending) {
    var wallet = wallet(pending.invoice());
    if (wallet.isEmpty()) {
      recordUnknown(pending, new Fact.ExpiredUnpaid(now()));
      return;
    }
    newest(pending.invoice())
        .filter(newest -> newest.fate().foundUnpaidAt() != null)
        .ifPresent(expired -> askPayer(pending.invoice(), expired));
    switch (parts.bolt11().get(pending.invoice())) {
      // The payer's wallet would refuse one that is over by its clock, for a fault of our side's.
      case Bolt11Desk.Answer.Given(var bolt11) when bolt11.isExpired(clocks.wall().instant()) ->
          recordUnknown(pending, new Fact.NoBolt11(now()));
      case Bolt11Desk.Answer.Given(var bolt11) -> pay(pending, wallet.orElseThrow(), bolt11);
      case Bolt11Desk.Answer.Closed _ -> results.performed(pending);
      // The payer's wallet holds on to one that has expired: that is no fault of our side's.
      case Bolt11Desk.Answer.Busy _ -> recordUnknown(pending, new Fact.ExpiredUnpaid(now()));
      case Bolt11Desk.Answer.Ending _,
          Bolt11Desk.Answer.Unpriced _,
          Bolt11Desk.Answer.Unavailable _ ->
          recordUnknown(pending, new Fact.NoBolt11(now()));
    }
  }

  /// The wallet was told nothing this time. What it was told before, and has not expired unpaid,
  /// may still come: that is waited for, whatever else there is to be said.
  private void recordUnknown(Pending pending, Fact fact) {
    var isUnderWay = newest(pending.invoice()).filter(LightningInvoice::isUnderWay).isPresent();
    results.recordFact(pending, isUnderWay ? new Fact.WalletSaidNothing(now()) : fact);
  }

  private void pay(Pending pending, Payer wallet, LightningInvoice bolt11) {
    var wanted =
        db.<Optional<LightningInvoice>>inTx(tx -> {
          if (!results.isStillAt(tx, pending, Collection::isAtWallet)) {
            return Optional.empty();
          }
          var before = bolt11s.byHash(tx, bolt11.code().paymentHash());
          // Before the wallet hears of it: whoever dies now finds an unknown payment.
          bolt11s.trial(tx, bolt11.id(), Trial.UNKNOWN);
          return before;
        });
    if (wanted.isEmpty()) {
      results.performed(pending);
      return;
    }
    var before = wanted.orElseThrow();
    var paid = parts.rails().payers().pay(wallet, bolt11.code().lnbc(), Collecting.ANSWER_WAIT);
    switch (paid) {
      case PayerWallets.Paid.Succeeded _ -> afterPaying(pending, bolt11);
      case PayerWallets.Paid.Refused(var sentence) -> refused(pending, before, sentence);
      case PayerWallets.Paid.Unasked _ -> notAsked(pending, before);
      case PayerWallets.Paid.Unreachable(var sentence) -> {
        if (unreachable.countOf(pending.invoice()) < UNREACHABLE_TRIES) {
          notAsked(pending, before);
        } else {
          unreachable.forget(pending.invoice());
          refused(pending, before, sentence);
        }
      }
      case PayerWallets.Paid.Unknown _ ->
          results.recordFact(pending, new Fact.WalletSaidNothing(now()));
    }
  }

  /// The wallet was not asked this time, so its last known state stays. The attempt is repeated
  /// within minutes.
  private void notAsked(Pending pending, LightningInvoice before) {
    results.recordFact(
        pending,
        before.isUnderWay() ? new Fact.WalletSaidNothing(now()) : new Fact.AttemptNotMade(now()),
        tx -> bolt11s.trial(tx, before.id(), before.fate().trial()));
  }

  /// The payer's word settles nothing; the receiving side's does, most often at once.
  private void afterPaying(Pending pending, LightningInvoice bolt11) {
    var tried =
        db.<Optional<LightningInvoice>>read(tx -> bolt11s.byHash(tx, bolt11.code().paymentHash()));
    if (parts.lookout().lookUp(tried.orElse(bolt11)) == Lookout.Heard.MONEY) {
      results.performed(pending);
    } else {
      results.recordFact(pending, new Fact.WalletSaidNothing(now()));
    }
  }

  /// A wallet also refuses what it has paid already. So the receiving side is asked first: while
  /// that is silent, and where the wallet was told before, the outcome stays unknown.
  ///
  /// @param bolt11 as it was before it was told this time
  private void refused(Pending pending, LightningInvoice bolt11, String sentence) {
    var triedBefore = bolt11.fate().trial() != Trial.NONE;
    var heard = parts.lookout().lookUp(bolt11);
    if (heard == Lookout.Heard.MONEY) {
      results.performed(pending);
      return;
    }
    if (triedBefore || heard == Lookout.Heard.SILENCE) {
      results.recordFact(pending, new Fact.WalletSaidNothing(now()));
      return;
    }
    results.recordFact(
        pending,
        new Fact.WalletRefused(now(), sentence),
        tx -> bolt11s.trial(tx, bolt11.id(), Trial.NONE));
  }

  private void lookUp(Pending pending) {
    var newest = newest(pending.invoice());
    if (newest.isEmpty() || newest.orElseThrow().isUsedUp()) {
      // Nothing was ever given to the wallet to pay.
      results.recordFact(pending, new Fact.ExpiredUnpaid(now()));
      return;
    }
    var bolt11 = newest.orElseThrow();
    switch (parts.lookout().lookUp(bolt11)) {
      case MONEY, SILENCE -> results.performed(pending);
      case NOT_YET, ENDING -> results.recordFact(pending, new Fact.StillPayable(now()));
      case NEVER -> {
        askPayer(pending.invoice(), bolt11);
        results.recordFact(pending, new Fact.ExpiredUnpaid(now()));
      }
    }
  }

  /// Whether the payer's wallet still tries decides how soon another BOLT11 may be made.
  private void askPayer(InvoiceId id, LightningInvoice bolt11) {
    if (bolt11.fate().trial() == Trial.NONE) {
      return;
    }
    var wallet = wallet(id);
    if (wallet.isEmpty()) {
      return;
    }
    var told = parts.rails().payers().lookUp(wallet.orElseThrow(), bolt11.code().paymentHash());
    var trial =
        switch (told) {
          case PENDING -> Trial.PENDING;
          case FAILED, SETTLED, UNKNOWN -> Trial.UNKNOWN;
        };
    db.inTx(tx -> {
      bolt11s.trial(tx, bolt11.id(), trial);
      return true;
    });
  }

  private Optional<LightningInvoice> newest(InvoiceId id) {
    return db.read(tx -> bolt11s.newest(tx, id));
  }

  private Optional<Payer> wallet(InvoiceId id) {
    return tenant(id).filter(tenant -> tenant.account().wallet().isSet()).map(this::payer);
  }

  private Payer payer(Tenant tenant) {
    var sealed = tenant.account().wallet().sealedUrl();
    var place = SecretPlace.tenantWallet(tenant.pubkey());
    return new Payer(
        tenant.pubkey(), WalletConnection.parse(parts.purse().box().open(sealed, place)));
  }

  private Optional<Tenant> tenant(InvoiceId id) {
    return db.read(tx ->
        parts
            .dunning()
            .find(tx, id)
            .flatMap(collection -> parts.purse().tenants().find(tx, collection.tenant())));
  }

  private Instant now() {
    return clocks.billing().instant();
  }
}
