package caravel.control.billing;

import caravel.control.billing.core.Collecting;
import caravel.control.billing.core.Collection;
import caravel.control.billing.core.Collection.Effect;
import caravel.control.billing.core.Collection.Fact;
import caravel.control.billing.core.Collection.Means;
import caravel.control.billing.core.Grace;
import caravel.control.billing.core.Invoice;
import caravel.control.billing.core.Invoice.Method;
import caravel.control.billing.core.Item;
import caravel.control.billing.core.TenantLedger.Payment;
import caravel.control.db.Tx;
import caravel.control.money.InvoiceId;
import caravel.control.money.Money;
import caravel.control.money.PaymentRail;
import caravel.control.payment.CardProcessor.ReversalsFound;
import caravel.control.payment.IncomingPayment;
import caravel.control.payment.PayableInvoices;
import caravel.control.payment.PriceConverter;
import caravel.control.tenant.Tenant;
import caravel.control.tenant.TenantDesk;
import caravel.nostr.PublicKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Applies each fact about the collection of an invoice: loads, decides, saves and carries out the
/// effects in one transaction. Payments report their outcomes here. Work that needs the network is
/// a stage, which the collection worker performs.
final class InvoiceCollections implements PayableInvoices {
  private final BillingLedger billingLedger;
  private final Announcements announcements;
  private final PriceConverter priceConverter;
  private final TenantDesk tenants;
  private final InstantSource clock;
  private final MoneyHold hold;
  private final InvoiceCollectionStore collections = new InvoiceCollectionStore();
  private final PaymentStore payments = new PaymentStore();
  private final RefundBooking refunds;

  InvoiceCollections(
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
    this.refunds = new RefundBooking(billingLedger, announcements, tenants, clock, hold);
  }

  /// Bills a tenant, and stops or resumes the grace of the tenant's open invoices.
  void bill(Tx tx, PublicKey tenant) {
    billAll(tx, List.of(tenant));
  }

  /// Bills several tenants in one transaction.
  ///
  /// While money is on hold nothing is billed. Billing catches up when the operator resumes.
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
    var stopped = !priceConverter.rails().any() || tenant.isSuspended();
    for (var invoice : billingLedger.bill(tx, tenant, basis)) {
      if (invoice.state() instanceof Invoice.State.Open(var grace)) {
        switch (grace) {
          case Grace.Running _ when stopped -> take(tx, invoice.id(), new Fact.GraceStopped(now));
          case Grace.Still _ when !stopped -> take(tx, invoice.id(), new Fact.GraceResumed(now));
          case Grace.Running _, Grace.Still _ -> {}
        }
      }
    }
  }

  Optional<InvoiceCollection> load(Tx tx, InvoiceId id) {
    return collections.byId(tx, id, clock.instant());
  }

  @Override
  public Optional<PayableInvoice> find(Tx tx, InvoiceId id) {
    return load(tx, id)
        .map(found ->
            new PayableInvoice(
                found.id(),
                found.tenant(),
                found.total(),
                found.isOpen(),
                found.collection().blockedBy()));
  }

  @Override
  public void reversed(Tx tx, ReversalsFound.Found found) {
    billAll(tx, List.copyOf(refunds.take(tx, found)));
  }

  /// Books refunds and disputes.
  RefundBooking refunds() {
    return refunds;
  }

  /// Books a payment on account.
  void settledOnAccount(Tx tx, PublicKey tenant, IncomingPayment incoming) {
    var payment = payment(incoming, clock.instant());
    if (payments.insert(tx, tenant, payment, incoming)) {
      billingLedger.received(tx, tenant, payment);
      announcements.booked(tx, tenant, payment);
      bill(tx, tenant);
    }
  }

  /// Gives a tenant credit without a payment.
  void credit(Tx tx, PublicKey tenant, Item.Adjustment adjustment) {
    billingLedger.credited(tx, tenant, adjustment);
    announcements.credited(tx, tenant, adjustment);
    bill(tx, tenant);
  }

  /// Records a billing activity.
  ///
  /// @param invoice null = the activity is about the tenant
  void tell(Tx tx, PublicKey tenant, @Nullable InvoiceId invoice, InvoiceRecorder.Activity what) {
    billingLedger.tell(tx, tenant, invoice, what);
  }

  @Override
  public @Nullable Instant chargesMissingSince(Tx tx) {
    return hold.searchSince(tx);
  }

  @Override
  public void report(Tx tx, InvoiceId id, PaymentEvent event) {
    var now = clock.instant();
    take(
        tx,
        id,
        switch (event) {
          case PaymentEvent.NothingArrived _ -> new Fact.NothingArrived(now);
          case PaymentEvent.Unanswered _ -> new Fact.RailsSilent(now);
          case PaymentEvent.OutcomeUnknown(var rail) -> new Fact.PaymentUnknown(now, rail);
          case PaymentEvent.NotMade _ -> new Fact.AttemptNotMade(now);
          case PaymentEvent.WalletRefused(var why) -> new Fact.WalletRefused(now, why);
          case PaymentEvent.NoCode _ -> new Fact.NoBolt11(now);
          case PaymentEvent.CodeStillPayable _ -> new Fact.StillPayable(now);
          case PaymentEvent.CodeExpired _ -> new Fact.ExpiredUnpaid(now);
          case PaymentEvent.CheckoutFailed _ -> new Fact.CheckoutFailed(now);
          case PaymentEvent.CardDeclined(var why) -> new Fact.CardDeclined(now, why);
          case PaymentEvent.NoCharge _ -> new Fact.NoCharge(now);
        });
  }

  /// Applies a fact. A fact about an unknown invoice is ignored.
  void take(Tx tx, InvoiceId id, Fact fact) {
    load(tx, id).ifPresent(collection -> take(tx, collection, fact));
  }

  /// Forgets the last attempt on the method, so that it is tried at once (M10).
  @Override
  public void connected(Tx tx, PublicKey tenant, PaymentRail rail) {
    var now = clock.instant();
    for (var collection : collections.open(tx, tenant, now)) {
      collections.tried(tx, collection.id(), rail, null);
      take(tx, collection, new Fact.MeansConnected(now));
    }
  }

  private void take(Tx tx, InvoiceCollection collection, Fact fact) {
    forgetUnmadeAttempt(tx, collection, fact);
    var step = Collecting.decide(collection.collection(), fact, means(tx, collection));
    if (hold.isHeld() && step.effects().stream().anyMatch(Effect.Forgive.class::isInstance)) {
      return; // While money is on hold, no relay is paused.
    }
    if (step.next() instanceof Collection.Open open) {
      collections.save(tx, collection.id(), open, fact.at());
    }
    for (var effect : step.effects()) {
      perform(tx, collection, effect, fact.at());
    }
  }

  @Override
  public void settled(Tx tx, IncomingPayment incoming) {
    var found = Optional.ofNullable(incoming.invoice()).flatMap(id -> load(tx, id));
    var now = clock.instant();
    var payment = payment(incoming, now);
    if (found.isEmpty() || !payments.insert(tx, found.orElseThrow().tenant(), payment, incoming)) {
      return;
    }
    var collection = found.orElseThrow();
    billingLedger.received(tx, collection.tenant(), payment);
    var settles = collection.isOpen() && payment.worth().amount() >= collection.total().amount();
    if (settles) {
      take(tx, collection, new Fact.MoneyArrived(now, payment.id(), payment.method()));
    } else {
      if (incoming.source() == IncomingPayment.Source.OPERATOR) {
        announcements.booked(tx, collection.tenant(), payment);
      } else {
        announcements.kept(tx, collection, payment.id(), payment.worth(), now);
      }
      // The attempt is over, because it brought too little.
      take(tx, collection.id(), new Fact.ExpiredUnpaid(now));
    }
    bill(tx, collection.tenant());
  }

  private Payment payment(IncomingPayment incoming, Instant now) {
    var method =
        switch (incoming.source()) {
          case TENANT_WALLET -> Method.NWC;
          case HAND, OPERATOR -> Method.OOB;
          case CARD -> Method.STRIPE;
        };
    var worth = new Money(incoming.worth(), priceConverter.currency());
    return new Payment(incoming.paymentId(), incoming.invoice(), worth, now, method);
  }

  private Means means(Tx tx, InvoiceCollection collection) {
    var account = tenants.find(tx, collection.tenant()).orElseThrow().account();
    // While a payment is under dispute, no method is charged automatically.
    var isDisputed = account.dues().disputedAt() != null;
    return new Means(
        !isDisputed
            && priceConverter.rails().wallet() != null
            && account.wallet().isSet()
            && mayBeTried(tx, collection, PaymentRail.LIGHTNING),
        !isDisputed
            && priceConverter.rails().cards() != null
            && account.card().isSet()
            && priceConverter.isChargeable(collection.total())
            && mayBeTried(tx, collection, PaymentRail.CARD),
        collections.wasAskedBefore(tx, collection.id()));
  }

  /// Whether a method may be tried: at most once a day, and once more when the invoice is due.
  /// Further requests change nothing (M10).
  private boolean mayBeTried(Tx tx, InvoiceCollection collection, PaymentRail rail) {
    var last = collections.triedAt(tx, collection.id(), rail);
    var now = clock.instant();
    return last == null
        || now.isBefore(last) // The clock was set back.
        || !now.isBefore(last.plus(Collecting.BETWEEN_ATTEMPTS))
        || (last.isBefore(collection.dueAt()) && !now.isBefore(collection.dueAt()));
  }

  /// Clears the time of an attempt that was never sent, so that it does not count as the attempt of
  /// the day.
  private void forgetUnmadeAttempt(Tx tx, InvoiceCollection collection, Fact fact) {
    var isUnmade =
        switch (collection.collection().blockedBy()) {
          case LIGHTNING -> fact instanceof Fact.NoBolt11 || fact instanceof Fact.AttemptNotMade;
          case CARD -> fact instanceof Fact.NoCharge || fact instanceof Fact.AttemptNotMade;
          case CHECKOUT -> false;
          case null -> false;
        };
    if (isUnmade) {
      var rail = Objects.requireNonNull(collection.collection().blockedBy());
      collections.tried(tx, collection.id(), rail, null);
    }
  }

  private void perform(Tx tx, InvoiceCollection collection, Effect effect, Instant now) {
    switch (effect) {
      case Effect.AskWallet _ -> collections.tried(tx, collection.id(), PaymentRail.LIGHTNING, now);
      case Effect.ChargeCard _ -> collections.tried(tx, collection.id(), PaymentRail.CARD, now);
      case Effect.TellWalletFailed(var sentence) -> walletFailed(tx, collection, sentence, now);
      case Effect.TellCardFailed(var sentence) -> cardFailed(tx, collection, sentence, now);
      case Effect.Ask _ -> announcements.ready(tx, collection, now);
      case Effect.Remind(var daysLeft) -> announcements.reminder(tx, collection, daysLeft, now);
      case Effect.Settle(_, var method) -> settled(tx, collection, method, now);
      case Effect.KeepAsCredit _ -> {} // The payment itself updated the ledger.
      case Effect.Forgive _ -> forgive(tx, collection, now);
    }
  }

  private void walletFailed(Tx tx, InvoiceCollection collection, String sentence, Instant now) {
    var account = tenants.find(tx, collection.tenant()).orElseThrow().account();
    tenants.keep(tx, collection.tenant(), account.with(account.wallet().failing(sentence)));
    announcements.walletFailed(tx, collection, sentence, now);
  }

  private void cardFailed(Tx tx, InvoiceCollection collection, String sentence, Instant now) {
    var account = tenants.find(tx, collection.tenant()).orElseThrow().account();
    tenants.keep(tx, collection.tenant(), account.with(account.card().failing(sentence)));
    announcements.cardFailed(tx, collection, sentence, now);
  }

  /// Clears the failures of the tenant and sends the receipt. The ledger is updated already.
  private void settled(Tx tx, InvoiceCollection collection, Method method, Instant now) {
    var account = tenants.find(tx, collection.tenant()).orElseThrow().account();
    tenants.keep(
        tx,
        collection.tenant(),
        account
            .with(account.wallet().failing(""))
            .with(account.card().failing(""))
            .with(account.dues().churned(null)));
    announcements.paid(tx, collection, method, now);
  }

  private void forgive(Tx tx, InvoiceCollection collection, Instant now) {
    var paused = billingLedger.forgiven(tx, collection.tenant(), collection.id());
    if (!paused.isEmpty()) {
      announcements.paused(tx, collection, paused, now);
    }
    bill(tx, collection.tenant());
  }

  /// Voids an open invoice without a payment under way, for an admin.
  ///
  /// @param actor the admin's key as hex
  void writeOff(Tx tx, InvoiceCollection collection, String actor) {
    billingLedger.writtenOff(tx, collection.tenant(), collection.id(), actor);
    bill(tx, collection.tenant());
  }
}
