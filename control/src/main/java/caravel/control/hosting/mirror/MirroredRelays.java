package caravel.control.hosting.mirror;

import caravel.control.hosting.RelaySpec;
import caravel.control.hosting.Specs;
import caravel.control.plan.Plans;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayId;
import caravel.control.relay.RelayProgress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The relays of a host that are mirrored: those that are online and have answered once.
public final class MirroredRelays {
  private static final int PAGE = 200;

  private final RelayProgress relays;
  private final Specs specs;
  private final String domain;

  /// @param domain the parent domain of the relays
  public MirroredRelays(RelayProgress relays, Plans plans, String domain) {
    this.relays = relays;
    this.specs = new Specs(relays, plans);
    this.domain = domain;
  }

  /// Lists them as they should be now.
  public List<RelaySpec> online() {
    var online = new ArrayList<RelaySpec>();
    var page = relays.after(domain, null, PAGE);
    while (!page.isEmpty()) {
      for (var relay : page) {
        if (relay.wantedOnline() && relay.seen().answeredOnce()) {
          online.add(specs.of(relay));
        }
      }
      page = relays.after(domain, page.getLast().id(), PAGE);
    }
    return online;
  }

  /// When a relay was deleted; empty = it was not, or it is unknown.
  public Optional<Instant> deletedAt(String id) {
    return relays.byId(new RelayId(id)).map(Relay::standing).map(Relay.Standing::deletedAt);
  }
}
