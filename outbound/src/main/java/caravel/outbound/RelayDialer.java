package caravel.outbound;

/// Opens connections to relays. The implementation is [WebSocketDialer]; simulations use their own.
public interface RelayDialer {
  /// Opens one connection, within a bounded time.
  ///
  /// @param caller whose limit counts; `""` = the platform
  DialResult dial(String caller, String url);

  /// Opens a connection for the platform itself.
  default DialResult dial(String url) {
    return dial("", url);
  }

  /// The result of dialling a relay.
  sealed interface DialResult {
    /// An open connection. The caller closes it.
    record Open(RelayConnection connection) implements DialResult {}

    /// No address on the internet.
    ///
    /// @param sentence for a person
    record Refused(String sentence) implements DialResult {}

    /// It leads nowhere or inside, which are not told apart to those who ask; or nobody listens, or
    /// not in time.
    ///
    /// @param why for the operator
    record Unreachable(String why) implements DialResult {}

    /// The platform had no free socket, name look-up or file descriptor. The relay was not dialled,
    /// and this says nothing about it.
    record Busy() implements DialResult {}
  }
}
