package caravel.control.hosting;

/// The result of a request to a relay in its own name.
public sealed interface RelayReply<T> {
  /// The relay did as requested.
  record Answered<T>(T value) implements RelayReply<T> {}

  /// The relay refused.
  ///
  /// @param sentence for the relay's owner
  record Refused<T>(String sentence) implements RelayReply<T> {}

  /// The relay's management is switched off, so it accepts no requests.
  record Off<T>() implements RelayReply<T> {}

  /// No usable answer: the change may be in effect all the same.
  ///
  /// @param why for the operator
  record Unknown<T>(String why) implements RelayReply<T> {}
}
