package caravel.control.payment;

import caravel.control.db.Tx;
import caravel.control.money.InvoiceId;
import caravel.control.money.Money;
import caravel.control.money.PaymentRail;
import caravel.control.payment.CardProcessor.ReversalsFound;
import caravel.nostr.PublicKey;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The invoices that payments are made for. Payments report their outcomes here, and billing
/// decides the consequences. Every method runs in the caller's transaction.
public interface PayableInvoices {
  /// @param blockedBy rail of the attempt that is under way or unknown; null = none is
  record PayableInvoice(
      InvoiceId id,
      PublicKey tenant,
      Money total,
      boolean isOpen,
      @Nullable PaymentRail blockedBy) {
    /// Whether a card charge or a checkout page is in process for it.
    boolean isAtProcessor() {
      return blockedBy == PaymentRail.CARD || blockedBy == PaymentRail.CHECKOUT;
    }
  }

  Optional<PayableInvoice> find(Tx tx, InvoiceId id);

  /// Reports money that the receiving side has. Repeating a payment changes nothing.
  void settled(Tx tx, IncomingPayment payment);

  /// Reports the refunds and disputes of card payments in the processor's present state. Repeating
  /// one changes nothing.
  void reversed(Tx tx, ReversalsFound.Found found);

  void report(Tx tx, InvoiceId id, PaymentEvent event);

  /// Reports a new wallet or card of a tenant. It may be tried at once for each open invoice.
  void connected(Tx tx, PublicKey tenant, PaymentRail rail);

  /// The time from which the database may lack charges that were made; null = it has all.
  @Nullable Instant chargesMissingSince(Tx tx);

  /// The outcome of an attempt, or the reason why none was made.
  sealed interface PaymentEvent {
    /// All attempts were looked up: nothing was paid, and no outcome is unknown.
    record NothingArrived() implements PaymentEvent {}

    /// The platform's wallet or card processor gave no answer about a payment.
    record Unanswered() implements PaymentEvent {}

    /// The outcome of an attempt is unknown.
    record OutcomeUnknown(PaymentRail rail) implements PaymentEvent {}

    /// The platform had no free connection for an automatic attempt.
    record NotMade() implements PaymentEvent {}

    /// @param sentence for the tenant
    record WalletRefused(String sentence) implements PaymentEvent {}

    /// The platform had no code to pay, so the tenant's wallet was not asked.
    record NoCode() implements PaymentEvent {}

    /// The tenant's wallet has not paid yet. The code can still be paid.
    record CodeStillPayable() implements PaymentEvent {}

    /// The tenant's wallet has not paid, and the code can no longer be paid.
    record CodeExpired() implements PaymentEvent {}

    /// A page whose outcome was unknown expired unpaid.
    record CheckoutFailed() implements PaymentEvent {}

    /// @param sentence for the tenant
    record CardDeclined(String sentence) implements PaymentEvent {}

    /// There is no card, or the amount cannot be charged to a card. The processor was not asked.
    record NoCharge() implements PaymentEvent {}
  }
}
