package caravel.control.relay.team;

import caravel.nostr.PublicKey;
import java.time.Instant;
import java.util.List;

/// An offered relay as its recipient sees it.
///
/// @param name of the relay; `""` = it has none
record OfferedRelayView(
    String relayId, String name, String url, PublicKey from, Instant expiresAt) {
  static List<OfferedRelayView> list(List<TeamDesk.OfferedRelay> offers) {
    return offers.stream().map(OfferedRelayView::of).toList();
  }

  private static OfferedRelayView of(TeamDesk.OfferedRelay offered) {
    var relay = offered.relay();
    return new OfferedRelayView(
        relay.id().value(),
        relay.wishes().profile().name(),
        relay.url(),
        offered.offer().from(),
        offered.offer().expiresAt());
  }
}
