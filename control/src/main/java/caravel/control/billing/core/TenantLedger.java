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

/// A tenant's items, where each of them stands, and the invoices: all of them, since a credit is
/// worth what its charge is.
///
/// @param entries by item, in the order in which they came to be
/// @param invoices in the order in which they were made
/// @param refunds in the order in which they were booked
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

  /// An item and where it stands.
  public record Entry(Item item, Place place) {
    Entry at(Place next) {
      return new Entry(item, next);
    }
  }

  /// Where an item stands.
  public sealed interface Place {
    /// On no invoice yet, or no longer.
    record Unbilled() implements Place {}

    record On(InvoiceId invoice) implements Place {}

    /// It counts no more, since the charge was on this invoice.
    record Forgiven(InvoiceId invoice) implements Place {}
  }

  /// Money that has arrived; the worth is in the currency of the prices.
  ///
  /// @param invoice null = money on account
  public record Payment(
      String id, @Nullable InvoiceId invoice, Money worth, Instant at, Method method) {}

  private static final Place UNBILLED = new Place.Unbilled();

  public static TenantLedger empty(Currency currency) {
    return new TenantLedger(currency, Map.of(), Map.of(), Map.of());
  }

  /// Takes what a replay came to; what is known already stays where it is.
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

  /// Puts items on a new invoice.
  public TenantLedger made(Invoice invoice, List<Item.Id> items) {
    var moved = Set.copyOf(items);
    return with(invoice)
        .moving(entry -> moved.contains(entry.item().id()), new Place.On(invoice.id()));
  }

  /// Takes all items off an invoice that another one stands for.
  public TenantLedger replaced(InvoiceId old, Instant at) {
    return closed(old, new State.Voided(at, Reason.REPLACED)).moving(isOn(old), UNBILLED);
  }

  /// Takes all items off an invoice that has nothing left to pay.
  ///
  /// @param passesOn when the next invoice is due if it is created before; null = it has a new
  ///   grace
  public TenantLedger dissolved(InvoiceId old, Instant at, @Nullable Instant passesOn) {
    return closed(old, new State.Voided(at, Reason.REPLACED, passesOn)).moving(isOn(old), UNBILLED);
  }

  /// Takes money in, once. For an open invoice it settles it; else, and as far as it is too much or
  /// too little, it becomes credit: it is never dropped.
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

  /// Books money of a payment that went back, once. Credit that the payment brought and that is not
  /// used is taken back.
  public TenantLedger refunded(Refund refund) {
    return refunds.containsKey(refund.id()) ? this : with(refund).withReversals(refund.at());
  }

  /// Books that a refund has failed, once: the tenant has the credit again that it took back.
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

  /// Takes back credit that came to be, or came free, after its payment was refunded.
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

  /// Closes an open invoice unpaid: its charges are forgiven, each with its credit; what the
  /// tenant's credit on it pays for, and what is left of that, goes back to the account.
  public TenantLedger forgiven(InvoiceId id, Instant at, Reason reason) {
    var charges = unpaidOn(id);
    return closed(id, new State.Voided(at, reason))
        .moving(entry -> belongsTo(entry.item(), charges), new Place.Forgiven(id))
        .moving(isOn(id), UNBILLED);
  }

  /// The charges on an invoice for which nothing was received. Credit that stands on it pays the
  /// oldest of them that it is enough for: else who uses up a credit and then leaves one invoice
  /// unpaid would have it all back.
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

  /// Lets the grace of an open invoice stand still, run on or last longer.
  public TenantLedger in(InvoiceId id, Grace grace) {
    var invoice = invoice(id);
    return invoice.isOpen() ? with(invoice.in(new State.Open(grace))) : this;
  }

  /// The relays whose live charge stands unpaid on an invoice; they are paused when it is forgiven.
  /// A relay that is paid for is not among them.
  public Set<String> relaysLivingOn(InvoiceId id, Ledger ledger) {
    var unpaid = unpaidOn(id);
    return ledger.live().entrySet().stream()
        .filter(live -> unpaid.contains(live.getValue().id()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// The relays whose live charge a payment has paid.
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

  /// Whether a charge was paid by an invoice, or is paid by the tenant's credit: then the items
  /// that no invoice asks for sum up to nothing or less.
  public boolean isCovered(Charge charge) {
    var place = placeOf(charge);
    return isPaid(place) || (place instanceof Place.Unbilled && draft().total().units() <= 0);
  }

  /// What is accrued and not yet asked for.
  public Draft draft() {
    return draftOf(entry -> entry.place() instanceof Place.Unbilled);
  }

  /// What would be accrued if an invoice were not there.
  Draft draftWithout(InvoiceId id) {
    return draftOf(isOn(id).or(entry -> entry.place() instanceof Place.Unbilled));
  }

  /// A credit counts only together with its charge, or after that was paid.
  private Draft draftOf(Predicate<Entry> free) {
    var items = new ArrayList<Item>();
    var total = Amount.zero(currency);
    for (var entry : entries.values()) {
      if (free.test(entry) && (!(entry.item() instanceof Credit credit) || counts(credit, free))) {
        items.add(entry.item());
        total = total.plus(entry.item().amount());
      }
    }
    return new Draft(items, total);
  }

  private boolean counts(Credit credit, Predicate<Entry> free) {
    var charge = new Entry(credit.givesBack(), placeOf(credit.givesBack()));
    return free.test(charge) || isPaid(charge.place());
  }

  boolean isPaid(Place place) {
    return place instanceof Place.On(var id) && invoice(id).state() instanceof State.Paid;
  }

  /// What the tenant has with us: money received and not yet used.
  public Money credit() {
    return new Money(Math.max(0, -draft().total().units()), currency);
  }

  /// When money came last, for an invoice or as credit.
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

  /// The open invoice's charges that have ended, while their credit is not on it.
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
