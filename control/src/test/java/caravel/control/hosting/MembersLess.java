package caravel.control.hosting;

import caravel.control.hosting.RelayHost.ApplyResult;
import caravel.control.hosting.RelayHost.Membership;
import caravel.control.hosting.RelayHost.Observation;
import caravel.control.hosting.RelayHost.PeopleChange;
import caravel.control.hosting.RelayHost.RelayBan;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.RelayHost.RemovalResult;
import java.util.List;

/// A host without readable member lists.
record MembersLess(RelayHost host) implements RelayHost {
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
    return new Membership.Unknown("not read");
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
    return host.probe(spec);
  }
}
