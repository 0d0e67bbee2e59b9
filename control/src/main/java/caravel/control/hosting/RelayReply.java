package caravel.control.hosting;

/// What came of asking a relay something in its own name.
public sealed interface RelayReply<T> {
  /// It did as it was asked.
  record Answered<T>(T value) implements RelayReply<T> {}

  /// It will not.
  ///
  /// @param sentence for the relay's owner
  record Refused<T>(String sentence) implements RelayReply<T> {}

  /// Its management is switched off, so that it takes no orders at all.
  record Off<T>() implements RelayReply<T> {}

  /// No answer that means anything: the effect may be there all the same.
  ///
  /// @param why for the operator
  record Unknown<T>(String why) implements RelayReply<T> {}
}
