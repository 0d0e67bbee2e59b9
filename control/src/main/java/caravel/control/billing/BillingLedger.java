package caravel.control.billing;

import caravel.control.activity.Activities;
import caravel.control.activity.ActivityStream;
import caravel.control.billing.LedgerStore.BilledUpTo;
import caravel.control.billing.core.Checkpoint;
import caravel.control.billing.core.Draft;
import caravel.control.billing.core.History;
import caravel.control.billing.core.Invoice;
import caravel.control.billing.core.Invoice.Reason;
import caravel.control.billing.core.Invoice.State;
import caravel.control.billing.core.Invoicing;
import caravel.control.billing.core.Item;
import caravel.control.billing.core.Ledger;
import caravel.control.billing.core.Prices;
import caravel.control.billing.core.Rails;
import caravel.control.billing.core.Refund;
import caravel.control.billing.core.TenantLedger;
import caravel.control.billing.core.TenantLedger.Payment;
import caravel.control.billing.core.Terms;
import caravel.control.db.Tx;
import caravel.control.money.BillingPeriod;
import caravel.control.money.InvoiceId;
import caravel.control.money.Money;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayId;
import caravel.control.relay.Relays;
import caravel.control.tenant.Account;
import caravel.control.tenant.Tenant;
import caravel.control.tenant.TenantDesk;
import caravel.nostr.PublicKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Maintains the ledger of every tenant: items from history, invoices from items. The core decides;
/// this class loads and saves in the caller's transaction.
final class BillingLedger {
  static final String ACTOR = "billing";

  private final BillingTerms terms;
  private final TenantDesk tenants;
  private final Relays relays;
  private final Activities activities;
  private final InstantSource clock;
  private final InvoiceRecorder recorder;
  private final StateStore states = new StateStore();
  private final LedgerStore ledgers = new LedgerStore();
  private final TenantLedgerStore books = new TenantLedgerStore();
  private final InvoiceCollectionStore collections = new InvoiceCollectionStore();

  /// The parts of the platform that are billed.
  record Nouns(TenantDesk tenants, Relays relays, Activities activities, ActivityStream stream) {}

  BillingLedger(BillingTerms terms, Nouns nouns, InstantSource clock, Estimates estimates) {
    this.terms = terms;
    this.tenants = nouns.tenants();
    this.relays = nouns.relays();
    this.activities = nouns.activities();
    this.clock = clock;
    this.recorder =
        new InvoiceRecorder(
            nouns.activities(),
            new InvoiceEvents(nouns.stream(), clock),
            estimates,
            terms.issuer());
  }

  /// A tenant's ledger at one instant.
  ///
  /// @param billedUpTo how far the tenant was billed
  /// @param stored the ledger as stored
  /// @param books the ledger with all items up to now
  record View(
      BilledUpTo billedUpTo,
      History history,
      Ledger ledger,
      TenantLedger stored,
      TenantLedger books,
      Instant now) {}

  /// The input that all bills of one transaction share.
  record Basis(Prices prices, Rails rails, Instant halfUpUntil) {}

  Basis basis(Tx tx) {
    return new Basis(states.prices(tx, terms.currency()), states.rails(tx), states.halfUpUntil(tx));
  }

  /// Computes a tenant's ledger up to now, without writing anything.
  View view(Tx tx, PublicKey tenant) {
    return view(tx, tenant, basis(tx));
  }

  private View view(Tx tx, PublicKey tenant, Basis basis) {
    var billedUpTo = ledgers.billedUpTo(tx, tenant);
    var history = history(tx, tenant, basis);
    var now = now(billedUpTo, history);
    var ledger = history.upTo(now);
    var stored = books.load(tx, tenant, terms.currency());
    var books = stored.with(ledger.items()).withReversals(now);
    return new View(billedUpTo, history, ledger, stored, books, now);
  }

  /// The changes since the tenant was billed, or all changes without a checkpoint.
  private History history(Tx tx, PublicKey tenant, Basis basis) {
    var start =
        ledgers
            .checkpoint(tx, tenant, terms.currency())
            .filter(checkpoint -> checkpoint.isValidFor(basis.rails()))
            .orElse(Checkpoint.START);
    var changes = ledgers.changes(tx, tenant, start.sequence(), terms.currency());
    return new History(start, changes, basis.prices(), basis.rails(), basis.halfUpUntil());
  }

  /// The items that are on no invoice.
  Draft draft(Tx tx, PublicKey tenant) {
    return view(tx, tenant).books().draft();
  }

  /// The lines that a change of plan or status would make now.
  ///
  /// @param relayId one of the tenant's relays, or an id that no relay has yet
  Upcoming quote(Tx tx, PublicKey tenant, String relayId, Terms after) {
    var at = activities.nextBillingAt(tx, tenant);
    var view = view(tx, tenant);
    var quote = view.history().quote(relayId, after, at);
    return new Upcoming(quote.at(), quote.items(), view.books().draft().total());
  }

  /// The charges of the next period start if nothing changes until then; empty = no relay is
  /// billable.
  Optional<Upcoming> upcoming(Tx tx, PublicKey tenant) {
    var view = view(tx, tenant);
    var renewal = view.ledger().renewal();
    if (renewal == null) {
      return Optional.empty();
    }
    var known = new HashSet<>(view.ledger().items());
    var items =
        view.history().upTo(renewal).items().stream()
            .filter(item -> !known.contains(item))
            .toList();
    return items.isEmpty()
        ? Optional.empty()
        : Optional.of(new Upcoming(renewal, items, view.books().draft().total()));
  }

  /// The billing terms of a relay, given its state after a change.
  Terms termsOf(Relay relay) {
    var planId = relay.wishes().planId();
    var period = terms.plans().period(relay.wishes().interval());
    var reserved = relay.reservedPlan();
    var reservedPeriod = terms.plans().period(relay.reservedInterval());
    var reservation =
        reserved.isEmpty()
            ? null
            : new Terms.Reservation(reserved, price(reserved, reservedPeriod), reservedPeriod);
    return new Terms(
        planId, price(planId, period), period, relay.wantedOnline(), false, reservation);
  }

  private Money price(String planId, BillingPeriod period) {
    return period.price(terms.plans().byId(planId).orElseThrow().price());
  }

  /// Bills a tenant up to now, and starts relays whose reservation is paid. A second call changes
  /// nothing.
  ///
  /// @return the invoices that are open afterwards
  List<Invoice> bill(Tx tx, Tenant billed, Basis basis) {
    var tenant = billed.pubkey();
    while (true) {
      var view = view(tx, tenant, basis);
      var paying =
          view.stored().open().isEmpty()
              ? Set.<InvoiceId>of()
              : collections.paying(tx, tenant, view.now());
      var after =
          Invoicing.settle(
              view.books(), paying, terms.rules(), view.now(), () -> new InvoiceId(tx.newId()));
      save(tx, tenant, view.stored(), after);
      if (!startReserved(tx, view.ledger(), after)) {
        keepAccount(tx, billed, after, view);
        ledgers.billed(
            tx,
            tenant,
            new LedgerStore.Billed(
                view.ledger().checkpoint(), view.ledger().renewal(), Invoicing.lastOutcome(after)));
        return after.open();
      }
    }
  }

  /// Starts relays whose reservation is paid. For the others, stores the invoice that they wait
  /// for.
  ///
  /// @return whether a relay was started, so that its charge is still to be made
  private boolean startReserved(Tx tx, Ledger ledger, TenantLedger after) {
    var started = false;
    for (var reserved : ledger.reserved().entrySet()) {
      var relay = new RelayId(reserved.getKey());
      if (after.isCovered(reserved.getValue())) {
        started |= relays.startReserved(tx, relay, ACTOR);
      } else {
        relays.waitForInvoice(
            tx, relay, after.openInvoiceOf(reserved.getValue()).map(InvoiceId::value).orElse(""));
      }
    }
    return started;
  }

  /// Whether a tenant's paid relays start only after payment.
  boolean paysFirst(Tx tx, PublicKey tenant) {
    return terms.rules().payFirst().appliesTo(ledgers.lastOutcome(tx, tenant));
  }

  /// Gives a tenant credit without a payment.
  void credited(Tx tx, PublicKey tenant, Item.Adjustment adjustment) {
    change(tx, tenant, known -> known.with(List.of(adjustment)));
  }

  /// Books money that went back to the payer. Unused credit of the payment is taken back.
  void refunded(Tx tx, PublicKey tenant, Refund refund) {
    change(tx, tenant, known -> known.refunded(refund));
  }

  /// Books that a refund has failed after it was booked.
  void refundFailed(Tx tx, PublicKey tenant, String refundId) {
    change(tx, tenant, known -> known.refundFailed(refundId, clock.instant()));
  }

  /// Books a lost dispute. The relays that the payment paid for go offline, and their remaining
  /// time gives no credit.
  ///
  /// @return the relays that went offline
  List<Relay> disputeLost(Tx tx, PublicKey tenant, Refund refund) {
    var view = view(tx, tenant);
    var paused = new ArrayList<Relay>();
    for (var relay : view.books().relaysPaidBy(refund.paymentId(), view.ledger())) {
      relays.pause(tx, new RelayId(relay), ACTOR).ifPresent(paused::add);
    }
    refunded(tx, tenant, refund);
    var account = tenants.find(tx, tenant).orElseThrow().account();
    tenants.keep(tx, tenant, account.with(account.dues().churned(view.now())));
    return paused;
  }

  /// Records a billing activity, and publishes its invoice.
  ///
  /// @param invoice null = the activity is about the tenant
  void tell(Tx tx, PublicKey tenant, @Nullable InvoiceId invoice, InvoiceRecorder.Activity what) {
    recorder.record(tx, tenant, invoice, what);
  }

  /// Publishes an invoice after a change.
  void publish(Tx tx, PublicKey tenant, @Nullable InvoiceId invoice) {
    if (invoice != null) {
      recorder.publish(tx, tenant, invoice);
    }
  }

  /// Books a payment. It settles an open invoice or becomes credit.
  void received(Tx tx, PublicKey tenant, Payment payment) {
    change(tx, tenant, known -> known.received(payment));
  }

  /// Forgives an unpaid invoice on its due date. The relays with live charges on it go offline.
  ///
  /// @return the relays that went offline
  List<Relay> forgiven(Tx tx, PublicKey tenant, InvoiceId id) {
    var view = view(tx, tenant);
    var living = view.books().relaysLivingOn(id, view.ledger());
    var reserved = view.books().relaysReservedOn(id, view.ledger());
    change(tx, tenant, known -> known.forgiven(id, view.now(), Reason.FORGIVEN));
    var paused = new ArrayList<Relay>();
    for (var relay : living) {
      relays.pause(tx, new RelayId(relay), ACTOR).ifPresent(paused::add);
    }
    reserved.forEach(relay -> relays.cancelReserved(tx, new RelayId(relay), ACTOR));
    var account = tenants.find(tx, tenant).orElseThrow().account();
    tenants.keep(tx, tenant, account.with(account.dues().churned(view.now())));
    return paused;
  }

  /// Writes off an invoice for an admin. No relay is paused.
  ///
  /// @param actor the admin's key as hex
  void writtenOff(Tx tx, PublicKey tenant, InvoiceId id, String actor) {
    var view = view(tx, tenant);
    var reserved = view.books().relaysReservedOn(id, view.ledger());
    var before = books.load(tx, tenant, terms.currency());
    var after = before.forgiven(id, view.now(), Reason.WRITTEN_OFF);
    recorder.save(tx, new InvoiceRecorder.Change(tenant, before, after), actor);
    keepBalance(tx, tenant, after);
    reserved.forEach(relay -> relays.cancelReserved(tx, new RelayId(relay), ACTOR));
  }

  /// A change of a tenant's ledger.
  private interface Entering {
    TenantLedger enter(TenantLedger books);
  }

  private void change(Tx tx, PublicKey tenant, Entering entering) {
    var before = books.load(tx, tenant, terms.currency());
    var after = entering.enter(before);
    save(tx, tenant, before, after);
    keepBalance(tx, tenant, after);
  }

  /// The ledger as it would be if several relays changed now, with its invoices brought up to date.
  ///
  /// @param after the terms after the change, by the id of the relay
  TenantLedger preview(Tx tx, PublicKey tenant, Map<String, Terms> after) {
    var view = view(tx, tenant);
    var at = activities.nextBillingAt(tx, tenant);
    var items = view.history().with(after, at).upTo(at).items();
    var paying = collections.paying(tx, tenant, view.now());
    var number = new AtomicInteger();
    return Invoicing.settle(
        view.stored().with(items), paying, terms.rules(), at, () -> numbered(number));
  }

  /// The id of an invoice that is never stored.
  private static InvoiceId numbered(AtomicInteger number) {
    return new InvoiceId("preview-" + number.incrementAndGet());
  }

  /// The ledger as it is stored.
  TenantLedger stored(Tx tx, PublicKey tenant) {
    return books.load(tx, tenant, terms.currency());
  }

  private void save(Tx tx, PublicKey tenant, TenantLedger before, TenantLedger after) {
    recorder.save(tx, new InvoiceRecorder.Change(tenant, before, after), ACTOR);
  }

  private void keepAccount(Tx tx, Tenant tenant, TenantLedger after, View view) {
    var account = tenant.account();
    var churnedAt = account.dues().churnedAt();
    var returned =
        churnedAt != null
            && (paidSince(after, churnedAt)
                || ledgers.reactivatedAfter(tx, tenant.pubkey(), view.billedUpTo().sequence()));
    var dues =
        new Account.Dues(
            view.ledger().anchor(),
            view.ledger().renewal(),
            returned ? null : churnedAt,
            after.open().size(),
            after.credit(),
            account.dues().disputedAt());
    tenants.keep(tx, tenant, account.with(dues));
  }

  /// Updates the balance after a payment or a void invoice, also while money is on hold and nothing
  /// is billed.
  private void keepBalance(Tx tx, PublicKey pubkey, TenantLedger after) {
    var account = tenants.find(tx, pubkey).orElseThrow().account();
    var dues = account.dues();
    var churnedAt = dues.churnedAt();
    var returned = churnedAt != null && paidSince(after, churnedAt);
    tenants.keep(
        tx,
        pubkey,
        account.with(
            new Account.Dues(
                dues.anchor(),
                dues.renewsAt(),
                returned ? null : churnedAt,
                after.open().size(),
                after.credit(),
                dues.disputedAt())));
  }

  private static boolean paidSince(TenantLedger books, Instant churnedAt) {
    return books.invoices().values().stream()
        .anyMatch(invoice ->
            invoice.state() instanceof State.Paid(var at, _, _) && at.isAfter(churnedAt));
  }

  /// The present time, never before the last billing or activity. A clock that steps back changes
  /// no invoice.
  private Instant now(BilledUpTo billedUpTo, History history) {
    var now = clock.instant();
    now = now.isBefore(billedUpTo.until()) ? billedUpTo.until() : now;
    var last = history.changes().isEmpty() ? now : history.changes().getLast().at();
    return now.isBefore(last) ? last : now;
  }
}
