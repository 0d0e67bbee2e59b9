package caravel.control.hosting;

/// The result of removing a relay from its host.
public sealed interface RemovalResult {
  /// The relay is gone.
  ///
  /// @param erased whether its events are gone as well; false if the host keeps them or does not
  ///   say
  record Gone(boolean erased) implements RemovalResult {}

  /// @param why for the operator
  record Unknown(String why) implements RemovalResult {}
}
