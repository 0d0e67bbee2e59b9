package caravel.control.hosting;

import java.util.List;

/// Where virtual relays live. Every answer is a value, not knowing included; nothing is thrown for
/// what the other side does.
public interface RelayHost {
  /// Makes the relay what `spec` says. Repeating it does no harm.
  ApplyResult apply(RelaySpec spec);

  /// Takes the relay off the host.
  ///
  /// @param purge also erase its events, where the host can
  RemovalResult delete(RelaySpec spec, boolean purge);

  /// Who is in the relay, without the relay's own key.
  Membership members(RelaySpec spec);

  /// Has the relay itself let somebody in or keep them out. The relay must be online.
  RelayReply<PeopleChange> change(RelaySpec spec, PeopleChange change);

  /// Whom the relay keeps out.
  RelayReply<List<RelayBan>> bans(RelaySpec spec);

  /// A code that lets whoever has it join the relay now.
  RelayReply<String> invite(RelaySpec spec);

  /// Looks at the relay from outside, on its own address.
  Observation probe(RelaySpec spec);
}
