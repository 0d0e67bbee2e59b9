package caravel.control.hosting;

/// What came of telling a host what a relay is to be.
public sealed interface ApplyResult {
  /// The host took it. That it has effect is for a [Observation] to say.
  record Accepted() implements ApplyResult {}

  /// The host will not have it.
  ///
  /// @param sentence for the relay's owner
  record Refused(String sentence) implements ApplyResult {}

  /// No answer that means anything: the effect may be there all the same.
  ///
  /// @param why for the operator
  record Unknown(String why) implements ApplyResult {}
}
