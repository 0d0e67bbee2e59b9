package caravel.control.billing;

import caravel.control.billing.InvoiceCollectionStore.Pending;
import caravel.control.billing.core.Collection;
import caravel.control.billing.core.Collection.Fact;
import caravel.control.db.Db;
import caravel.control.db.Tx;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Records the result of a chore.
final class ChoreResults {
  private final Db db;
  private final Dunning dunning;
  private final InvoiceCollectionStore collections = new InvoiceCollectionStore();

  ChoreResults(Db db, Dunning dunning) {
    this.db = db;
    this.dunning = dunning;
  }

  /// Whether an invoice is still at the method that is to be asked. Otherwise the chore has been
  /// overtaken, and two ways of paying would be under way at once.
  boolean isStillAt(Tx tx, Pending pending, Predicate<Collection> where) {
    return dunning
        .find(tx, pending.invoice())
        .map(InvoiceCollection::collection)
        .filter(where)
        .isPresent();
  }

  void performed(Pending pending) {
    db.inTx(tx -> {
      collections.performed(tx, pending);
      return true;
    });
  }

  void recordFact(Pending pending, Fact fact) {
    recordFact(pending, fact, _ -> {});
  }

  /// @param noted recorded in the same transaction
  void recordFact(Pending pending, Fact fact, Consumer<Tx> noted) {
    db.inTx(tx -> {
      noted.accept(tx);
      collections.performed(tx, pending);
      dunning.take(tx, pending.invoice(), fact);
      return true;
    });
  }
}
