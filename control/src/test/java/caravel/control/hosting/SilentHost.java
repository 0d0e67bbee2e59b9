package caravel.control.hosting;

import caravel.control.hosting.RelayHost.ApplyResult;
import caravel.control.hosting.RelayHost.Membership;
import caravel.control.hosting.RelayHost.Observation;
import caravel.control.hosting.RelayHost.PeopleChange;
import caravel.control.hosting.RelayHost.RelayBan;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.RelayHost.RemovalResult;
import java.util.List;
import java.util.function.Supplier;

/// A host whose probe results a test chooses.
record SilentHost(RelayHost host, Supplier<Observation> sighting) implements RelayHost {
  @Override
  public ApplyResult apply(RelaySpec spec) {
    return host.apply(spec);
  }

  @Override
  public RemovalResult delete(RelaySpec spec, boolean purge) {
    return host.delete(spec, purge);
  }

  @Override
  public Membership members(RelaySpec spec) {
    return host.members(spec);
  }

  @Override
  public RelayReply<PeopleChange> change(RelaySpec spec, PeopleChange change) {
    return host.change(spec, change);
  }

  @Override
  public RelayReply<List<RelayBan>> bans(RelaySpec spec) {
    return host.bans(spec);
  }

  @Override
  public RelayReply<String> invite(RelaySpec spec) {
    return host.invite(spec);
  }

  @Override
  public Observation probe(RelaySpec spec) {
    return sighting.get();
  }
}
