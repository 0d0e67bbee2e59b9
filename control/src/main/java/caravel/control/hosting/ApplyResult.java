package caravel.control.hosting;

/// The result of sending a relay's configuration to its host.
public sealed interface ApplyResult {
  /// The host accepted it. An [Observation] shows whether it is in effect.
  record Accepted() implements ApplyResult {}

  /// The host refused it.
  ///
  /// @param sentence for the relay's owner
  record Refused(String sentence) implements ApplyResult {}

  /// No usable answer: the configuration may be in effect all the same.
  ///
  /// @param why for the operator
  record Unknown(String why) implements ApplyResult {}
}
