package caravel.control.relay;

import java.util.List;
import java.util.Map;

/// Counts of relays, for operators.
///
/// @param drift relays that are not in the desired state, those that wait longest first
public record RelayFigures(
    long total,
    Map<String, Long> byPlan,
    Map<String, Long> byStatus,
    Map<String, Long> byProvisioning,
    List<Drift> drift) {
  public RelayFigures {
    byPlan = Map.copyOf(byPlan);
    byStatus = Map.copyOf(byStatus);
    byProvisioning = Map.copyOf(byProvisioning);
    drift = List.copyOf(drift);
  }

  /// A relay that is not in its desired state, and the reason.
  public record Drift(String relayId, String url, String syncError) {}
}
