package caravel.control.billing;

import caravel.control.db.Tx;
import caravel.control.problem.Problem;
import caravel.control.relay.Relay;
import java.util.Optional;

/// Keeps a relay with its owner while an open invoice contains it.
final class UnpaidRelays {
  private final InvoiceCollections collections;
  private final MoneyHold hold;
  private final InvoiceListStore invoices = new InvoiceListStore();

  UnpaidRelays(InvoiceCollections collections, MoneyHold hold) {
    this.collections = collections;
    this.hold = hold;
  }

  /// Bills the owner up to now, so that no charge of the relay is missing.
  Optional<Problem> refusal(Tx tx, Relay relay) {
    if (hold.isHeld()) {
      return Optional.of(
          new Problem.Conflict(
              "conflict",
              "Billing is on hold right now, so relays can’t be transferred. Try again later."));
    }
    collections.bill(tx, relay.tenant());
    return invoices.isOnOpenInvoice(tx, relay.tenant(), relay.id().value())
        ? Optional.of(
            new Problem.Conflict(
                "conflict",
                "An open invoice contains this relay. It can be transferred when the invoice is"
                    + " paid."))
        : Optional.empty();
  }
}
