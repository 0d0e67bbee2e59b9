package caravel.control.billing.core;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What a history comes to.
///
/// @param items every charge and credit, in the order in which they came to be
/// @param live by relay: the charge that runs now
public record Ledger(List<Item> items, Map<String, Item.Charge> live, Anchoring anchoring) {
  public Ledger {
    items = List.copyOf(items);
    live = Map.copyOf(live);
  }

  /// Where the tenant's periods are counted from.
  public sealed interface Anchoring {
    /// Nothing was billable yet.
    record None() implements Anchoring {}

    /// @param renewal the next period start, at which every billable relay is charged again
    record Running(Periods periods, Instant renewal) implements Anchoring {}

    /// Nothing is billable any more; the next that is gets an anchor of its own.
    record Ended(Periods periods, Instant at) implements Anchoring {}
  }
}
