package caravel.app.simulate;

import caravel.app.simulate.Trail.Inflow;
import java.util.HashMap;
import java.util.Map;

/// Invoice items that an automatic payment by wallet or card paid. A restored database forgets a
/// payment, and a card must not be charged again for the same item. A wallet still is, because the
/// platform's wallet is not asked for payments in the gap (M6, M7).
final class CollectedItems {
  private final World world;
  private final Map<String, Inflow> byItem = new HashMap<>();
  private String fault = "";

  CollectedItems(World world) {
    this.world = world;
  }

  /// A wallet or card has paid an invoice without a person's doing.
  void collected(String invoice, Inflow inflow) {
    world
        .tables()
        .list(
            "SELECT id FROM invoice_items WHERE invoice_id = ? AND kind = 'charge'",
            row -> row.getString(1),
            invoice)
        .forEach(item -> collectedItem(item, inflow));
  }

  private void collectedItem(String item, Inflow inflow) {
    var before = byItem.put(item, inflow);
    if (before != null
        && before.isCard()
        && inflow.isCard()
        && world.disruptions().restores().isInGap(before.at())) {
      fault = item + " was paid by " + before + " before the restore, and again by " + inflow;
    }
  }

  /// @throws Violation when something paid before a restore was collected again
  void check() {
    Violation.unless(fault.isEmpty(), "after a restore, {}", fault);
  }
}
