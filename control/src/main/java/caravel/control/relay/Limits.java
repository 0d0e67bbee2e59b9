package caravel.control.relay;

import caravel.control.plan.Plan;
import caravel.control.plan.Plans;
import caravel.control.problem.Problem;
import java.util.List;
import java.util.Optional;

/// The limits on the relays of one key.
final class Limits {
  /// Most relays of one tenant that are deleted and not erased yet.
  static final int DELETED_MAX = 100;

  private Limits() {}

  /// Refuses one more relay on this plan when the tenant has too many.
  ///
  /// @param others the tenant's other relays, without deleted ones
  static Optional<Problem> refusal(List<Relay> others, Plan plan, RelayTerms terms) {
    var limits = terms.limits();
    if (others.size() >= limits.relaysMax()) {
      return refusal("You can have " + relays(limits.relaysMax(), "") + " here.");
    }
    return plan.isFree() && free(others, terms.plans()) >= limits.freeRelaysMax()
        ? refusal("You can have " + relays(limits.freeRelaysMax(), "free ") + " here.")
        : Optional.empty();
  }

  /// Refuses a deletion when the tenant has too many deleted relays. Each can still come back and
  /// keeps its configuration and its events at the host.
  ///
  /// @param deleted relays of the tenant that are deleted and not erased yet
  static Optional<Problem> refusalForDeleted(long deleted) {
    return deleted >= DELETED_MAX
        ? refusal(
            "You have deleted "
                + DELETED_MAX
                + " relays in the last 30 days. You can create one again when the first of them is"
                + " erased.")
        : Optional.empty();
  }

  private static long free(List<Relay> relays, Plans plans) {
    return relays.stream()
        .filter(relay -> plans.byId(relay.wishes().planId()).filter(Plan::isFree).isPresent())
        .count();
  }

  private static String relays(int count, String kind) {
    return count == 1 ? "one " + kind + "relay" : count + " " + kind + "relays";
  }

  private static Optional<Problem> refusal(String sentence) {
    return Optional.of(new Problem.Invalid("relay-limit", null, sentence));
  }
}
