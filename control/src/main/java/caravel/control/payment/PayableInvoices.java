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

/// The invoices that payments are made for. Payments report what became of them here, and billing
/// decides what follows. Every method runs in the caller's transaction.
public interface PayableInvoices {
  /// @param blockedBy rail of the attempt that is under way or unknown; null = none is
  record PayableInvoice(
      InvoiceId id,
      PublicKey tenant,
      Money total,
      boolean isOpen,
      @Nullable PaymentRail blockedBy) {
    /// Whether a card may be charged for it, or a page be in process.
    boolean isAtProcessor() {
      return blockedBy == PaymentRail.CARD || blockedBy == PaymentRail.CHECKOUT;
    }
  }

  Optional<PayableInvoice> find(Tx tx, InvoiceId id);

  /// The receiving side has money. Repeating a payment changes nothing.
  void settled(Tx tx, IncomingPayment payment);

  /// Refunds and disputes of card payments, as the processor has them now. Repeating one changes
  /// nothing.
  void reversed(Tx tx, ReversalsFound.Found found);

  void report(Tx tx, InvoiceId id, PaymentEvent event);

  /// The tenant's wallet or card is new: it may be asked at once for each open invoice.
  void connected(Tx tx, PublicKey tenant, PaymentRail rail);

  /// From when on the database may lack charges that were made; null = it has all.
  @Nullable Instant chargesMissingSince(Tx tx);

  /// The outcome of an attempt, or the reason why none was made.
  sealed interface PaymentEvent {
    /// All attempts were looked up: nothing was paid, and no outcome is unknown.
    record NothingArrived() implements PaymentEvent {}

    /// The platform's wallet or card processor did not answer about a payment.
    record Unanswered() implements PaymentEvent {}

    /// The outcome of an attempt is unknown.
    record OutcomeUnknown(PaymentRail rail) implements PaymentEvent {}

    /// The platform had no free connection for an automatic attempt.
    record NotMade() implements PaymentEvent {}

    /// @param sentence for the tenant
    record WalletRefused(String sentence) implements PaymentEvent {}

    /// The platform had no code to pay: the tenant's wallet was told nothing.
    record NoCode() implements PaymentEvent {}

    /// The tenant's wallet has not paid by now; the code can still be paid.
    record CodeStillPayable() implements PaymentEvent {}

    /// The tenant's wallet has not paid, and the code can no longer be paid.
    record CodeExpired() implements PaymentEvent {}

    /// A page whose outcome was unknown has ended unpaid.
    record CheckoutFailed() implements PaymentEvent {}

    /// @param sentence for the tenant
    record CardDeclined(String sentence) implements PaymentEvent {}

    /// There is no card, or no price for it: the processor was told nothing.
    record NoCharge() implements PaymentEvent {}
  }
}
