package caravel.control.billing;

import caravel.control.billing.CardStore.Intent;
import caravel.control.billing.DunStore.Pending;
import caravel.control.billing.core.Bolt11.Trial;
import caravel.control.billing.core.Collecting;
import caravel.control.billing.core.Collection.Fact;
import caravel.control.billing.core.InvoiceId;
import caravel.control.db.Db;
import caravel.control.db.DbException;
import caravel.control.db.SecretBox;
import caravel.control.db.Tx;
import caravel.control.payment.CardProcessor;
import caravel.control.payment.CardProcessor.Charged;
import caravel.control.payment.PayerWallets;
import caravel.control.tenant.Account;
import caravel.control.tenant.TenantDesk;
import caravel.nostr.nwc.WalletConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does with wallets and the card processor what waits on invoices, outside of transactions and at
/// least once each, and takes what they answer as facts.
final class Collector {
  private static final int AT_ONCE_MAX = 200;
  private static final Logger LOG = LoggerFactory.getLogger(Collector.class);

  private final Db db;
  private final Parts parts;
  private final Clocks clocks;
  private final Executor crew;
  private final Runnable done;
  private final Set<InvoiceId> busy = ConcurrentHashMap.newKeySet();
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

  /// @param due time may have changed something at these
  private record Work(List<InvoiceId> due, List<Pending> pending) {}

  /// @param done called after each chore, so that what follows from it comes soon
  Collector(Db db, Parts parts, Clocks clocks, Executor crew, Runnable done) {
    this.db = db;
    this.parts = parts;
    this.clocks = clocks;
    this.crew = crew;
    this.done = done;
  }

  /// Lets time pass for invoices at which it may change something, then does what waits.
  Found round() {
    var now = clocks.billing().instant();
    var work =
        db.<Work>read(
            tx -> new Work(duns.due(tx, now, AT_ONCE_MAX), duns.pending(tx, AT_ONCE_MAX)));
    var due = work.due();
    var passed = 0;
    for (var id : due) {
      passed += letTimePass(id, now) ? 1 : 0;
    }
    for (var pending : due.isEmpty() ? work.pending() : pending()) {
      if (busy.add(pending.invoice())) {
        crew.execute(() -> perform(pending));
      }
    }
    if (passed < due.size()) {
      return Found.FAULT;
    }
    return due.size() == AT_ONCE_MAX ? Found.MORE : Found.ALL;
  }

  /// One invoice's trouble is no other's.
  private boolean letTimePass(InvoiceId id, Instant now) {
    try {
      db.inTx(tx -> {
        parts.dunning().take(tx, id, new Fact.TimePassed(now));
        return true;
      });
      return true;
    } catch (DbException closed) {
      throw closed;
    } catch (RuntimeException fault) {
      LOG.error("the invoice {} cannot be collected", id.value(), fault);
      return false;
    }
  }

  private List<Pending> pending() {
    return db.read(tx -> duns.pending(tx, AT_ONCE_MAX));
  }

  private void perform(Pending pending) {
    try {
      var id = pending.invoice();
      switch (pending.effect()) {
        case Chores.LOOK_BACK -> lookBack(pending);
        case Chores.PAY_BY_WALLET -> payByWallet(pending);
        case Chores.LOOK_UP -> lookUp(pending);
        case Chores.CHARGE_CARD -> charge(pending);
        case Chores.CANCEL_INTENT -> cancel(pending);
        default -> throw new IllegalStateException("no chore: " + pending.effect() + " of " + id);
      }
    } finally {
      busy.remove(pending.invoice());
      done.run();
    }
  }

  private void lookBack(Pending pending) {
    switch (parts.lookout().lookBack(pending.invoice())) {
      case MONEY -> performed(pending);
      case NEVER, NOT_YET, ENDING -> learnt(pending, new Fact.NothingArrived(now()));
      case SILENCE -> learnt(pending, new Fact.OurSideSilent(now()));
    }
  }

  private void payByWallet(Pending pending) {
    var wallet = wallet(pending.invoice());
    if (wallet.isEmpty()) {
      learnt(pending, new Fact.ExpiredUnpaid(now()));
      return;
    }
    db.<Optional<GivenOut>>read(tx -> bolt11s.newest(tx, pending.invoice()))
        .filter(newest -> newest.fate().foundUnpaidAt() != null)
        .ifPresent(expired -> askPayer(pending.invoice(), expired));
    switch (parts.bolt11().get(pending.invoice())) {
      // The payer's wallet would refuse one that is over by its clock, for a fault of our side's.
      case Bolt11Desk.Answer.Given(var bolt11) when bolt11.isExpired(clocks.wall().instant()) ->
          learnt(pending, new Fact.NoBolt11(now()));
      case Bolt11Desk.Answer.Given(var bolt11) -> pay(pending, wallet.orElseThrow(), bolt11);
      case Bolt11Desk.Answer.Closed _ -> performed(pending);
      case Bolt11Desk.Answer.Busy _,
          Bolt11Desk.Answer.Ending _,
          Bolt11Desk.Answer.Unpriced _,
          Bolt11Desk.Answer.Unavailable _ ->
          learnt(pending, new Fact.NoBolt11(now()));
    }
  }

  private void pay(Pending pending, WalletConnection wallet, GivenOut bolt11) {
    var stillWanted =
        db.<Boolean>inTx(tx -> {
          var open = parts.dunning().find(tx, pending.invoice()).filter(Dun::isOpen).isPresent();
          if (open) {
            // Before the wallet hears of it: whoever dies now finds an unknown payment.
            bolt11s.trial(tx, bolt11.id(), Trial.UNKNOWN);
          }
          return open;
        });
    if (!stillWanted) {
      performed(pending);
      return;
    }
    var paid = parts.rails().payers().pay(wallet, bolt11.code().lnbc(), Collecting.ANSWER_WAIT);
    switch (paid) {
      case PayerWallets.Paid.Succeeded _ -> afterPaying(pending, bolt11);
      case PayerWallets.Paid.Refused(var sentence) -> refused(pending, bolt11, sentence);
      case PayerWallets.Paid.Unknown _ -> learnt(pending, new Fact.WalletSaidNothing(now()));
    }
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
    db.inTx(tx -> {
      bolt11s.trial(tx, bolt11.id(), Trial.NONE);
      return true;
    });
    learnt(pending, new Fact.WalletRefused(now(), sentence));
  }

  private void lookUp(Pending pending) {
    var newest = db.<Optional<GivenOut>>read(tx -> bolt11s.newest(tx, pending.invoice()));
    if (newest.isEmpty() || newest.orElseThrow().isUsedUp()) {
      // Nothing was ever given to the wallet to pay.
      learnt(pending, new Fact.ExpiredUnpaid(now()));
      return;
    }
    var bolt11 = newest.orElseThrow();
    switch (parts.lookout().lookUp(bolt11)) {
      case MONEY -> performed(pending);
      case NOT_YET, ENDING -> learnt(pending, new Fact.StillPayable(now()));
      case SILENCE -> learnt(pending, new Fact.OurSideSilent(now()));
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

  private void charge(Pending pending) {
    var processor = parts.rails().cards();
    var intent = processor == null ? Optional.<Intent>empty() : intent(pending.invoice());
    if (processor == null || intent.isEmpty()) {
      learnt(pending, new Fact.ProcessorSaidNothing(now()));
      return;
    }
    var account = account(pending.invoice());
    var row = intent.orElseThrow();
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

  /// The attempt that is under way, else a new one: written down before anybody hears of it. Empty
  /// where there is no card, or no price for it now.
  private Optional<Intent> intent(InvoiceId id) {
    return db.inTx(tx -> {
      var known = cards.unsettled(tx, id);
      var dun = parts.dunning().find(tx, id).filter(Dun::isOpen);
      if (known.isPresent() || dun.isEmpty()) {
        return known;
      }
      var total = dun.orElseThrow().total();
      var card =
          parts
              .purse()
              .tenants()
              .find(tx, dun.orElseThrow().tenant())
              .orElseThrow()
              .account()
              .card();
      var price = parts.tariff().onCard(total);
      if (!card.isSet() || price.isEmpty()) {
        return Optional.empty();
      }
      var priced = price.orElseThrow();
      var intent =
          new Intent(
              tx.newId(),
              id,
              "",
              card.paymentMethodId(),
              new CardStore.Price(priced.amount(), total.amount(), priced.rateUsdCents()),
              tx.now());
      cards.insert(tx, intent);
      return Optional.of(intent);
    });
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
      case NOT_YET, ENDING, SILENCE -> learnt(pending, new Fact.ProcessorSaidNothing(now()));
    }
  }

  private Optional<WalletConnection> wallet(InvoiceId id) {
    return account(id)
        .map(Account::wallet)
        .filter(Account.WalletLink::isSet)
        .map(link -> WalletConnection.parse(parts.purse().box().open(link.sealedUrl())));
  }

  private Optional<Account> account(InvoiceId id) {
    return db.read(tx ->
        parts
            .dunning()
            .find(tx, id)
            .flatMap(dun -> parts.purse().tenants().find(tx, dun.tenant()))
            .map(tenant -> tenant.account()));
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
