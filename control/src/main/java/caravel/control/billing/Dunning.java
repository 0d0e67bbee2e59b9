package caravel.control.billing;

import caravel.control.billing.InvoiceCollectionStore.Rail;
import caravel.control.billing.core.Collecting;
import caravel.control.billing.core.Collection;
import caravel.control.billing.core.Collection.Effect;
import caravel.control.billing.core.Collection.Fact;
import caravel.control.billing.core.Collection.Means;
import caravel.control.billing.core.Grace;
import caravel.control.billing.core.Invoice;
import caravel.control.billing.core.Invoice.Method;
import caravel.control.billing.core.InvoiceId;
import caravel.control.billing.core.TenantLedger.Payment;
import caravel.control.db.Tx;
import caravel.control.money.Money;
import caravel.control.tenant.Tenant;
import caravel.control.tenant.TenantDesk;
import caravel.nostr.PublicKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Takes every fact about the collecting of an invoice: load, decide, save. What is only ours to do
/// is done at once, in the same transaction; what needs somebody else waits on the invoice for the
/// collector.
final class Dunning {
  private final BillingLedger billingLedger;
  private final Announcements announcements;
  private final PriceConverter priceConverter;
  private final TenantDesk tenants;
  private final InstantSource clock;
  private final MoneyHold hold;
  private final InvoiceCollectionStore collections = new InvoiceCollectionStore();
  private final PaymentStore rails = new PaymentStore();

  Dunning(
      BillingLedger billingLedger,
      Announcements announcements,
      PriceConverter priceConverter,
      TenantDesk tenants,
      InstantSource clock,
      MoneyHold hold) {
    this.hold = hold;
    this.billingLedger = billingLedger;
    this.announcements = announcements;
    this.priceConverter = priceConverter;
    this.tenants = tenants;
    this.clock = clock;
  }

  /// Bills a tenant, and lets the grace of open invoices stand still or run as it should.
  void bill(Tx tx, PublicKey tenant) {
    billAll(tx, List.of(tenant));
  }

  /// The same for several, in one transaction.
  ///
  /// While money is on hold nothing is billed; it is made up for when the operator resumes.
  void billAll(Tx tx, List<PublicKey> several) {
    if (hold.isHeld()) {
      return;
    }
    var basis = billingLedger.basis(tx);
    for (var pubkey : several) {
      tenants.find(tx, pubkey).ifPresent(tenant -> bill(tx, tenant, basis));
    }
  }

  private void bill(Tx tx, Tenant tenant, BillingLedger.Basis basis) {
    var now = clock.instant();
    var stands = !priceConverter.rails().any() || tenant.isSuspended();
    for (var invoice : billingLedger.bill(tx, tenant, basis)) {
      if (invoice.state() instanceof Invoice.State.Open(var grace)) {
        switch (grace) {
          case Grace.Running _ when stands -> take(tx, invoice.id(), new Fact.GraceStopped(now));
          case Grace.Still _ when !stands -> take(tx, invoice.id(), new Fact.GraceResumed(now));
          case Grace.Running _, Grace.Still _ -> {}
        }
      }
    }
  }

  Optional<InvoiceCollection> find(Tx tx, InvoiceId id) {
    return collections.byId(tx, id, clock.instant());
  }

  /// Takes a fact; of an invoice that is not there it takes nothing.
  void take(Tx tx, InvoiceId id, Fact fact) {
    find(tx, id).ifPresent(dun -> take(tx, dun, fact));
  }

  /// Our wallet or card processor did not answer about an invoice, or gave nothing to pay it with:
  /// nobody is paused for that, whoever had asked.
  void recordUnanswered(Tx tx, InvoiceId id) {
    take(tx, id, new Fact.OurSideSilent(clock.instant()));
  }

  /// A tenant's payment method is new: it may be asked at once for each open invoice (M10).
  void connected(Tx tx, PublicKey tenant, InvoiceCollectionStore.Rail rail) {
    var now = clock.instant();
    for (var dun : collections.open(tx, tenant, now)) {
      collections.tried(tx, dun.id(), rail, null);
      take(tx, dun, new Fact.MeansConnected(now));
    }
  }

  private void take(Tx tx, InvoiceCollection dun, Fact fact) {
    forgetUnmadeAttempt(tx, dun, fact);
    var step = Collecting.decide(dun.collection(), fact, means(tx, dun));
    if (hold.isHeld() && step.effects().stream().anyMatch(Effect.Forgive.class::isInstance)) {
      return; // A chore that was under way when money was put on hold pauses no relay.
    }
    if (step.next() instanceof Collection.Open open) {
      collections.save(tx, dun.id(), open, fact.at());
    }
    for (var effect : step.effects()) {
      perform(tx, dun, effect, fact.at());
    }
  }

  /// Takes in money that the receiving side has, once, whoever tells of it and how often.
  ///
  /// @return whether it was not known yet
  boolean arrived(Tx tx, IncomingPayment incoming) {
    var found = find(tx, incoming.invoice());
    if (found.isEmpty()) {
      return false;
    }
    var dun = found.orElseThrow();
    var now = clock.instant();
    if (!rails.insert(tx, incoming, dun.tenant(), now)) {
      return false;
    }
    var payment = payment(incoming, now);
    billingLedger.received(tx, dun.tenant(), payment);
    var settles = dun.isOpen() && incoming.worth().amount() >= dun.total().amount();
    if (settles) {
      take(tx, dun, new Fact.MoneyArrived(now, payment.id(), incoming.method()));
    } else {
      announcements.kept(tx, dun, payment.id(), incoming.worth(), now);
      // Whatever was tried is over, and brought too little.
      take(tx, dun.id(), new Fact.ExpiredUnpaid(now));
    }
    bill(tx, dun.tenant());
    return true;
  }

  private static Payment payment(IncomingPayment incoming, Instant now) {
    return new Payment(
        incoming.paymentId(), incoming.invoice(), incoming.worth(), now, incoming.method());
  }

  private Means means(Tx tx, InvoiceCollection dun) {
    var account = tenants.find(tx, dun.tenant()).orElseThrow().account();
    return new Means(
        priceConverter.rails().wallet() != null
            && account.wallet().isSet()
            && mayBeTried(tx, dun, Rail.WALLET),
        priceConverter.rails().cards() != null
            && account.card().isSet()
            && priceConverter.isChargeable(dun.total())
            && mayBeTried(tx, dun, Rail.CARD),
        collections.wasAskedBefore(tx, dun.id()));
  }

  /// At most once a day, and once more when the invoice is due, however often it is requested
  /// (M10).
  private boolean mayBeTried(Tx tx, InvoiceCollection dun, Rail rail) {
    var last = collections.triedAt(tx, dun.id(), rail);
    var now = clock.instant();
    return last == null
        || now.isBefore(last) // The clock was put back.
        || !now.isBefore(last.plus(Collecting.BETWEEN_ATTEMPTS))
        || (last.isBefore(dun.dueAt()) && !now.isBefore(dun.dueAt()));
  }

  /// An attempt that was never sent does not count as the attempt of the day.
  private void forgetUnmadeAttempt(Tx tx, InvoiceCollection dun, Fact fact) {
    if (fact instanceof Fact.NoBolt11) {
      collections.tried(tx, dun.id(), Rail.WALLET, null);
    } else if (fact instanceof Fact.NoCharge) {
      collections.tried(tx, dun.id(), Rail.CARD, null);
    } else if (fact instanceof Fact.AttemptNotMade) {
      collections.tried(tx, dun.id(), dun.collection().isAtCard() ? Rail.CARD : Rail.WALLET, null);
    }
  }

  private void perform(Tx tx, InvoiceCollection dun, Effect effect, Instant now) {
    switch (effect) {
      case Effect.LookBack _ -> collections.pending(tx, dun.id(), Chores.LOOK_BACK);
      case Effect.PayByWallet _ -> {
        collections.tried(tx, dun.id(), Rail.WALLET, now);
        collections.pending(tx, dun.id(), Chores.PAY_BY_WALLET);
      }
      case Effect.LookUp _ -> collections.pending(tx, dun.id(), Chores.LOOK_UP);
      case Effect.ChargeCard _ -> {
        collections.tried(tx, dun.id(), Rail.CARD, now);
        collections.pending(tx, dun.id(), Chores.CHARGE_CARD);
      }
      case Effect.RepeatCharge _ -> collections.pending(tx, dun.id(), Chores.CHARGE_CARD);
      case Effect.CancelIntent _ -> collections.pending(tx, dun.id(), Chores.CANCEL_INTENT);
      case Effect.TellWalletFailed(var sentence) -> walletFailed(tx, dun, sentence, now);
      case Effect.TellCardFailed(var sentence) -> cardFailed(tx, dun, sentence, now);
      case Effect.Ask _ -> announcements.ready(tx, dun, now);
      case Effect.Remind(var daysLeft) -> announcements.reminder(tx, dun, daysLeft, now);
      case Effect.Settle(_, var method) -> settled(tx, dun, method, now);
      case Effect.KeepAsCredit _ -> {} // Done where the money arrived.
      case Effect.Forgive _ -> forgive(tx, dun, now);
    }
  }

  private void walletFailed(Tx tx, InvoiceCollection dun, String sentence, Instant now) {
    var account = tenants.find(tx, dun.tenant()).orElseThrow().account();
    tenants.keep(tx, dun.tenant(), account.with(account.wallet().failing(sentence)));
    announcements.walletFailed(tx, dun, sentence, now);
  }

  private void cardFailed(Tx tx, InvoiceCollection dun, String sentence, Instant now) {
    var account = tenants.find(tx, dun.tenant()).orElseThrow().account();
    tenants.keep(tx, dun.tenant(), account.with(account.card().failing(sentence)));
    announcements.cardFailed(tx, dun, sentence, now);
  }

  /// The books are closed by the money itself; what else follows from being paid is here.
  private void settled(Tx tx, InvoiceCollection dun, Method method, Instant now) {
    var account = tenants.find(tx, dun.tenant()).orElseThrow().account();
    tenants.keep(
        tx,
        dun.tenant(),
        account
            .with(account.wallet().failing(""))
            .with(account.card().failing(""))
            .with(account.dues().churned(null)));
    announcements.paid(tx, dun, method, now);
  }

  private void forgive(Tx tx, InvoiceCollection dun, Instant now) {
    var paused = billingLedger.forgiven(tx, dun.tenant(), dun.id());
    if (!paused.isEmpty()) {
      announcements.paused(tx, dun, paused, now);
    }
    bill(tx, dun.tenant());
  }

  /// An admin voids an open invoice of which no payment is under way.
  ///
  /// @param actor the admin's key as hex
  void writeOff(Tx tx, InvoiceCollection dun, String actor) {
    billingLedger.writtenOff(tx, dun.tenant(), dun.id(), actor);
    bill(tx, dun.tenant());
  }

  /// What something is worth, in the currency of the prices.
  Money worth(long units) {
    return new Money(units, priceConverter.currency());
  }
}
