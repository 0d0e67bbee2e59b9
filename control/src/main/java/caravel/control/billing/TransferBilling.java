package caravel.control.billing;

import caravel.control.billing.core.PrepaidTime;
import caravel.control.db.Tx;
import caravel.control.money.Money;
import caravel.control.payment.PaymentRails;
import caravel.control.plan.Plan;
import caravel.control.problem.Problem;
import caravel.control.relay.PaidElsewhereStore;
import caravel.control.relay.Relay;
import caravel.control.relay.TransferTerms;
import caravel.nostr.PublicKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// The terms on which a relay gets another owner. A relay stays with its owner while an open
/// invoice contains it, and its recipient pays by the same replay as for any other change.
final class TransferBilling implements TransferTerms {
  private final BillingLedger billingLedger;
  private final InvoiceCollections collections;
  private final BillingTerms terms;
  private final MoneyState money;
  private final InstantSource clock;
  private final InvoiceListStore invoices = new InvoiceListStore();
  private final InvoiceCollectionStore states = new InvoiceCollectionStore();
  private final PaidElsewhereStore paidTimes = new PaidElsewhereStore();

  /// The state of money on the platform.
  record MoneyState(PaymentRails rails, MoneyHold hold, Estimates estimates) {}

  TransferBilling(
      BillingLedger billingLedger,
      InvoiceCollections collections,
      BillingTerms terms,
      MoneyState money,
      InstantSource clock) {
    this.billingLedger = billingLedger;
    this.collections = collections;
    this.terms = terms;
    this.money = money;
    this.clock = clock;
  }

  @Override
  public Optional<Problem> refusal(Tx tx, Relay relay) {
    if (money.hold().isHeld()) {
      return conflict(
          "Billing is on hold right now, so relays can’t be transferred. Try again later.");
    }
    collections.bill(tx, relay.tenant());
    var open = invoices.openWith(tx, relay.tenant(), relay.id().value());
    if (open.isEmpty()) {
      return Optional.empty();
    }
    var paying = states.paying(tx, relay.tenant(), clock.instant());
    return open.stream().anyMatch(paying::contains)
        ? conflict(
            "A payment for this relay is under way. It can be transferred when the payment is"
                + " complete.")
        : conflict(
            "An open invoice contains this relay. It can be transferred when the invoice is paid.");
  }

  /// A tenant who pays first would get the relay offline, or use it unpaid. On the free plan they
  /// can take it over, and choose a plan that starts when it is paid.
  @Override
  public Optional<Problem> refusalOf(Tx tx, PublicKey next, Relay relay) {
    collections.bill(tx, next);
    return money.rails().any() && billingLedger.paysFirst(tx, next)
        ? conflict(
            "You pay for relays before they start, so you can’t take over a relay on a paid plan."
                + " Ask its owner to move it to the free plan, then accept it and choose a plan.")
        : Optional.empty();
  }

  @Override
  public Cost cost(Tx tx, PublicKey next, Relay relay, Instant at) {
    var quote = quote(tx, next, relay, at);
    var rows = quote.items().stream().map(item -> ItemRow.quoted(next, item).ofTransfer()).toList();
    var json =
        new ItemJson(
            _ -> relay.address().subdomain(),
            plan -> terms.plans().byId(plan).map(Plan::name).orElse(plan));
    return new Cost(quote.due().units(), QuoteView.of(quote, rows, json, money.estimates()));
  }

  /// Time that was paid for at an earlier platform stays with the relay.
  private Upcoming quote(Tx tx, PublicKey next, Relay relay, Instant at) {
    var prepaid =
        paidTimes
            .find(tx, relay.id())
            .filter(paid -> paid.paidUntil().isAfter(tx.now()))
            .map(paid ->
                new PrepaidTime(
                    paid.planId(),
                    new Money(paid.amount(), terms.currency()),
                    paid.paidUntil(),
                    paid.anchor()))
            .orElse(null);
    var view = billingLedger.view(tx, next);
    var after = billingLedger.termsOf(relay);
    var quote = view.history().quote(relay.id().value(), after, prepaid, at);
    return new Upcoming(quote.at(), quote.items(), view.books().draft().total());
  }

  private static Optional<Problem> conflict(String sentence) {
    return Optional.of(new Problem.Conflict("conflict", sentence));
  }
}
