package caravel.control.hosting;

/// What came of telling a host what a relay is to be.
public sealed interface Applied {
  /// The host took it. That it has effect is for a [Sighting] to say.
  record Accepted() implements Applied {}

  /// The host will not have it.
  ///
  /// @param sentence for the relay's owner
  record Refused(String sentence) implements Applied {}

  /// No answer that means anything: the effect may be there all the same.
  ///
  /// @param why for the operator
  record Unknown(String why) implements Applied {}
}
