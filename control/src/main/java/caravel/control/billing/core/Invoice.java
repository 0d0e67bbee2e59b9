package caravel.control.billing.core;

import caravel.control.money.InvoiceId;
import caravel.control.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A request to a tenant to pay.
///
/// @param total the sum of its items
public record Invoice(InvoiceId id, Money total, Instant createdAt, State state) {
  /// An invoice starts open. Every other state is final.
  public sealed interface State {
    record Open(Grace grace) implements State {}

    /// @param paymentId of the payment that settled it; the same payment reported again changes
    ///   nothing
    record Paid(Instant at, Method method, String paymentId) implements State {}

    /// @param passesOn due date of the next invoice if it is created before then, because the grace
    ///   of a dissolved invoice is spent; null = the next invoice has a new grace
    /// @param replacedBy the invoice that took over the rest in the same second; null = none did
    record Voided(
        Instant at, Reason reason, @Nullable Instant passesOn, @Nullable InvoiceId replacedBy)
        implements State {
      public Voided(Instant at, Reason reason) {
        this(at, reason, null, null);
      }

      boolean isReplacedAt(Instant instant) {
        return reason == Reason.REPLACED && replacedBy == null && at.equals(instant);
      }

      Voided by(InvoiceId replacement) {
        return new Voided(at, reason, passesOn, replacement);
      }
    }
  }

  /// The payment method. JSON has the name in lower case.
  public enum Method {
    NWC,
    STRIPE,
    /// Paid outside the platform, such as in cash, and booked by an operator.
    OOB
  }

  /// Why the invoice is no longer collected.
  public enum Reason {
    /// Another invoice replaces it, if anything is left to pay.
    REPLACED,
    /// It was due and unpaid. The amount does not become a debt.
    FORGIVEN,
    /// An admin wrote it off. It does not count against the tenant.
    WRITTEN_OFF
  }

  public boolean isOpen() {
    return state instanceof State.Open;
  }

  Invoice in(State next) {
    return new Invoice(id, total, createdAt, next);
  }
}
