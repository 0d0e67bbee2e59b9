package caravel.verify.simulate;

import caravel.control.hosting.RelayHost;
import caravel.control.hosting.RelayHost.ApplyResult;
import caravel.control.hosting.RelayHost.Membership;
import caravel.control.hosting.RelayHost.Observation;
import caravel.control.hosting.RelayHost.PeopleChange;
import caravel.control.hosting.RelayHost.RelayBan;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.RelayHost.RemovalResult;
import caravel.control.hosting.RelaySpec;
import caravel.verify.simulate.FaultInjector.Place;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// A simulated relay host.
final class Zooids implements RelayHost {
  private final FaultInjector faultInjector;
  private final Map<String, RelaySpec> relays = new HashMap<>();
  private final Consumer<String> keepSecret;

  /// @param keepSecret receives the relays' secret keys
  Zooids(FaultInjector faultInjector, Consumer<String> keepSecret) {
    this.faultInjector = faultInjector;
    this.keepSecret = keepSecret;
  }

  /// Whether a relay answers at its address.
  boolean isOnline(String relayId) {
    var spec = relays.get(relayId);
    return spec != null && !spec.inactive();
  }

  /// Changes a relay at the host, outside the platform.
  void drifts(String relayId) {
    relays.remove(relayId);
  }

  @Override
  public ApplyResult apply(RelaySpec spec) {
    keepSecret.accept(spec.identity().secret().revealHex());
    return faultInjector.call(
        Place.RELAY_HOST,
        "host: apply " + spec.identity().id() + (spec.inactive() ? " offline" : " online"),
        () -> {
          relays.put(spec.identity().id(), spec);
          return new ApplyResult.Accepted();
        },
        () -> new ApplyResult.Unknown("no answer"));
  }

  @Override
  public RemovalResult delete(RelaySpec spec, boolean purge) {
    return faultInjector.call(
        Place.RELAY_HOST,
        "host: delete " + spec.identity().id(),
        () -> {
          relays.remove(spec.identity().id());
          return new RemovalResult.Gone(true);
        },
        () -> new RemovalResult.Unknown("no answer"));
  }

  @Override
  public Membership members(RelaySpec spec) {
    return new Membership.Listed(List.of(spec.info().owner()));
  }

  @Override
  public RelayReply<PeopleChange> change(RelaySpec spec, PeopleChange change) {
    return new RelayReply.Unknown<>("nobody asks in a simulation");
  }

  @Override
  public RelayReply<List<RelayBan>> bans(RelaySpec spec) {
    return new RelayReply.Unknown<>("nobody asks in a simulation");
  }

  @Override
  public RelayReply<String> invite(RelaySpec spec) {
    return new RelayReply.Unknown<>("nobody asks in a simulation");
  }

  @Override
  public Observation probe(RelaySpec spec) {
    return faultInjector.call(
        Place.RELAY_HOST,
        "host: probe " + spec.identity().id(),
        () -> sighting(spec),
        () -> new Observation.Unknown("no answer"));
  }

  private Observation sighting(RelaySpec wished) {
    var there = relays.get(wished.identity().id());
    var online = there != null && !there.inactive();
    if (online == wished.inactive()) {
      return new Observation.Drifted(
          online, online ? "It is online." : "It is gone.", Duration.ZERO);
    }
    var same =
        there == null
            || !online
            || (there.info().equals(wished.info())
                && there.identity().host().equals(wished.identity().host()));
    return same
        ? new Observation.InSync(Duration.ZERO)
        : new Observation.Drifted(true, "It answers with another name.", Duration.ZERO);
  }
}
