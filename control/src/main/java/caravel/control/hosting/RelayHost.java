package caravel.control.hosting;

/// Where virtual relays live. Every answer is a value, not knowing included; nothing is thrown for
/// what the other side does.
public interface RelayHost {
  /// Makes the relay what `spec` says. Repeating it does no harm.
  Applied apply(RelaySpec spec);

  /// Takes the relay off the host.
  ///
  /// @param purge also erase its events, where the host can
  Removed delete(RelaySpec spec, boolean purge);

  /// Who is in the relay, without the relay's own key.
  Membership members(RelaySpec spec);

  /// Looks at the relay from outside, on its own address.
  Sighting probe(RelaySpec spec);
}
