package caravel.control.hosting;

/// What came of taking a relay off its host.
public sealed interface RemovalResult {
  /// It is not there any more.
  ///
  /// @param erased whether its events are gone as well; false where the host keeps them or does not
  ///   say
  record Gone(boolean erased) implements RemovalResult {}

  /// @param why for the operator
  record Unknown(String why) implements RemovalResult {}
}
