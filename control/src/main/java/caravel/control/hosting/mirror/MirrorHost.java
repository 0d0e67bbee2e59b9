package caravel.control.hosting.mirror;

import caravel.control.hosting.RelayEndpoint;
import caravel.control.hosting.RelayHost;
import caravel.control.hosting.RelaySpec;
import caravel.outbound.WebSocketDialer;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/// A relay host whose relays are mirrored, and how many of them at once.
///
/// @param endpoint the address of a relay
/// @param places one for each connection, given in the order of arrival
/// @param copies one for each reading of a whole relay
record MirrorHost(
    RelayHost host,
    Function<RelaySpec, RelayEndpoint> endpoint,
    WebSocketDialer dialer,
    Semaphore places,
    Semaphore copies) {
  /// Longest accepted message; a member takes 77 bytes of a list.
  static final int MESSAGE_BYTES_MAX = 2 * 1024 * 1024;

  /// Relays that are followed at the same time. With more, they take turns.
  static final int CONNECTIONS_MAX = 200;

  /// Relays that are read as a whole at the same time.
  static final int COPIES_MAX = 2;

  static MirrorHost of(
      RelayHost host, Function<RelaySpec, RelayEndpoint> endpoint, WebSocketDialer dialer) {
    return new MirrorHost(
        host, endpoint, dialer, new Semaphore(CONNECTIONS_MAX, true), new Semaphore(COPIES_MAX));
  }
}
