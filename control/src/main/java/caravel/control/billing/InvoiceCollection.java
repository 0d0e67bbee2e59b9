package caravel.control.billing;

import caravel.control.billing.core.Collection;
import caravel.control.money.InvoiceId;
import caravel.control.money.Money;
import caravel.nostr.PublicKey;
import java.time.Instant;

/// An invoice as its collecting needs it.
///
/// @param dueAt the end of its grace; while that stands still, as if it went on now
record InvoiceCollection(
    InvoiceId id, PublicKey tenant, Money total, Instant dueAt, Collection collection) {
  boolean isOpen() {
    return collection instanceof Collection.Open;
  }
}
