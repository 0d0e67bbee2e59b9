package caravel.control.billing.core;

import caravel.control.billing.core.Invoice.Method;
import caravel.control.billing.core.Invoice.Reason;
import caravel.control.billing.core.Invoice.State;
import caravel.control.billing.core.Item.Adjustment;
import caravel.control.billing.core.Item.Charge;
import caravel.control.billing.core.Item.Credit;
import caravel.control.billing.core.Item.CreditReversal;
import caravel.control.billing.core.Item.RestoredCredit;
import caravel.control.billing.core.Item.Surplus;
import caravel.control.money.Currency;
import caravel.control.money.InvoiceId;
import caravel.control.money.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A tenant's items with the place of each, and the tenant's invoices. It has all of them, because
/// a credit depends on its charge.
///
/// @param entries by item, in the order of creation
/// @param invoices in the order of creation
/// @param refunds in the order of booking
public record TenantLedger(
    Currency currency,
    Map<Item.Id, Entry> entries,
    Map<InvoiceId, Invoice> invoices,
    Map<String, Refund> refunds) {
  public TenantLedger {
    entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    invoices = Collections.unmodifiableMap(new LinkedHashMap<>(invoices));
    refunds = Collections.unmodifiableMap(new LinkedHashMap<>(refunds));
  }

  /// An item and its place.
  public record Entry(Item item, Place place) {
    Entry at(Place next) {
      return new Entry(item, next);
    }
  }

  /// Where an item belongs: to no invoice, to one, or to a forgiven one.
  public sealed interface Place {
    /// The item is on no invoice.
    record Unbilled() implements Place {}

    record On(InvoiceId invoice) implements Place {}

    /// The item no longer counts, because the charge was forgiven on this invoice.
    record Forgiven(InvoiceId invoice) implements Place {}
  }

  /// Money that has arrived, valued in the currency of the prices.
  ///
  /// @param invoice null = money on account
  public record Payment(
      String id, @Nullable InvoiceId invoice, Money worth, Instant at, Method method) {}

  private static final Place UNBILLED = new Place.Unbilled();

  public static TenantLedger empty(Currency currency) {
    return new TenantLedger(currency, Map.of(), Map.of(), Map.of());
  }

  /// Adds the items of a replay. Items that are known already keep their place.
  public TenantLedger with(List<? extends Item> items) {
    var next = new LinkedHashMap<>(entries);
    for (var item : items) {
      next.computeIfAbsent(item.id(), _ -> new Entry(item, placeOfNew(item)));
    }
    return new TenantLedger(currency, next, invoices, refunds);
  }

  private Place placeOfNew(Item item) {
    return item instanceof Credit(var charge, _, _, _)
            && placeOf(charge) instanceof Place.Forgiven forgiven
        ? forgiven
        : UNBILLED;
  }

  /// Puts items on a new invoice, which replaces the invoices that were replaced or dissolved in
  /// the same second.
  public TenantLedger made(Invoice invoice, List<Item.Id> items) {
    var moved = Set.copyOf(items);
    return replacedBy(invoice)
        .with(invoice)
        .moving(entry -> moved.contains(entry.item().id()), new Place.On(invoice.id()));
  }

  private TenantLedger replacedBy(Invoice replacement) {
    var next = this;
    for (var old : invoices.values()) {
      if (old.state() instanceof State.Voided state
          && state.isReplacedAt(replacement.createdAt())) {
        next = next.with(old.in(state.by(replacement.id())));
      }
    }
    return next;
  }

  /// Takes all items off an invoice that another one replaces.
  public TenantLedger replaced(InvoiceId old, Instant at) {
    return closed(old, new State.Voided(at, Reason.REPLACED)).moving(isOn(old), UNBILLED);
  }

  /// Takes all items off an invoice that has nothing left to pay.
  ///
  /// @param passesOn due date of the next invoice if it is created before then; null = the next
  ///   invoice has a new grace
  public TenantLedger dissolved(InvoiceId old, Instant at, @Nullable Instant passesOn) {
    return closed(old, new State.Voided(at, Reason.REPLACED, passesOn, null))
        .moving(isOn(old), UNBILLED);
  }

  /// Books a payment, once. It settles an open invoice. Money beyond that, or short of the total,
  /// becomes credit and is never dropped.
  public TenantLedger received(Payment payment) {
    var paid = payment.invoice();
    if (paid == null) {
      return with(List.of(new Surplus(payment.id(), payment.at(), payment.worth())));
    }
    var invoice = invoice(paid);
    if (isKnown(payment, invoice)) {
      return this;
    }
    var settles = invoice.isOpen() && payment.worth().amount() >= invoice.total().amount();
    var rest = payment.worth().amount() - (settles ? invoice.total().amount() : 0);
    var books = settles ? closed(invoice.id(), paid(payment)) : this;
    return rest == 0
        ? books
        : books.with(List.of(new Surplus(payment.id(), payment.at(), new Money(rest, currency))));
  }

  /// Books money of a payment that went back to the payer, once. Unused credit from the payment is
  /// taken back.
  public TenantLedger refunded(Refund refund) {
    return refunds.containsKey(refund.id()) ? this : with(refund).withReversals(refund.at());
  }

  /// Books that a refund has failed, once. The tenant gets the credit back that the refund took.
  public TenantLedger refundFailed(String refundId, Instant at) {
    var refund = refunds.get(refundId);
    if (refund == null || refund.isUndone()) {
      return this;
    }
    var reversed = new CreditReversals(this).reversedBy(refundId);
    var undone = with(refund.undone(at));
    return reversed.isZero()
        ? undone
        : undone.with(List.of(new Item.RestoredCredit(refundId, at, reversed)));
  }

  /// Takes back credit that was created or released after its payment was refunded.
  public TenantLedger withReversals(Instant at) {
    return refunds.isEmpty() ? this : with(new CreditReversals(this).due(at));
  }

  /// Whether an open invoice uses credit that a refund takes back.
  boolean usesRefundedCredit(InvoiceId id) {
    return !refunds.isEmpty() && new CreditReversals(this).isDueOn(id);
  }

  private TenantLedger with(Refund refund) {
    var next = new LinkedHashMap<>(refunds);
    next.put(refund.id(), refund);
    return new TenantLedger(currency, entries, invoices, next);
  }

  private static State paid(Payment payment) {
    return new State.Paid(payment.at(), payment.method(), payment.id());
  }

  private boolean isKnown(Payment payment, Invoice invoice) {
    var asSurplus = new Surplus(payment.id(), payment.at(), payment.worth());
    return entries.containsKey(asSurplus.id())
        || (invoice.state() instanceof State.Paid(_, _, var id) && id.equals(payment.id()));
  }

  /// Closes an open invoice unpaid and forgives its charges, each with its credit. Charges that the
  /// tenant's credit covers stay paid, and unused credit goes back to the account.
  public TenantLedger forgiven(InvoiceId id, Instant at, Reason reason) {
    var charges = unpaidOn(id);
    return closed(id, new State.Voided(at, reason))
        .moving(entry -> belongsTo(entry.item(), charges), new Place.Forgiven(id))
        .moving(isOn(id), UNBILLED);
  }

  /// The charges on an invoice that no money covers. Credit on the invoice pays the oldest charges
  /// that it is enough for. Otherwise a tenant who spends credit and leaves one invoice unpaid
  /// would get all of it back.
  private Set<Item.Id> unpaidOn(InvoiceId id) {
    var on = entries.values().stream().filter(isOn(id)).map(Entry::item).toList();
    var nets = new LinkedHashMap<Item.Id, Long>();
    var credit = 0L;
    for (var item : on) {
      if (item instanceof Charge charge) {
        nets.put(charge.id(), charge.cost().amount());
      }
    }
    for (var item : on) {
      switch (item) {
        case Charge _ -> {}
        case Credit(var charge, _, _, var rest) when nets.containsKey(charge.id()) ->
            nets.merge(charge.id(), -rest.amount(), Long::sum);
        case Credit(_, _, _, var rest) -> credit += rest.amount();
        case Surplus _, Adjustment _, RestoredCredit _, CreditReversal _ ->
            credit -= item.amount().units();
      }
    }
    var unpaid = new HashSet<Item.Id>();
    for (var net : nets.entrySet()) {
      if (net.getValue() > 0 && net.getValue() <= credit) {
        credit -= net.getValue();
      } else {
        unpaid.add(net.getKey());
      }
    }
    return unpaid;
  }

  private static boolean belongsTo(Item item, Set<Item.Id> charges) {
    return switch (item) {
      case Charge charge -> charges.contains(charge.id());
      case Credit credit -> charges.contains(credit.givesBack().id());
      case Surplus _, Adjustment _, RestoredCredit _, CreditReversal _ -> false;
    };
  }

  /// Replaces the grace of an open invoice.
  public TenantLedger in(InvoiceId id, Grace grace) {
    var invoice = invoice(id);
    return invoice.isOpen() ? with(invoice.in(new State.Open(grace))) : this;
  }

  /// The relays with an unpaid live charge on an invoice. They are paused when it is forgiven;
  /// relays that are paid for are not included.
  public Set<String> relaysLivingOn(InvoiceId id, Ledger ledger) {
    var unpaid = unpaidOn(id);
    return ledger.live().entrySet().stream()
        .filter(live -> unpaid.contains(live.getValue().id()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// The relays whose live charge was paid by a payment.
  public Set<String> relaysPaidBy(String paymentId, Ledger ledger) {
    return ledger.live().entrySet().stream()
        .filter(live ->
            placeOf(live.getValue()) instanceof Place.On(var id)
                && invoice(id).state() instanceof State.Paid(_, _, var payment)
                && payment.equals(paymentId))
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// The relays that wait for an invoice to be paid.
  public Set<String> relaysReservedOn(InvoiceId id, Ledger ledger) {
    return ledger.reserved().entrySet().stream()
        .filter(held -> placeOf(held.getValue()).equals(new Place.On(id)))
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// The open invoice that has a charge.
  public Optional<InvoiceId> openInvoiceOf(Charge charge) {
    return placeOf(charge) instanceof Place.On(var id) && invoice(id).isOpen()
        ? Optional.of(id)
        : Optional.empty();
  }

  /// Whether an invoice or the tenant's credit paid a charge. Credit covers it if the items on no
  /// invoice sum up to zero or less.
  public boolean isCovered(Charge charge) {
    var place = placeOf(charge);
    return isPaid(place) || (place instanceof Place.Unbilled && draft().total().units() <= 0);
  }

  /// The items that are on no invoice.
  public Draft draft() {
    return draftOf(entry -> entry.place() instanceof Place.Unbilled);
  }

  /// The draft as it would be without an invoice.
  Draft draftWithout(InvoiceId id) {
    return draftOf(isOn(id).or(entry -> entry.place() instanceof Place.Unbilled));
  }

  /// Includes a credit only with its charge, or after that was paid. Prepaid time is left out.
  private Draft draftOf(Predicate<Entry> free) {
    var items = new ArrayList<Item>();
    var total = Amount.zero(currency);
    for (var entry : entries.values()) {
      if (free.test(entry) && counts(entry.item(), free)) {
        items.add(entry.item());
        total = total.plus(entry.item().amount());
      }
    }
    return new Draft(items, total);
  }

  private boolean counts(Item item, Predicate<Entry> free) {
    return switch (item) {
      case Charge charge -> !charge.isPrepaid();
      case Credit credit -> !credit.givesBack().isPrepaid() && counts(credit, free);
      case Surplus _, Adjustment _, RestoredCredit _, CreditReversal _ -> true;
    };
  }

  private boolean counts(Credit credit, Predicate<Entry> free) {
    var charge = new Entry(credit.givesBack(), placeOf(credit.givesBack()));
    return free.test(charge) || isPaid(charge.place());
  }

  boolean isPaid(Place place) {
    return place instanceof Place.On(var id) && invoice(id).state() instanceof State.Paid;
  }

  /// The tenant's credit: money received and not yet used.
  public Money credit() {
    return new Money(Math.max(0, -draft().total().units()), currency);
  }

  /// The time of the last payment, for an invoice or on account.
  Instant lastPayment() {
    var forInvoices =
        invoices.values().stream()
            .flatMap(invoice ->
                invoice.state() instanceof State.Paid(var at, _, _)
                    ? Stream.of(at)
                    : Stream.empty());
    var asCredit =
        entries.values().stream().map(Entry::item).filter(Surplus.class::isInstance).map(Item::at);
    return Stream.concat(forInvoices, asCredit).max(Comparator.naturalOrder()).orElse(Instant.MIN);
  }

  public List<Invoice> open() {
    return invoices.values().stream().filter(Invoice::isOpen).toList();
  }

  /// Whether the open invoice has a charge that ended, without the credit for it.
  boolean hasEndedCharge(InvoiceId id) {
    return entries.values().stream()
        .anyMatch(entry ->
            entry.place() instanceof Place.Unbilled
                && entry.item() instanceof Credit credit
                && placeOf(credit.givesBack()).equals(new Place.On(id)));
  }

  Place placeOf(Charge charge) {
    var entry = entries.get(charge.id());
    return entry == null ? UNBILLED : entry.place();
  }

  Invoice invoice(InvoiceId id) {
    var invoice = invoices.get(id);
    if (invoice == null) {
      throw new IllegalArgumentException("no invoice " + id);
    }
    return invoice;
  }

  private TenantLedger closed(InvoiceId id, State state) {
    var invoice = invoice(id);
    if (!invoice.isOpen()) {
      throw new IllegalArgumentException("invoice " + id + " is closed");
    }
    return with(invoice.in(state));
  }

  private TenantLedger with(Invoice invoice) {
    var next = new LinkedHashMap<>(invoices);
    next.put(invoice.id(), invoice);
    return new TenantLedger(currency, entries, next, refunds);
  }

  private TenantLedger moving(Predicate<Entry> which, Place place) {
    var next = new LinkedHashMap<>(entries);
    next.replaceAll((_, entry) -> which.test(entry) ? entry.at(place) : entry);
    return new TenantLedger(currency, next, invoices, refunds);
  }

  private static Predicate<Entry> isOn(InvoiceId id) {
    return entry -> entry.place().equals(new Place.On(id));
  }
}
