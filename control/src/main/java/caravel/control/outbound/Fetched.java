package caravel.control.outbound;

/// The result of a fetch.
public sealed interface Fetched {
  /// A response with any status, also a redirect.
  @SuppressWarnings("ArrayRecordComponent") // Never compared or copied.
  record Answer(int status, byte[] body) implements Fetched {}

  /// The address is private or does not exist; callers cannot tell which.
  record Unreachable() implements Fetched {}

  /// The response is larger than the limit.
  record TooLong() implements Fetched {}

  /// No response in time, or a broken one.
  ///
  /// @param why for the operator
  record Lost(String why) implements Fetched {}

  /// Too many fetches are running.
  record Busy() implements Fetched {}
}
