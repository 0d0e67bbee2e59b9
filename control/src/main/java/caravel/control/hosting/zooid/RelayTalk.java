package caravel.control.hosting.zooid;

import caravel.control.hosting.RelaySpec;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.outbound.RelayConversation;
import caravel.outbound.RelayDialer.DialResult;
import caravel.outbound.WebSocketDialer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/// Asks a relay one question over its WebSocket, signed in with the relay's own key.
final class RelayTalk {
  /// Longest accepted message; a member takes 77 bytes of a list.
  static final int MESSAGE_BYTES_MAX = 4 * 1024 * 1024;

  private static final int EVENTS_MAX = 100;

  /// Messages of a conversation that are not events.
  private static final int OTHERS_MAX = 100;

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

  /// The result of publishing an event.
  sealed interface Sent {
    record Accepted() implements Sent {}

    record Refused(String why) implements Sent {}

    /// No answer: the event may be stored all the same.
    record Unknown(String why) implements Sent {}
  }

  Heard ask(RelaySpec spec, Filter question) {
    return ask(spec, question, EVENTS_MAX);
  }

  /// @param eventsMax events that are read; the question should have this limit
  Heard ask(RelaySpec spec, Filter question, int eventsMax) {
    return talk(
        spec,
        eventsMax,
        conversation -> heard(conversation.query(question, Event::hasValidId, eventsMax)),
        Heard.Nothing::new);
  }

  Sent publish(RelaySpec spec, Event event) {
    return talk(
        spec,
        EVENTS_MAX,
        conversation ->
            switch (conversation.publish(event)) {
              case RelayConversation.Published.Accepted _ -> new Sent.Accepted();
              case RelayConversation.Published.Refused(var text) ->
                  new Sent.Refused(ZooidVerdict.harmless(text, List.of()));
              case RelayConversation.Published.Unanswered(var why) -> new Sent.Unknown(why);
            },
        Sent.Unknown::new);
  }

  private interface Exchange<T> {
    T with(RelayConversation conversation) throws InterruptedException;
  }

  private <T> T talk(
      RelaySpec spec, int eventsMax, Exchange<T> exchange, Function<String, T> failed) {
    var dial = Dial.to(spec.identity().host(), settings);
    // A zooid refuses every second question that does not wait for the answer to AUTH.
    var identity =
        new RelayConversation.Identity(spec.identity().secret(), dial.authUrl(), true, clock);
    return switch (dialer.dialHost(dial.webSocket(), dial.host())) {
      case DialResult.Refused(var sentence) -> failed.apply(sentence);
      case DialResult.Unreachable(var why) -> failed.apply(why);
      case DialResult.Busy _ -> failed.apply("the platform has no free connection");
      case DialResult.Open(var connection) -> {
        try (connection) {
          yield exchange.with(
              new RelayConversation(connection, identity, timeout, eventsMax + OTHERS_MAX));
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
          yield failed.apply("interrupted");
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
