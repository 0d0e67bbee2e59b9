package caravel.control.outbound;

/// What came of fetching something.
public sealed interface Fetched {
  /// An answer, whatever it says; a redirect too.
  @SuppressWarnings("ArrayRecordComponent") // Never compared or copied.
  record Answer(int status, byte[] body) implements Fetched {}

  /// The address does not lead out, or nowhere: the two are not told apart to those who ask.
  record Unreachable() implements Fetched {}

  /// More bytes than were wanted.
  record TooLong() implements Fetched {}

  /// No answer in time, or a broken one.
  ///
  /// @param why for the operator
  record Lost(String why) implements Fetched {}

  /// Too much is being fetched already.
  record Busy() implements Fetched {}
}
