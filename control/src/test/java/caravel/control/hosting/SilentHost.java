package caravel.control.hosting;

import java.util.List;
import java.util.function.Supplier;

/// A host whose probes end as the test says.
record SilentHost(RelayHost host, Supplier<Sighting> sighting) implements RelayHost {
  @Override
  public Applied apply(RelaySpec spec) {
    return host.apply(spec);
  }

  @Override
  public Removed delete(RelaySpec spec, boolean purge) {
    return host.delete(spec, purge);
  }

  @Override
  public Membership members(RelaySpec spec) {
    return host.members(spec);
  }

  @Override
  public Asked<PeopleChange> change(RelaySpec spec, PeopleChange change) {
    return host.change(spec, change);
  }

  @Override
  public Asked<List<Ban>> bans(RelaySpec spec) {
    return host.bans(spec);
  }

  @Override
  public Asked<String> invite(RelaySpec spec) {
    return host.invite(spec);
  }

  @Override
  public Sighting probe(RelaySpec spec) {
    return sighting.get();
  }
}
