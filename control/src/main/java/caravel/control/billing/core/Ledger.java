package caravel.control.billing.core;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a history comes to.
///
/// @param items every charge and credit since the checkpoint, in the order in which they came to be
/// @param checkpoint from which a later replay goes on
public record Ledger(List<Item> items, Checkpoint checkpoint) {
  public Ledger {
    items = List.copyOf(items);
  }

  /// By relay: the charge that runs now.
  public Map<String, Item.Charge> live() {
    return checkpoint.live();
  }

  /// By relay: the charge that must be paid before it starts.
  public Map<String, Item.Charge> reserved() {
    return checkpoint.reserved();
  }

  public Anchoring anchoring() {
    return checkpoint.anchoring();
  }

  /// From where periods are counted; null = nothing was billable yet.
  public @Nullable Instant anchor() {
    return switch (anchoring()) {
      case Anchoring.None _ -> null;
      case Anchoring.Running(var periods, _) -> periods.anchor();
      case Anchoring.Ended(var periods, _) -> periods.anchor();
    };
  }

  /// The next period start; null = nothing is billable.
  public @Nullable Instant renewal() {
    return anchoring() instanceof Anchoring.Running(_, var next) ? next : null;
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
