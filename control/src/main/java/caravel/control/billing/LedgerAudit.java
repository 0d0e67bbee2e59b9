package caravel.control.billing;

import caravel.control.billing.core.Checkpoint;
import caravel.control.billing.core.History;
import caravel.control.billing.core.Ledger;
import caravel.control.db.Tx;
import caravel.control.money.Currency;
import caravel.nostr.PublicKey;
import java.util.Optional;

/// Derives every tenant's invoice lines again from the whole history and compares them with the
/// stored ones. Changes nothing.
public final class LedgerAudit {
  private final Currency currency;
  private final StateStore states = new StateStore();
  private final LedgerStore ledgers = new LedgerStore();
  private final TenantLedgerStore books = new TenantLedgerStore();

  /// @param currency of the plans' prices
  public LedgerAudit(Currency currency) {
    this.currency = currency;
  }

  /// The first difference as a sentence for the operator; empty = there is none.
  public Optional<String> fault(Tx tx) {
    var prices = states.prices(tx, currency);
    var rails = states.rails(tx);
    var halfUpUntil = states.halfUpUntil(tx);
    for (var tenant : ledgers.billed(tx)) {
      var far = ledgers.far(tx, tenant);
      var changes =
          ledgers.changes(tx, tenant, Checkpoint.START.sequence(), currency).stream()
              .filter(change -> change.sequence() <= far.sequence())
              .toList();
      var history = new History(Checkpoint.START, changes, prices, rails, halfUpUntil);
      var fault = fault(tx, tenant, history.upTo(far.until()));
      if (fault.isPresent()) {
        return fault;
      }
    }
    return Optional.empty();
  }

  private Optional<String> fault(Tx tx, PublicKey tenant, Ledger derived) {
    var stored = books.load(tx, tenant, currency);
    for (var item : derived.items()) {
      var entry = stored.entries().get(item.id());
      if (entry == null || !entry.item().equals(item)) {
        return Optional.of(
            "The invoice line %s of the tenant %s does not follow from the stored history."
                .formatted(item.id().value(), tenant.hex()));
      }
    }
    return Optional.empty();
  }
}
