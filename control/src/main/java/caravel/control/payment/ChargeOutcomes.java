package caravel.control.payment;

import caravel.control.db.Db;
import caravel.control.money.InvoiceId;
import caravel.control.money.PaymentRail;
import caravel.control.payment.CardProcessor.Collected;
import caravel.control.payment.IncomingPayment.Source;
import caravel.control.payment.PayableInvoices.PaymentEvent;
import caravel.control.payment.PaymentAttempt.State;
import java.time.InstantSource;

/// Records the outcome of a charge of a saved card, and reports it to its invoice.
final class ChargeOutcomes {
  private final Db db;
  private final PayableInvoices invoices;
  private final InstantSource wall;
  private final PaymentAttemptStore store = new PaymentAttemptStore();

  ChargeOutcomes(Db db, PayableInvoices invoices, InstantSource wall) {
    this.db = db;
    this.invoices = invoices;
    this.wall = wall;
  }

  void known(PaymentAttempt row, String intentId) {
    db.inTx(tx -> {
      store.intentKnown(tx, row.id(), intentId);
      return true;
    });
  }

  Look unknown(PaymentAttempt row) {
    if (row.state() != State.UNKNOWN) {
      db.inTx(tx -> {
        var askedAt = row.wasAsked() ? row.progress().askedAt() : wall.instant();
        store.move(tx, row.id(), State.UNKNOWN, askedAt, wall.instant());
        invoices.report(tx, row.invoice(), new PaymentEvent.OutcomeUnknown(PaymentRail.CARD));
        return true;
      });
    }
    return Look.UNKNOWN;
  }

  Look cancelling(PaymentAttempt row, String intentId, String sentence) {
    db.inTx(tx -> {
      store.intentKnown(tx, row.id(), intentId);
      store.cancelling(tx, row.id(), sentence, wall.instant());
      invoices.report(tx, row.invoice(), new PaymentEvent.OutcomeUnknown(PaymentRail.CARD));
      return true;
    });
    return Look.UNKNOWN;
  }

  Look failed(PaymentAttempt row, String reason, PaymentEvent event) {
    db.inTx(tx -> {
      if (store.end(tx, row.id(), State.FAILED, reason, wall.instant())) {
        invoices.report(tx, row.invoice(), event);
      }
      return true;
    });
    return Look.ENDED;
  }

  Look succeeded(PaymentAttempt row, String intentId, Collected collected) {
    db.inTx(tx -> {
      store.intentKnown(tx, row.id(), intentId);
      store.settle(tx, row.id(), wall.instant());
      invoices.settled(
          tx,
          new IncomingPayment(
              "card:" + intentId,
              row.invoice(),
              row.worthOf(collected.received().amount(), collected.asked().amount()),
              Source.CARD,
              collected.received().amount()));
      return true;
    });
    return Look.PAID;
  }

  /// Reports that no processor or exchange rate is available, which is the platform's fault.
  ///
  /// @return false: no charge may begin
  boolean cannotCharge(InvoiceId id) {
    db.inTx(tx -> {
      invoices.report(tx, id, new PaymentEvent.Unanswered());
      invoices.report(tx, id, new PaymentEvent.NoCharge());
      return true;
    });
    return false;
  }

  void report(InvoiceId id, PaymentEvent event) {
    db.inTx(tx -> {
      invoices.report(tx, id, event);
      return true;
    });
  }
}
