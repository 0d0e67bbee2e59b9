package caravel.control.billing;

import caravel.control.billing.RefundRow.PaidBy;
import caravel.control.billing.RefundRow.State;
import caravel.control.billing.core.Refund;
import caravel.control.db.Tx;
import caravel.control.money.Currency;
import caravel.control.money.InvoiceId;
import caravel.control.money.Money;
import caravel.control.payment.CardProcessor.CardDispute;
import caravel.control.payment.CardProcessor.CardRefund;
import caravel.control.payment.CardProcessor.DisputeStatus;
import caravel.control.payment.CardProcessor.RefundStatus;
import caravel.control.payment.CardProcessor.ReversalsFound;
import caravel.control.payment.IncomingPayment;
import caravel.control.payment.LookSchedule;
import caravel.control.tenant.TenantDesk;
import caravel.nostr.PublicKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Books refunds and disputes. Each change is booked once, in any order and however often it is
/// reported. Every method runs in the caller's transaction.
final class RefundBooking {
  private static final Logger LOG = LoggerFactory.getLogger(RefundBooking.class);

  private final BillingLedger ledger;
  private final Announcements announcements;
  private final TenantDesk tenants;
  private final InstantSource clock;
  private final MoneyHold hold;
  private final Currency currency;
  private final PaymentStore payments = new PaymentStore();
  private final RefundStore refunds;
  private final DisputeStore disputes;

  /// @param clock the billing clock
  RefundBooking(
      BillingLedger ledger,
      Announcements announcements,
      TenantDesk tenants,
      InstantSource clock,
      MoneyHold hold) {
    this.ledger = ledger;
    this.announcements = announcements;
    this.tenants = tenants;
    this.clock = clock;
    this.hold = hold;
    this.currency = announcements.terms().currency();
    this.refunds = new RefundStore(currency);
    this.disputes = new DisputeStore(currency);
  }

  /// Applies the processor's present state. A payment that is not known yet is found by a later
  /// scan.
  ///
  /// @return the tenants to bill
  Set<PublicKey> take(Tx tx, ReversalsFound.Found found) {
    var touched = new LinkedHashSet<PublicKey>();
    for (var refund : found.refunds()) {
      payments
          .find(tx, IncomingPayment.CARD + refund.intentId())
          .filter(payment -> take(tx, payment, refund))
          .ifPresent(payment -> touched.add(payment.tenant()));
    }
    for (var dispute : found.disputes()) {
      payments
          .find(tx, IncomingPayment.CARD + dispute.intentId())
          .filter(payment -> payment.invoice() != null && take(tx, payment, dispute))
          .ifPresent(payment -> touched.add(payment.tenant()));
    }
    return touched;
  }

  private boolean isNews(Tx tx, CardRefund refund) {
    var known = known(tx, refund);
    var isKnown =
        known != null
            && switch (refund.status()) {
              case PENDING -> !known.progress().externalId().isEmpty();
              case SUCCEEDED -> known.progress().state() == State.SUCCEEDED;
              case FAILED -> known.progress().state() == State.FAILED;
            };
    return !isKnown && payments.find(tx, IncomingPayment.CARD + refund.intentId()).isPresent();
  }

  private boolean isNews(Tx tx, CardDispute dispute) {
    return disputes.find(tx, dispute.id()).filter(row -> row.status() == dispute.status()).isEmpty()
        && payments.find(tx, IncomingPayment.CARD + dispute.intentId()).isPresent();
  }

  private @Nullable RefundRow known(Tx tx, CardRefund refund) {
    return refunds
        .findByExternalId(tx, refund.id())
        .or(() -> refunds.find(tx, refund.key()))
        .orElse(null);
  }

  /// @return whether something was booked
  private boolean take(Tx tx, PaymentStore.Paid payment, CardRefund refund) {
    var found = known(tx, refund);
    if (found == null && refund.status() == RefundStatus.FAILED) {
      return false;
    }
    var row = found == null ? insertFound(tx, payment, refund) : found;
    if (row.progress().externalId().isEmpty()) {
      refunds.named(tx, row.id(), refund.id());
    }
    return switch (refund.status()) {
      case PENDING -> false;
      case SUCCEEDED -> row.progress().state() != State.SUCCEEDED && succeeded(tx, row);
      case FAILED -> failed(tx, row);
    };
  }

  /// Inserts a refund that was made at the processor, or that a restored database lacks.
  private RefundRow insertFound(Tx tx, PaymentStore.Paid payment, CardRefund refund) {
    var row =
        new RefundRow(
            refund.id(),
            new RefundRow.Target(payment.id(), payment.invoice(), payment.tenant()),
            worthOf(tx, payment, refund.amount().amount()),
            refund.amount().amount(),
            new RefundRow.Request(
                Refund.Kind.REFUND, PaidBy.PROCESSOR, "", BillingLedger.ACTOR, tx.now()),
            new RefundRow.Progress(State.ASKED, refund.id(), 0));
    refunds.insert(tx, row, tx.now().plus(LookSchedule.delay(0)));
    return row;
  }

  /// The value of cents of a card payment in the prices' currency. The last cents are worth the
  /// whole rest.
  private Money worthOf(Tx tx, PaymentStore.Paid payment, long cents) {
    var left = left(tx, payment);
    return cents >= left.received()
        ? new Money(left.worth(), currency)
        : new Money(
            Math.min(
                left.worth(), IncomingPayment.share(payment.worth(), cents, payment.received())),
            currency);
  }

  /// The rest of a payment after its refunds, including refunds under way.
  ///
  /// @param worth in the prices' currency
  /// @param received in the payment's own unit
  /// @param isPending whether a refund is under way
  record Left(long worth, long received, boolean isPending) {}

  Left left(Tx tx, PaymentStore.Paid payment) {
    var worth = payment.worth();
    var received = payment.received();
    var isPending = false;
    for (var refund : refunds.ofPayment(tx, payment.id())) {
      if (refund.progress().state() != State.FAILED) {
        worth -= refund.money().amount();
        received -= refund.cents();
      }
      isPending |= refund.progress().state() == State.ASKED;
    }
    return new Left(Math.max(0, worth), Math.max(0, received), isPending);
  }

  /// Books a refund that has succeeded.
  ///
  /// @return true
  boolean succeeded(Tx tx, RefundRow row) {
    refunds.end(tx, row, State.SUCCEEDED);
    var now = clock.instant();
    ledger.refunded(tx, row.target().tenant(), booked(row, now));
    RevenueStore.addRefund(tx, now, row.money().amount());
    var detail = new LinkedHashMap<String, Object>();
    detail.put("total", row.money().shown());
    detail.put("paid_by", TenantLedgerStore.word(row.request().paidBy()));
    detail.put("reason", row.request().reason());
    tell(tx, row, "refund_invoice", row.request().actor(), detail);
    announcements.refunded(tx, row, now);
    return true;
  }

  /// Filters the refunds and disputes whose present state is not booked yet.
  ReversalsFound.Found news(Tx tx, ReversalsFound.Found found) {
    return new ReversalsFound.Found(
        found.refunds().stream().filter(refund -> isNews(tx, refund)).toList(),
        found.disputes().stream().filter(dispute -> isNews(tx, dispute)).toList());
  }

  private static Refund booked(RefundRow row, Instant now) {
    return new Refund(row.id(), row.target().paymentId(), row.request().kind(), row.money(), now);
  }

  /// Ends a refund that failed, and undoes its booking.
  ///
  /// @return whether something was booked
  boolean failed(Tx tx, RefundRow row) {
    if (row.progress().state() == State.FAILED) {
      return false;
    }
    refunds.end(tx, row, State.FAILED);
    if (row.progress().state() == State.ASKED) {
      ledger.publish(tx, row.target().tenant(), row.target().invoice());
      return false;
    }
    undo(tx, row);
    tell(tx, row, "fail_refund", BillingLedger.ACTOR, Map.of("total", row.money().shown()));
    tx.afterCommit(() ->
        LOG.warn(
            "The refund {} of {} has failed. The platform has the money.",
            row.id(),
            row.target().paymentId()));
    return true;
  }

  private void undo(Tx tx, RefundRow row) {
    ledger.refundFailed(tx, row.target().tenant(), row.id());
    RevenueStore.addRefund(tx, clock.instant(), -row.money().amount());
  }

  private void tell(Tx tx, RefundRow row, String type, String actor, Map<String, Object> detail) {
    ledger.tell(
        tx,
        row.target().tenant(),
        row.target().invoice(),
        new InvoiceRecorder.Activity(type, actor, detail, Map.of()));
  }

  private boolean take(Tx tx, PaymentStore.Paid payment, CardDispute dispute) {
    var known = disputes.find(tx, dispute.id());
    var before = known.map(DisputeStore.Row::status).orElse(null);
    if (before == dispute.status() || isPostponed(dispute)) {
      return false;
    }
    var invoice = Objects.requireNonNull(payment.invoice());
    var money =
        known
            .map(DisputeStore.Row::money)
            .orElseGet(() -> worthOf(tx, payment, dispute.amount().amount()));
    if (before == null) {
      disputes.insert(tx, payment, dispute, money);
      opened(tx, payment, invoice, dispute, money);
    }
    if (dispute.status() == DisputeStatus.OPEN) {
      mark(tx, payment.tenant());
      return before == null;
    }
    disputes.close(tx, invoice, dispute);
    mark(tx, payment.tenant());
    tellDispute(
        tx,
        payment,
        "close_dispute",
        Map.of("total", money.shown(), "status", TenantLedgerStore.word(dispute.status())));
    if (dispute.status() == DisputeStatus.LOST) {
      lost(tx, payment, dispute, money);
    } else if (before == DisputeStatus.LOST) {
      refunds
          .find(tx, dispute.id())
          .ifPresent(row -> {
            refunds.end(tx, row, State.FAILED);
            undo(tx, row);
          });
    }
    return true;
  }

  /// While money is on hold no relay is paused. The next scan finds the dispute again.
  private boolean isPostponed(CardDispute dispute) {
    return dispute.status() == DisputeStatus.LOST && hold.isHeld();
  }

  private void opened(
      Tx tx, PaymentStore.Paid payment, InvoiceId invoice, CardDispute dispute, Money money) {
    tx.afterCommit(() ->
        LOG.warn(
            "The payer of the invoice {} disputes {} cents ({}). Answer at the card processor.",
            invoice.value(),
            dispute.amount().amount(),
            dispute.reason()));
    tellDispute(tx, payment, "open_dispute", Map.of("total", money.shown()));
  }

  private void lost(Tx tx, PaymentStore.Paid payment, CardDispute dispute, Money money) {
    var row =
        new RefundRow(
            dispute.id(),
            new RefundRow.Target(payment.id(), payment.invoice(), payment.tenant()),
            new Money(Math.min(money.amount(), left(tx, payment).worth()), currency),
            dispute.amount().amount(),
            new RefundRow.Request(
                Refund.Kind.DISPUTE, PaidBy.PROCESSOR, "", BillingLedger.ACTOR, tx.now()),
            new RefundRow.Progress(State.SUCCEEDED, dispute.id(), 0));
    refunds.insert(tx, row, null);
    var now = clock.instant();
    var paused = ledger.disputeLost(tx, payment.tenant(), booked(row, now));
    RevenueStore.addRefund(tx, now, row.money().amount());
    announcements.paymentLost(tx, row, paused, now);
  }

  private void tellDispute(
      Tx tx, PaymentStore.Paid payment, String type, Map<String, Object> detail) {
    ledger.tell(
        tx,
        payment.tenant(),
        payment.invoice(),
        new InvoiceRecorder.Activity(type, BillingLedger.ACTOR, detail, Map.of()));
  }

  private void mark(Tx tx, PublicKey tenant) {
    var account = tenants.find(tx, tenant).orElseThrow().account();
    var since = disputes.openSince(tx, tenant).orElse(null);
    tenants.keep(tx, tenant, account.with(account.dues().disputed(since)));
  }
}
