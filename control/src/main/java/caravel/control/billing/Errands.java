package caravel.control.billing;

import caravel.control.billing.CardStore.Intent;
import caravel.control.billing.DunStore.Pending;
import caravel.control.billing.core.Bolt11.Trial;
import caravel.control.billing.core.Collecting;
import caravel.control.billing.core.Collection;
import caravel.control.billing.core.Collection.Fact;
import caravel.control.billing.core.InvoiceId;
import caravel.control.db.Db;
import caravel.control.db.SecretBox;
import caravel.control.db.SecretPlace;
import caravel.control.db.Tx;
import caravel.control.payment.CardProcessor;
import caravel.control.payment.CardProcessor.Charged;
import caravel.control.payment.PayerWallets;
import caravel.control.tenant.Account;
import caravel.control.tenant.Tenant;
import caravel.control.tenant.TenantDesk;
import caravel.nostr.nwc.WalletConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Does with wallets and the card processor what waits on an invoice, outside of transactions and
/// at least once, and takes what they answer as a fact.
final class Errands {
  private final Db db;
  private final Parts parts;
  private final Clocks clocks;
  private final DunStore duns = new DunStore();
  private final RailStore bolt11s = new RailStore();
  private final CardStore cards = new CardStore();

  /// What collecting is done with.
  record Parts(
      BillingRails rails,
      Tariff tariff,
      Dunning dunning,
      Lookout lookout,
      Bolt11Desk bolt11,
      Purse purse) {}

  /// Tenants' means to pay.
  record Purse(TenantDesk tenants, SecretBox box) {}

  /// @param billing by which invoices are due
  /// @param wall by which wallets go
  record Clocks(InstantSource billing, InstantSource wall) {}

  Errands(Db db, Parts parts, Clocks clocks) {
    this.db = db;
    this.parts = parts;
    this.clocks = clocks;
  }

  void perform(Pending pending) {
    switch (pending.effect()) {
      case Chores.LOOK_BACK -> lookBack(pending);
      case Chores.PAY_BY_WALLET -> payByWallet(pending);
      case Chores.LOOK_UP -> lookUp(pending);
      case Chores.CHARGE_CARD -> charge(pending);
      case Chores.CANCEL_INTENT -> cancel(pending);
      default ->
          throw new IllegalStateException(
              "no chore: " + pending.effect() + " of " + pending.invoice());
    }
  }

  private void lookBack(Pending pending) {
    switch (parts.lookout().lookBack(pending.invoice())) {
      case MONEY, SILENCE -> performed(pending);
      case NEVER, NOT_YET, ENDING -> learnt(pending, new Fact.NothingArrived(now()));
    }
  }

  private void payByWallet(Pending pending) {
    var wallet = wallet(pending.invoice());
    if (wallet.isEmpty()) {
      untold(pending, new Fact.ExpiredUnpaid(now()));
      return;
    }
    newest(pending.invoice())
        .filter(newest -> newest.fate().foundUnpaidAt() != null)
        .ifPresent(expired -> askPayer(pending.invoice(), expired));
    switch (parts.bolt11().get(pending.invoice())) {
      // The payer's wallet would refuse one that is over by its clock, for a fault of our side's.
      case Bolt11Desk.Answer.Given(var bolt11) when bolt11.isExpired(clocks.wall().instant()) ->
          untold(pending, new Fact.NoBolt11(now()));
      case Bolt11Desk.Answer.Given(var bolt11) -> pay(pending, wallet.orElseThrow(), bolt11);
      case Bolt11Desk.Answer.Closed _ -> performed(pending);
      // The payer's wallet holds on to one that has expired: that is no fault of our side's.
      case Bolt11Desk.Answer.Busy _ -> untold(pending, new Fact.ExpiredUnpaid(now()));
      case Bolt11Desk.Answer.Ending _,
          Bolt11Desk.Answer.Unpriced _,
          Bolt11Desk.Answer.Unavailable _ ->
          untold(pending, new Fact.NoBolt11(now()));
    }
  }

  /// The wallet was told nothing this time. What it was told before, and has not expired unpaid,
  /// may still come: that is waited for, whatever else there is to be said.
  private void untold(Pending pending, Fact fact) {
    var isUnderWay = newest(pending.invoice()).filter(GivenOut::isUnderWay).isPresent();
    learnt(pending, isUnderWay ? new Fact.WalletSaidNothing(now()) : fact);
  }

  private void pay(Pending pending, WalletConnection wallet, GivenOut bolt11) {
    var wanted =
        db.<Optional<GivenOut>>inTx(tx -> {
          if (!stands(tx, pending, Collection::isAtWallet)) {
            return Optional.empty();
          }
          var before = bolt11s.byHash(tx, bolt11.code().paymentHash());
          // Before the wallet hears of it: whoever dies now finds an unknown payment.
          bolt11s.trial(tx, bolt11.id(), Trial.UNKNOWN);
          return before;
        });
    if (wanted.isEmpty()) {
      performed(pending);
      return;
    }
    var before = wanted.orElseThrow();
    var paid = parts.rails().payers().pay(wallet, bolt11.code().lnbc(), Collecting.ANSWER_WAIT);
    switch (paid) {
      case PayerWallets.Paid.Succeeded _ -> afterPaying(pending, bolt11);
      case PayerWallets.Paid.Refused(var sentence) -> refused(pending, before, sentence);
      case PayerWallets.Paid.Unasked _ ->
          learnt(
              pending,
              before.isUnderWay() ? new Fact.WalletSaidNothing(now()) : new Fact.NoBolt11(now()),
              tx -> bolt11s.trial(tx, before.id(), before.fate().trial()));
      case PayerWallets.Paid.Unknown _ -> learnt(pending, new Fact.WalletSaidNothing(now()));
    }
  }

  /// Whether an invoice is still where somebody is asked to pay it. Else what was to be done now
  /// has been overtaken: two ways of paying would be under way at once.
  private boolean stands(Tx tx, Pending pending, Predicate<Collection> where) {
    return parts
        .dunning()
        .find(tx, pending.invoice())
        .map(Dun::collection)
        .filter(where)
        .isPresent();
  }

  /// The payer's word settles nothing; the receiving side's does, most often at once.
  private void afterPaying(Pending pending, GivenOut bolt11) {
    var tried = db.<Optional<GivenOut>>read(tx -> bolt11s.byHash(tx, bolt11.code().paymentHash()));
    if (parts.lookout().lookUp(tried.orElse(bolt11)) == Lookout.Heard.MONEY) {
      performed(pending);
    } else {
      learnt(pending, new Fact.WalletSaidNothing(now()));
    }
  }

  /// A wallet also refuses what it has paid already. So the receiving side is asked first: while
  /// that is silent, and where the wallet was told before, the outcome stays unknown.
  ///
  /// @param bolt11 as it was before it was told this time
  private void refused(Pending pending, GivenOut bolt11, String sentence) {
    var triedBefore = bolt11.fate().trial() != Trial.NONE;
    var heard = parts.lookout().lookUp(bolt11);
    if (heard == Lookout.Heard.MONEY) {
      performed(pending);
      return;
    }
    if (triedBefore || heard == Lookout.Heard.SILENCE) {
      learnt(pending, new Fact.WalletSaidNothing(now()));
      return;
    }
    learnt(
        pending,
        new Fact.WalletRefused(now(), sentence),
        tx -> bolt11s.trial(tx, bolt11.id(), Trial.NONE));
  }

  private void lookUp(Pending pending) {
    var newest = newest(pending.invoice());
    if (newest.isEmpty() || newest.orElseThrow().isUsedUp()) {
      // Nothing was ever given to the wallet to pay.
      learnt(pending, new Fact.ExpiredUnpaid(now()));
      return;
    }
    var bolt11 = newest.orElseThrow();
    switch (parts.lookout().lookUp(bolt11)) {
      case MONEY, SILENCE -> performed(pending);
      case NOT_YET, ENDING -> learnt(pending, new Fact.StillPayable(now()));
      case NEVER -> {
        askPayer(pending.invoice(), bolt11);
        learnt(pending, new Fact.ExpiredUnpaid(now()));
      }
    }
  }

  /// Whether the payer's wallet still tries decides how soon another BOLT11 may be made.
  private void askPayer(InvoiceId id, GivenOut bolt11) {
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

  /// What a card is to be charged by.
  private sealed interface Planned {
    /// @param row written down before anybody hears of it
    record Charge(Intent row) implements Planned {}

    /// The invoice is not at the card any more.
    record Overtaken() implements Planned {}

    /// There is no card any more, or the amount is none that a card is charged.
    record NoCard() implements Planned {}

    /// There is no processor, or no price for it now: our side's fault.
    record NoPrice() implements Planned {}
  }

  private void charge(Pending pending) {
    switch (db.<Planned>inTx(tx -> planned(tx, pending))) {
      case Planned.Charge(var row) -> charge(pending, row);
      case Planned.Overtaken _ -> performed(pending);
      case Planned.NoCard _ -> learnt(pending, new Fact.NoCharge(now()));
      case Planned.NoPrice _ -> {
        parts.lookout().silent(pending.invoice());
        learnt(pending, new Fact.NoCharge(now()));
      }
    }
  }

  private void charge(Pending pending, Intent row) {
    var processor = parts.rails().cards();
    if (processor == null) {
      learnt(pending, new Fact.ProcessorSaidNothing(now()));
      return;
    }
    var account = account(pending.invoice());
    var charged =
        processor.charge(
            new CardProcessor.ChargeWanted(
                row.id(),
                new CardProcessor.Card(
                    account.map(Account::card).map(Account.CardLink::customerId).orElse(""),
                    row.paymentMethod()),
                row.price().cents(),
                pending.invoice().value(),
                "Invoice " + pending.invoice().value(),
                row.createdAt()));
    switch (charged) {
      case Charged.Succeeded(var intentId, var received) -> {
        parts.lookout().succeeded(row, intentId, received);
        performed(pending);
      }
      case Charged.Declined(var intentId, var sentence, var code) ->
          learnt(
              pending,
              new Fact.CardDeclined(now(), sentence),
              tx -> {
                cards.known(tx, row.id(), intentId);
                cards.ended(tx, row.id(), "failed", code);
              });
      case Charged.ActionRequired(var intentId, var sentence, _) ->
          learnt(
              pending,
              new Fact.CardDemandedAction(now(), sentence),
              tx -> cards.known(tx, row.id(), intentId));
      case Charged.Processing(var intentId) ->
          learnt(
              pending, new Fact.ChargeUnderWay(now()), tx -> cards.known(tx, row.id(), intentId));
      case Charged.Unknown _ -> learnt(pending, new Fact.ProcessorSaidNothing(now()));
    }
  }

  /// The attempt that is under way, else a new one.
  private Planned planned(Tx tx, Pending pending) {
    if (!stands(tx, pending, Collection::isAtCard)) {
      return new Planned.Overtaken();
    }
    var id = pending.invoice();
    var known = cards.unsettled(tx, id);
    if (known.isPresent()) {
      return new Planned.Charge(known.orElseThrow());
    }
    var dun = parts.dunning().find(tx, id).orElseThrow();
    var total = dun.total();
    var card = parts.purse().tenants().find(tx, dun.tenant()).orElseThrow().account().card();
    if (!card.isSet()) {
      return new Planned.NoCard();
    }
    if (parts.rails().cards() == null || parts.tariff().lacksRate(total)) {
      return new Planned.NoPrice();
    }
    return parts
        .tariff()
        .onCard(total)
        .<Planned>map(priced -> {
          var price = new CardStore.Price(priced.amount(), total.amount());
          var row = new Intent(tx.newId(), id, "", card.paymentMethodId(), price, tx.now());
          cards.insert(tx, row, priced.rate());
          return new Planned.Charge(row);
        })
        .orElseGet(Planned.NoCard::new);
  }

  private void cancel(Pending pending) {
    var intent = db.<Optional<Intent>>read(tx -> cards.unsettled(tx, pending.invoice()));
    if (intent.isEmpty()) {
      learnt(pending, new Fact.IntentCancelled(now()));
      return;
    }
    switch (parts.lookout().cancel(intent.orElseThrow())) {
      case MONEY -> performed(pending);
      case NEVER -> learnt(pending, new Fact.IntentCancelled(now()));
      case NOT_YET, ENDING, SILENCE -> performed(pending); // It is asked again a minute later.
    }
  }

  private Optional<GivenOut> newest(InvoiceId id) {
    return db.read(tx -> bolt11s.newest(tx, id));
  }

  private Optional<WalletConnection> wallet(InvoiceId id) {
    return tenant(id).filter(tenant -> tenant.account().wallet().isSet()).map(this::connection);
  }

  private WalletConnection connection(Tenant tenant) {
    var sealed = tenant.account().wallet().sealedUrl();
    var place = SecretPlace.tenantWallet(tenant.pubkey());
    return WalletConnection.parse(parts.purse().box().open(sealed, place));
  }

  private Optional<Account> account(InvoiceId id) {
    return tenant(id).map(Tenant::account);
  }

  private Optional<Tenant> tenant(InvoiceId id) {
    return db.read(tx ->
        parts
            .dunning()
            .find(tx, id)
            .flatMap(dun -> parts.purse().tenants().find(tx, dun.tenant())));
  }

  private void performed(Pending pending) {
    db.inTx(tx -> {
      duns.performed(tx, pending);
      return true;
    });
  }

  private void learnt(Pending pending, Fact fact) {
    learnt(pending, fact, _ -> {});
  }

  /// @param noted at once with it: whoever dies in between would not know of the one or the other
  private void learnt(Pending pending, Fact fact, Consumer<Tx> noted) {
    db.inTx(tx -> {
      noted.accept(tx);
      duns.performed(tx, pending);
      parts.dunning().take(tx, pending.invoice(), fact);
      return true;
    });
  }

  private Instant now() {
    return clocks.billing().instant();
  }
}
