package caravel.control.hosting;

/// What came of asking a relay something in its own name.
public sealed interface Asked<T> {
  /// It did as it was asked.
  record Answered<T>(T value) implements Asked<T> {}

  /// It will not.
  ///
  /// @param sentence for the relay's owner
  record Refused<T>(String sentence) implements Asked<T> {}

  /// Its management is switched off, so that it takes no orders at all.
  record Off<T>() implements Asked<T> {}

  /// No answer that means anything: the effect may be there all the same.
  ///
  /// @param why for the operator
  record Unknown<T>(String why) implements Asked<T> {}
}
