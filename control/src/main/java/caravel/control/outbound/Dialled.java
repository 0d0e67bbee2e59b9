package caravel.control.outbound;

/// The result of dialling a relay.
public sealed interface Dialled {
  /// The caller closes the connection.
  record Open(RelayConnection connection) implements Dialled {}

  /// Not an address on the internet.
  ///
  /// @param sentence for a person
  record Refused(String sentence) implements Dialled {}

  /// No connection: the name does not resolve or is private (callers cannot tell which), nothing
  /// listens, or the time ran out.
  ///
  /// @param why for the operator
  record Unreachable(String why) implements Dialled {}

  /// The platform had no free socket, name look-up or file descriptor. The relay was not dialled,
  /// so this says nothing about it.
  record Busy() implements Dialled {}
}
