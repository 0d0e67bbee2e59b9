package caravel.control.hosting;

import java.util.List;

/// A host of virtual relays. Every result is a value, including an unknown outcome; nothing is
/// thrown because of the host.
public interface RelayHost {
  /// Creates or changes the relay as in `spec`. Can be repeated safely.
  ApplyResult apply(RelaySpec spec);

  /// Removes the relay from the host.
  ///
  /// @param purge also erase its events, if the host can
  RemovalResult delete(RelaySpec spec, boolean purge);

  /// Lists the members, without the relay's own key.
  Membership members(RelaySpec spec);

  /// Changes the relay's members or bans. The relay must be online.
  RelayReply<PeopleChange> change(RelaySpec spec, PeopleChange change);

  /// Lists the bans.
  RelayReply<List<RelayBan>> bans(RelaySpec spec);

  /// Returns a code with which anyone can join the relay.
  RelayReply<String> invite(RelaySpec spec);

  /// Observes the relay from outside, on its own address.
  Observation probe(RelaySpec spec);
}
