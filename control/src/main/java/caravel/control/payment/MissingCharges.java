package caravel.control.payment;

import caravel.control.db.Db;
import caravel.control.money.InvoiceId;
import caravel.control.money.PaymentRail;
import caravel.control.payment.CardProcessor.ChargesFound;
import caravel.control.payment.CardProcessor.Intent;
import caravel.control.payment.CardProcessor.MadeCharge;
import caravel.control.payment.PayableInvoices.PayableInvoice;
import caravel.control.payment.PayableInvoices.PaymentEvent;
import caravel.control.payment.PaymentAttempt.State;
import caravel.control.tenant.TenantDesk;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds charges of saved cards that a restored database lacks.
final class MissingCharges {
  private static final Logger LOG = LoggerFactory.getLogger(MissingCharges.class);

  private final Db db;
  private final PriceConverter prices;
  private final PayableInvoices invoices;
  private final TenantDesk tenants;
  private final InstantSource wall;
  private final ChargeOutcomes outcomes;
  private final PaymentAttemptStore store = new PaymentAttemptStore();
  private final ChargeKeyStore keys = new ChargeKeyStore();

  MissingCharges(
      Db db,
      PriceConverter prices,
      PayableInvoices invoices,
      TenantDesk tenants,
      InstantSource wall) {
    this.db = db;
    this.prices = prices;
    this.invoices = invoices;
    this.tenants = tenants;
    this.wall = wall;
    this.outcomes = new ChargeOutcomes(db, invoices, wall);
  }

  /// Books the customer's charges that a restored database lacks (M4). Charges for the same items
  /// come first, then those whose items have changed since. It stops when the invoice is paid or a
  /// charge is under way. A charge for another open invoice is left to that invoice.
  ///
  /// @return whether a new charge may begin
  boolean take(InvoiceId id) {
    var since =
        db.<Optional<Instant>>read(tx -> Optional.ofNullable(invoices.chargesMissingSince(tx)));
    var invoice = db.<Optional<PayableInvoice>>read(tx -> invoices.find(tx, id));
    var processor = prices.rails().cards();
    if (since.isEmpty() || invoice.isEmpty() || processor == null) {
      return true;
    }
    var open = invoice.orElseThrow();
    var customer =
        db.<String>read(
            tx -> tenants.find(tx, open.tenant()).orElseThrow().account().card().customerId());
    return switch (processor.listCharges(customer, since.orElseThrow())) {
      case ChargesFound.Unknown(var why) -> {
        LOG.warn("the charges of a customer cannot be listed: {}", why);
        yield outcomes.cannotCharge(id);
      }
      case ChargesFound.Found(var charges) -> {
        for (var charge : missing(id, charges)) {
          if (!takeMissing(processor, open, charge)) {
            yield false;
          }
        }
        yield true;
      }
    };
  }

  private List<MadeCharge> missing(InvoiceId id, List<MadeCharge> charges) {
    return db.read(tx -> {
      var sameItems = keys.ofItems(tx, id);
      var otherItems =
          keys.otherOpenInvoices(tx, id).stream().map(one -> keys.ofItems(tx, one)).toList();
      return charges.stream()
          .filter(charge -> otherItems.stream().noneMatch(charge.key()::startsWith))
          .filter(charge ->
              store.find(tx, charge.key()).isEmpty()
                  && store.findByExternalId(tx, charge.intentId()).isEmpty())
          .sorted(Comparator.comparing(charge -> !charge.key().startsWith(sameItems)))
          .toList();
    });
  }

  /// @return whether a new charge may begin
  private boolean takeMissing(CardProcessor processor, PayableInvoice invoice, MadeCharge charge) {
    return switch (charge.intent()) {
      case Intent.Failed _, Intent.Cancelled _, Intent.Missing _ -> storeFailed(invoice, charge);
      case Intent.ActionRequired _ ->
          processor.cancel(charge.intentId()) instanceof Intent.Cancelled
              ? storeFailed(invoice, charge)
              : outcomes.cannotCharge(invoice.id());
      case Intent.Unknown _ -> outcomes.cannotCharge(invoice.id());
      case Intent.Processing _ -> {
        outcomes.unknown(missing(invoice, charge));
        yield false;
      }
      case Intent.Succeeded(var intentId, var collected, _) -> {
        // Reported as not made, so that the invoice can be replaced by one for the rest.
        outcomes.report(invoice.id(), new PaymentEvent.NotMade());
        outcomes.succeeded(missing(invoice, charge), intentId, collected);
        yield false;
      }
    };
  }

  /// Stores the row of a failed charge, so that its key is not used again.
  private boolean storeFailed(PayableInvoice invoice, MadeCharge charge) {
    var row = missing(invoice, charge);
    db.inTx(tx -> {
      store.end(tx, row.id(), State.FAILED, PaymentAttempt.FOUND_AT_PROCESSOR, wall.instant());
      return true;
    });
    return true;
  }

  /// Stores the row of a charge that the database lacks.
  private PaymentAttempt missing(PayableInvoice invoice, MadeCharge charge) {
    var worth =
        charge.worth() > 0 ? charge.worth() : prices.worthOf(charge.amount(), invoice.total());
    return db.inTx(tx -> {
      var card = tenants.find(tx, invoice.tenant()).orElseThrow().account().card();
      var row =
          new PaymentAttempt(
              charge.key(),
              invoice.id(),
              PaymentRail.CARD,
              new PaymentAttempt.Reference(
                  charge.intentId(), card.customerId(), card.paymentMethodId()),
              new PaymentAttempt.Price(charge.amount().amount(), worth),
              new PaymentAttempt.Lifetime(wall.instant(), null),
              new PaymentAttempt.Progress(State.ASKED, wall.instant(), 0, wall.instant()),
              new PaymentAttempt.Findings(null, false, PaymentAttempt.FOUND_AT_PROCESSOR, ""));
      store.insert(tx, row, null);
      return row;
    });
  }
}
