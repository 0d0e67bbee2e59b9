package caravel.control.billing.core;

import caravel.control.billing.core.Invoice.State;
import caravel.control.billing.core.Item.Adjustment;
import caravel.control.billing.core.Item.Charge;
import caravel.control.billing.core.Item.Credit;
import caravel.control.billing.core.Item.CreditReversal;
import caravel.control.billing.core.Item.RestoredCredit;
import caravel.control.billing.core.Item.Surplus;
import caravel.control.billing.core.TenantLedger.Entry;
import caravel.control.billing.core.TenantLedger.Place;
import caravel.control.money.InvoiceId;
import caravel.control.money.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Decides which credit a refund takes back: the unused credit that came from the refunded payment.
/// Credit that was used stays the tenant's, so a refund never creates a debt.
final class CreditReversals {
  private final TenantLedger ledger;
  private final Map<Item.Id, Long> reversedOfCredit = new HashMap<>();
  private final Map<String, Long> reversedByRefund = new HashMap<>();

  CreditReversals(TenantLedger ledger) {
    this.ledger = ledger;
    for (var entry : ledger.entries().values()) {
      if (entry.item() instanceof CreditReversal(var refund, var credit, _, var money)) {
        count(refund, credit, money.amount());
      }
    }
  }

  private void count(String refund, Item.Id credit, long units) {
    reversedOfCredit.merge(credit, units, Long::sum);
    reversedByRefund.merge(refund, units, Long::sum);
  }

  /// The reversals of credit that is on no invoice.
  List<CreditReversal> due(Instant at) {
    var due = new ArrayList<CreditReversal>();
    for (var refund : ledger.refunds().values()) {
      for (var entry : ledger.entries().values()) {
        var units = entry.place() instanceof Place.Unbilled ? takenBack(refund, entry) : 0;
        if (units > 0) {
          var credit = entry.item().id();
          due.add(new CreditReversal(refund.id(), credit, at, money(units)));
          count(refund.id(), credit, units);
        }
      }
    }
    return due;
  }

  /// Whether an invoice uses credit that a refund takes back.
  boolean isDueOn(InvoiceId invoice) {
    return ledger.refunds().values().stream()
        .anyMatch(refund ->
            ledger.entries().values().stream()
                .filter(entry -> entry.place().equals(new Place.On(invoice)))
                .anyMatch(entry -> takenBack(refund, entry) > 0));
  }

  /// The sum that a refund has taken back so far.
  Money reversedBy(String refundId) {
    return money(reversedByRefund.getOrDefault(refundId, 0L));
  }

  private long takenBack(Refund refund, Entry entry) {
    var isOfPayment =
        !refund.isUndone()
            && paymentOf(entry.item()).filter(refund.paymentId()::equals).isPresent();
    if (!isOfPayment) {
      return 0;
    }
    var credit =
        -entry.item().amount().units() - reversedOfCredit.getOrDefault(entry.item().id(), 0L);
    var left = refund.money().amount() - reversedByRefund.getOrDefault(refund.id(), 0L);
    return Math.min(credit, left);
  }

  /// The payment that a credit comes from; empty = the item is no credit, or not from a payment.
  private Optional<String> paymentOf(Item item) {
    return switch (item) {
      case Credit credit -> paymentFor(credit.givesBack());
      case Surplus(var payment, _, _) -> Optional.of(payment);
      case RestoredCredit(var refund, _, _) ->
          Optional.ofNullable(ledger.refunds().get(refund)).map(Refund::paymentId);
      case Charge _, CreditReversal _, Adjustment _ -> Optional.empty();
    };
  }

  private Optional<String> paymentFor(Charge charge) {
    return ledger.placeOf(charge) instanceof Place.On(var id)
            && ledger.invoice(id).state() instanceof State.Paid(_, _, var payment)
        ? Optional.of(payment)
        : Optional.empty();
  }

  private Money money(long units) {
    return new Money(units, ledger.currency());
  }
}
