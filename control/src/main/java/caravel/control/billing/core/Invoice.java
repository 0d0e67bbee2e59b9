package caravel.control.billing.core;

import caravel.control.money.InvoiceId;
import caravel.control.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a tenant is asked to pay.
///
/// @param total the sum of its items
public record Invoice(InvoiceId id, Money total, Instant createdAt, State state) {
  /// Open, and then one of the others for ever.
  public sealed interface State {
    record Open(Grace grace) implements State {}

    /// @param paymentId what settled it: the same payment told again is not a second one
    record Paid(Instant at, Method method, String paymentId) implements State {}

    /// @param passesOn when the next invoice is due if it is created before: the grace of an
    ///   invoice that was dissolved is spent; null = it passes nothing on
    record Voided(Instant at, Reason reason, @Nullable Instant passesOn) implements State {
      public Voided(Instant at, Reason reason) {
        this(at, reason, null);
      }
    }
  }

  /// How it was paid; the name in JSON is the lower-case one.
  public enum Method {
    NWC,
    STRIPE,
    /// By hand.
    OOB
  }

  /// Why nobody is asked for it any more.
  public enum Reason {
    /// Another stands for what was left of it, if anything was.
    REPLACED,
    /// It was due and unpaid. Nothing becomes debt.
    FORGIVEN,
    /// An admin's decision; nothing is held against the tenant.
    WRITTEN_OFF
  }

  public boolean isOpen() {
    return state instanceof State.Open;
  }

  Invoice in(State next) {
    return new Invoice(id, total, createdAt, next);
  }
}
