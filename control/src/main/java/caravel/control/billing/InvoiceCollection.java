package caravel.control.billing;

import caravel.control.billing.core.Collection;
import caravel.control.money.InvoiceId;
import caravel.control.money.Money;
import caravel.nostr.PublicKey;
import java.time.Instant;

/// The data of an invoice that collection needs.
///
/// @param dueAt the end of its grace; of a stopped grace, the end if it resumed now
record InvoiceCollection(
    InvoiceId id, PublicKey tenant, Money total, Instant dueAt, Collection collection) {
  boolean isOpen() {
    return collection instanceof Collection.Open;
  }
}
