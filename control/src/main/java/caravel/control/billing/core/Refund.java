package caravel.control.billing.core;

import caravel.control.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Money of a payment that went back to the payer.
///
/// @param id of the refund or dispute; each is booked once
/// @param money in the currency of the prices
/// @param undoneAt when it failed after it was booked, so that the platform has the money again;
///   null = it did not fail
public record Refund(
    String id, String paymentId, Kind kind, Money money, Instant at, @Nullable Instant undoneAt) {
  public Refund(String id, String paymentId, Kind kind, Money money, Instant at) {
    this(id, paymentId, kind, money, at, null);
  }

  public enum Kind {
    /// The operator refunded the payment.
    REFUND,
    /// The payer's bank took the payment back: a lost dispute.
    DISPUTE
  }

  public boolean isUndone() {
    return undoneAt != null;
  }

  Refund undone(Instant when) {
    return new Refund(id, paymentId, kind, money, at, when);
  }
}
