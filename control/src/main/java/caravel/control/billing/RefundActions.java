package caravel.control.billing;

import caravel.control.audit.AuditEntry;
import caravel.control.audit.AuditLog;
import caravel.control.auth.Caller;
import caravel.control.billing.RefundRow.PaidBy;
import caravel.control.billing.RefundRow.State;
import caravel.control.billing.core.Refund;
import caravel.control.db.Db;
import caravel.control.db.Tx;
import caravel.control.http.ApiJson;
import caravel.control.money.Currency;
import caravel.control.money.InvoiceId;
import caravel.control.money.Money;
import caravel.control.payment.CardProcessor;
import caravel.control.payment.CardProcessor.RefundMade;
import caravel.control.payment.CardProcessor.ReversalsFound;
import caravel.control.payment.CheckoutPages;
import caravel.control.payment.IncomingPayment;
import caravel.control.payment.LookSchedule;
import caravel.control.payment.PaymentRails;
import caravel.control.problem.Problem;
import caravel.control.problem.ProblemException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Refunds that operators make. A refusal is thrown as a [Problem].
final class RefundActions {
  private final Db db;
  private final PaymentRails rails;
  private final InvoiceCollections invoices;
  private final Currency currency;
  private final InstantSource wall;
  private final Runnable wake;
  private final PaymentStore payments = new PaymentStore();
  private final RefundStore refunds;
  private final DisputeStore disputes;
  private final AuditLog audit = new AuditLog();

  /// @param wake called when there may be something to collect
  RefundActions(
      Db db,
      PaymentRails rails,
      InvoiceCollections invoices,
      Currency currency,
      InstantSource wall,
      Runnable wake) {
    this.db = db;
    this.rails = rails;
    this.invoices = invoices;
    this.currency = currency;
    this.wall = wall;
    this.wake = wake;
    this.refunds = new RefundStore(currency);
    this.disputes = new DisputeStore(currency);
  }

  /// An operator's request.
  ///
  /// @param amount in the minor unit of the prices' currency; null = the whole rest
  record Wanted(InvoiceId invoice, @Nullable Long amount, String reason) {}

  /// Refunds the newest payment of an invoice with a rest to refund. The row is written before the
  /// processor is called. The processor is called once.
  RefundRow refund(Wanted wanted, Caller admin) {
    var row = db.<RefundRow>inTx(tx -> record(tx, wanted, admin));
    if (row.request().paidBy() == PaidBy.PROCESSOR) {
      request(row);
    }
    wake.run();
    return db.<RefundRow>read(tx -> refunds.find(tx, row.id()).orElseThrow());
  }

  private RefundRow record(Tx tx, Wanted wanted, Caller admin) {
    if (invoices.find(tx, wanted.invoice()).isEmpty()) {
      throw Problem.notFound().asException();
    }
    var payment =
        payments.ofInvoice(tx, wanted.invoice()).stream()
            .filter(one -> invoices.refunds().left(tx, one).worth() > 0)
            .findFirst()
            .orElseThrow(() -> conflict("There’s nothing left to refund."));
    var left = invoices.refunds().left(tx, payment);
    refuse(tx, payment, left);
    var amount = wanted.amount() == null ? Long.valueOf(left.worth()) : wanted.amount();
    if (amount > left.worth()) {
      throw Problem.invalid("amount", "That’s more than is left of this payment.").asException();
    }
    var row = row(tx, payment, left, amount, wanted.reason(), admin);
    var isByProcessor = row.request().paidBy() == PaidBy.PROCESSOR;
    refunds.insert(tx, row, isByProcessor ? wall.instant().plus(LookSchedule.ANSWER_WAIT) : null);
    if (!isByProcessor) {
      invoices.refunds().succeeded(tx, row);
      invoices.bill(tx, payment.tenant());
    }
    audit.record(
        tx,
        admin.because(wanted.reason()),
        new AuditEntry.Act(
            "refund_invoice",
            "invoice",
            wanted.invoice().value(),
            payment.tenant(),
            ApiJson.tree(
                Map.of(
                    "total",
                    row.money().shown(),
                    "paid_by",
                    TenantLedgerStore.word(row.request().paidBy())))));
    return row;
  }

  private void refuse(Tx tx, PaymentStore.Paid payment, RefundBooking.Left left) {
    if (payment.isByCard() && rails.cards() == null) {
      throw CheckoutPages.disabled();
    }
    if (left.isPending()) {
      throw conflict("A refund of this payment isn’t confirmed yet. Try again later.");
    }
    if (disputes.isDisputed(tx, payment.id())) {
      throw conflict("The payer disputes this payment at the bank, so it can’t be refunded.");
    }
  }

  private RefundRow row(
      Tx tx,
      PaymentStore.Paid payment,
      RefundBooking.Left left,
      long amount,
      String reason,
      Caller admin) {
    var isByCard = payment.isByCard();
    var cents = isByCard ? cents(payment, left, amount) : 0;
    return new RefundRow(
        isByCard ? key(tx, payment, cents) : tx.newId(),
        new RefundRow.Target(payment.id(), payment.invoice(), payment.tenant()),
        new Money(amount, currency),
        cents,
        new RefundRow.Request(
            Refund.Kind.REFUND,
            isByCard ? PaidBy.PROCESSOR : PaidBy.OPERATOR,
            reason,
            admin.pubkey().hex(),
            wall.instant()),
        new RefundRow.Progress(isByCard ? State.ASKED : State.SUCCEEDED, "", 0));
  }

  private static long cents(PaymentStore.Paid payment, RefundBooking.Left left, long amount) {
    var cents =
        amount == left.worth()
            ? left.received()
            : Math.min(
                left.received(),
                IncomingPayment.share(
                    /* worth= */ payment.received(),
                    /* received= */ amount,
                    /* asked= */ payment.worth()));
    if (cents == 0) {
      throw Problem.invalid("amount", "A card is refunded at least one cent.").asException();
    }
    return cents;
  }

  /// The idempotency key of a refund. A database restored from a copy makes the same key.
  private String key(Tx tx, PaymentStore.Paid payment, long cents) {
    return "refund-"
        + payment.intentId()
        + "-"
        + refunds.ofPayment(tx, payment.id()).size()
        + "-"
        + cents;
  }

  private void request(RefundRow row) {
    var processor = rails.cards();
    if (processor == null) {
      return;
    }
    var intentId = row.target().paymentId().substring(IncomingPayment.CARD.length());
    var wanted =
        new CardProcessor.RefundWanted(row.id(), intentId, new Money(row.cents(), Currency.USD));
    switch (processor.refund(wanted)) {
      case RefundMade.Unknown _ -> {}
      case RefundMade.Made(var refund) ->
          db.inTx(tx -> {
            invoices.reversed(tx, new ReversalsFound.Found(List.of(refund), List.of()));
            return true;
          });
      case RefundMade.Refused(var why) -> {
        db.inTx(tx -> {
          refunds.find(tx, row.id()).ifPresent(known -> invoices.refunds().failed(tx, known));
          return true;
        });
        throw conflict("The card processor refuses the refund: " + why);
      }
    }
  }

  private static ProblemException conflict(String sentence) {
    return new Problem.Conflict("conflict", sentence).asException();
  }
}
