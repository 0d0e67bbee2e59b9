package caravel.app.doctor;

import caravel.nostr.Filter;
import caravel.nostr.SecretKey;
import caravel.outbound.RelayConnection;
import caravel.outbound.RelayConversation;
import caravel.outbound.RelayDialer;
import caravel.outbound.RelayDialer.DialResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// Whether a relay is reached by its public name: through DNS, certificate and proxy, with a
/// WebSocket, and with the name that the client asked for. A relay compares that name with the
/// signed one (NIP-42).
public final class RelayHostCheck {
  private static final Duration WAIT = Duration.ofSeconds(8);
  private static final String PROXY =
      "Let the proxy pass WebSockets and the Host header for relays (docs/reverse-proxy.md).";

  private final RelayDialer dialer;
  private final SecretKey key;
  private final InstantSource clock;

  /// @param key signs in
  public RelayHostCheck(RelayDialer dialer, SecretKey key, InstantSource clock) {
    this.dialer = dialer;
    this.key = key;
    this.clock = clock;
  }

  /// @param url such as `wss://my-club.example.com`
  public List<Finding> ask(String url) throws InterruptedException {
    return List.of(
        switch (dialer.dial(url)) {
          case DialResult.Open(var connection) -> {
            try (connection) {
              yield answer(url, connection);
            }
          }
          case DialResult.Refused(var sentence) -> Finding.fault(url + ": " + sentence, PROXY);
          case DialResult.Unreachable(var why) ->
              Finding.fault(url + " opens no WebSocket (" + why + ").", PROXY);
          case DialResult.Busy() -> Finding.note("No free connection was left to ask " + url + ".");
        });
  }

  private Finding answer(String url, RelayConnection connection) throws InterruptedException {
    var identity = new RelayConversation.Identity(key, url, true, clock);
    var conversation = new RelayConversation(connection, identity, WAIT);
    return switch (conversation.query(Filter.all().withLimit(1), _ -> true, 1)) {
      case RelayConversation.Stored.Events _ ->
          Finding.ok(url + " opens a WebSocket and accepts a signature for its name.");
      // A relay that only its members may read has accepted the signature.
      case RelayConversation.Stored.Refused(var text) when text.startsWith("restricted:") ->
          Finding.ok(url + " opens a WebSocket and accepts a signature for its name.");
      case RelayConversation.Stored.Refused(var text) ->
          Finding.fault(url + " refuses a signature for its name: " + text + ".", PROXY);
      case RelayConversation.Stored.Unfinished(var why, _) ->
          Finding.fault(url + " opens a WebSocket, but does not answer (" + why + ").", PROXY);
    };
  }
}
