package caravel.control.outbound;

/// Opens connections to relays. The implementation is [RelayDialer]; simulations use their own.
public interface RelayDialler {
  /// Opens one connection, within a bounded time.
  ///
  /// @param caller whose limit counts; `""` = the platform
  Dialled dial(String caller, String url);

  /// Opens a connection for the platform itself.
  default Dialled dial(String url) {
    return dial("", url);
  }

  /// What came of dialling a relay.
  sealed interface Dialled {
    /// To be closed by whoever dialled.
    record Open(RelayConnection connection) implements Dialled {}

    /// No address on the internet.
    ///
    /// @param sentence for a person
    record Refused(String sentence) implements Dialled {}

    /// It leads nowhere or inside, which are not told apart to those who ask; or nobody listens, or
    /// not in time.
    ///
    /// @param why for the operator
    record Unreachable(String why) implements Dialled {}

    /// The platform had no free socket, name look-up or file descriptor. The relay was not dialled,
    /// and this says nothing about it.
    record Busy() implements Dialled {}
  }
}
