package caravel.verify.simulate;

import static caravel.verify.simulate.Violation.unless;

import java.util.HashMap;
import java.util.Map;

/// Checks that no tenant is billed for a future period, even when the machine's clock is wrong.
///
/// Money that was received, or given by the operator, bills nobody. It is recorded at once, at the
/// time of the machine's clock, also while billing is on hold because that clock is in doubt.
final class BillingAhead {
  /// A smaller clock error is not noticed.
  private static final long CLOCK_ERROR_SECONDS = 7_200;

  private final World world;
  private final Map<String, Integer> checked = new HashMap<>();

  BillingAhead(World world) {
    this.world = world;
  }

  void check(TenantSnapshot snapshot) {
    var lines = snapshot.lines();
    var known = checked.getOrDefault(snapshot.tenant(), 0);
    checked.put(snapshot.tenant(), lines.size());
    var limit = world.clock().truth().getEpochSecond() + CLOCK_ERROR_SECONDS;
    for (var line : lines.subList(Math.min(known, lines.size()), lines.size())) {
      unless(
          line.about().relay().isEmpty() || line.span().start() <= limit,
          "billed before its time has come: {}",
          line);
    }
  }
}
