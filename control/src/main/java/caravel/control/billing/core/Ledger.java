package caravel.control.billing.core;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The result of replaying a history.
///
/// @param items every charge and credit since the checkpoint, in the order of creation
/// @param checkpoint from which a later replay goes on
public record Ledger(List<Item> items, Checkpoint checkpoint) {
  public Ledger {
    items = List.copyOf(items);
  }

  /// The running charge of each relay.
  public Map<String, Item.Charge> live() {
    return checkpoint.live();
  }

  /// The charge of each relay that must be paid before the relay starts.
  public Map<String, Item.Charge> reserved() {
    return checkpoint.reserved();
  }

  public Anchoring anchoring() {
    return checkpoint.anchoring();
  }

  /// The anchor of the periods; null = no relay was billable yet.
  public @Nullable Instant anchor() {
    return switch (anchoring()) {
      case Anchoring.None _ -> null;
      case Anchoring.Running(var periods, _) -> periods.anchor();
      case Anchoring.Ended(var periods, _) -> periods.anchor();
    };
  }

  /// The next period start; null = no relay is billable.
  public @Nullable Instant renewal() {
    return anchoring() instanceof Anchoring.Running(_, var next) ? next : null;
  }

  /// The instant from which the tenant's periods are counted.
  public sealed interface Anchoring {
    /// No relay was billable yet.
    record None() implements Anchoring {}

    /// @param renewal the next period start, at which every billable relay is charged again
    record Running(Periods periods, Instant renewal) implements Anchoring {}

    /// No relay is billable any more. The next billable relay starts a new anchor.
    record Ended(Periods periods, Instant at) implements Anchoring {}
  }
}
