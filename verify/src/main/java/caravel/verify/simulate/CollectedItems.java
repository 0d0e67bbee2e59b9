package caravel.verify.simulate;

import caravel.verify.simulate.MoneyTrail.Inflow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Checks that a card is not charged twice for the same lines because a restored database lacks the
/// first payment.
///
/// Two cases are not checked, because the platform does not search for received money (M6, M7): a
/// wallet payment in the gap, and a charge in the gap for an invoice whose lines have changed.
final class CollectedItems {
  private final World world;
  private final Map<List<String>, Inflow> byLines = new HashMap<>();
  private String fault = "";

  CollectedItems(World world) {
    this.world = world;
  }

  /// Records that a wallet or card paid an invoice without a person's action.
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

  /// @throws Violation when lines that were paid before a restore were collected again
  void check() {
    Violation.unless(fault.isEmpty(), "after a restore, {}", fault);
  }
}
