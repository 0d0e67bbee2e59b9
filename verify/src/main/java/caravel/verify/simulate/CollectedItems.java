package caravel.verify.simulate;

import caravel.verify.simulate.MoneyTrail.Inflow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Checks that a card is not charged twice for the same lines because a restored database has
/// forgotten the first payment.
///
/// Two cases are not checked until payment attempts are rebuilt (M6, M7), because the platform does
/// not search for what it has received: a payment from a wallet in the gap, and a charge in the gap
/// for an invoice whose lines are different ones since.
final class CollectedItems {
  private final World world;
  private final Map<List<String>, Inflow> byLines = new HashMap<>();
  private String fault = "";

  CollectedItems(World world) {
    this.world = world;
  }

  /// A wallet or card has paid an invoice without a person's doing.
  void collected(String invoice, Inflow inflow) {
    var lines =
        world
            .tables()
            .list(
                "SELECT id FROM invoice_items WHERE invoice_id = ? ORDER BY id",
                row -> row.getString(1),
                invoice);
    if (lines.isEmpty()) {
      return; // The restored database does not know this invoice.
    }
    var before = byLines.put(lines, inflow);
    if (before != null
        && before.isCard()
        && inflow.isCard()
        && world.disruptions().restores().isInGap(before.at())) {
      fault = lines + " were paid by " + before + " before the restore, and again by " + inflow;
    }
  }

  /// @throws Violation when something paid before a restore was collected again
  void check() {
    Violation.unless(fault.isEmpty(), "after a restore, {}", fault);
  }
}
