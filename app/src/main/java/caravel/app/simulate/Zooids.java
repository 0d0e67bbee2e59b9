package caravel.app.simulate;

import caravel.app.simulate.Fortune.Place;
import caravel.control.hosting.Applied;
import caravel.control.hosting.Asked;
import caravel.control.hosting.Ban;
import caravel.control.hosting.Membership;
import caravel.control.hosting.PeopleChange;
import caravel.control.hosting.RelayHost;
import caravel.control.hosting.RelaySpec;
import caravel.control.hosting.Removed;
import caravel.control.hosting.Sighting;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// A relay host of paper.
final class Zooids implements RelayHost {
  private final Fortune fortune;
  private final Map<String, RelaySpec> relays = new HashMap<>();
  private final Consumer<String> keepSecret;

  /// @param keepSecret told the relays' own keys
  Zooids(Fortune fortune, Consumer<String> keepSecret) {
    this.fortune = fortune;
    this.keepSecret = keepSecret;
  }

  /// Whether a relay answers at its address.
  boolean isOnline(String relayId) {
    var spec = relays.get(relayId);
    return spec != null && !spec.inactive();
  }

  /// Somebody at the host changes a relay behind our back.
  void drifts(String relayId) {
    relays.remove(relayId);
  }

  @Override
  public Applied apply(RelaySpec spec) {
    keepSecret.accept(spec.identity().secret().revealHex());
    return fortune.call(
        Place.RELAY_HOST,
        "host: apply " + spec.identity().id() + (spec.inactive() ? " offline" : " online"),
        () -> {
          relays.put(spec.identity().id(), spec);
          return new Applied.Accepted();
        },
        () -> new Applied.Unknown("no answer"));
  }

  @Override
  public Removed delete(RelaySpec spec, boolean purge) {
    return fortune.call(
        Place.RELAY_HOST,
        "host: delete " + spec.identity().id(),
        () -> {
          relays.remove(spec.identity().id());
          return new Removed.Gone(true);
        },
        () -> new Removed.Unknown("no answer"));
  }

  @Override
  public Membership members(RelaySpec spec) {
    return new Membership.Listed(List.of(spec.info().owner()));
  }

  @Override
  public Asked<PeopleChange> change(RelaySpec spec, PeopleChange change) {
    return new Asked.Unknown<>("nobody asks in a simulation");
  }

  @Override
  public Asked<List<Ban>> bans(RelaySpec spec) {
    return new Asked.Unknown<>("nobody asks in a simulation");
  }

  @Override
  public Asked<String> invite(RelaySpec spec) {
    return new Asked.Unknown<>("nobody asks in a simulation");
  }

  @Override
  public Sighting probe(RelaySpec spec) {
    return fortune.call(
        Place.RELAY_HOST,
        "host: probe " + spec.identity().id(),
        () -> sighting(spec),
        () -> new Sighting.Unknown("no answer"));
  }

  private Sighting sighting(RelaySpec wished) {
    var there = relays.get(wished.identity().id());
    var online = there != null && !there.inactive();
    if (online == wished.inactive()) {
      return new Sighting.Differs(online, online ? "It is online." : "It is gone.", Duration.ZERO);
    }
    var same =
        there == null
            || !online
            || (there.info().equals(wished.info())
                && there.identity().host().equals(wished.identity().host()));
    return same
        ? new Sighting.AsWished(Duration.ZERO)
        : new Sighting.Differs(true, "It answers with another name.", Duration.ZERO);
  }
}
