package caravel.control.hosting.zooid;

import caravel.control.hosting.RelaySpec;
import caravel.control.outbound.RelayConversation;
import caravel.control.outbound.RelayDialer.DialResult;
import caravel.control.outbound.WebSocketDialer;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// Asks a relay one question over its WebSocket, signed in with the relay's own key.
final class RelayTalk {
  /// Longest accepted message; a member takes 77 bytes of a list.
  static final int MESSAGE_BYTES_MAX = 4 * 1024 * 1024;

  private static final int EVENTS_MAX = 100;

  private final ZooidSettings settings;
  private final WebSocketDialer dialer;
  private final InstantSource clock;
  private final Duration timeout;

  RelayTalk(ZooidSettings settings, WebSocketDialer dialer, InstantSource clock, Duration timeout) {
    this.settings = settings;
    this.dialer = dialer;
    this.clock = clock;
    this.timeout = timeout;
  }

  sealed interface Heard {
    /// The stored events as received. Ids are valid; signatures may be stripped.
    record Events(List<Event> events) implements Heard {}

    record Nothing(String why) implements Heard {}
  }

  Heard ask(RelaySpec spec, Filter question) {
    var dial = Dial.to(spec.identity().host(), settings);
    // A zooid refuses every second question that does not wait for the answer to AUTH.
    var identity =
        new RelayConversation.Identity(spec.identity().secret(), dial.authUrl(), true, clock);
    return switch (dialer.dialHost(dial.webSocket(), dial.host())) {
      case DialResult.Refused(var sentence) -> new Heard.Nothing(sentence);
      case DialResult.Unreachable(var why) -> new Heard.Nothing(why);
      case DialResult.Busy _ -> new Heard.Nothing("the platform has no free connection");
      case DialResult.Open(var connection) -> {
        try (connection) {
          var conversation = new RelayConversation(connection, identity, timeout);
          yield heard(conversation.query(question, Event::hasValidId, EVENTS_MAX));
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
          yield new Heard.Nothing("interrupted");
        }
      }
    };
  }

  private static Heard heard(RelayConversation.Stored stored) {
    return switch (stored) {
      case RelayConversation.Stored.Events(var events) -> new Heard.Events(events);
      case RelayConversation.Stored.Unfinished(var why, _) -> new Heard.Nothing(why);
      case RelayConversation.Stored.Refused(var text) ->
          new Heard.Nothing(
              "the relay refuses its own key: " + ZooidVerdict.harmless(text, List.of()));
    };
  }
}
