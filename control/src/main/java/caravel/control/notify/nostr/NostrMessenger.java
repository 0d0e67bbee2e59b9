package caravel.control.notify.nostr;

import caravel.control.notify.Messenger;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.nostr.PublicKey;
import caravel.nostr.SearchTerms;
import caravel.nostr.SecretKey;
import caravel.outbound.RelayConnection;
import caravel.outbound.RelayConversation;
import caravel.outbound.RelayDialer.DialResult;
import caravel.outbound.WebSocketDialer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;

/// Sends and queries over WebSockets, one conversation per call. Addresses from users pass the
/// outbound guard.
public final class NostrMessenger implements Messenger {
  static final int EVENTS_MAX = 20;

  private final WebSocketDialer strangers;
  private final WebSocketDialer operator;
  private final SecretKey robot;
  private final InstantSource clock;
  private final Duration waitMax;

  /// @param strangers for addresses that a recipient named
  /// @param operator for addresses that the operator set
  /// @param robot authenticates where a relay requires it
  /// @param clock the wall clock
  public NostrMessenger(
      WebSocketDialer strangers, WebSocketDialer operator, SecretKey robot, InstantSource clock) {
    this(strangers, operator, robot, clock, RelayConversation.WAIT_MAX);
  }

  NostrMessenger(
      WebSocketDialer strangers,
      WebSocketDialer operator,
      SecretKey robot,
      InstantSource clock,
      Duration waitMax) {
    this.waitMax = waitMax;
    this.strangers = strangers;
    this.operator = operator;
    this.robot = robot;
    this.clock = clock;
  }

  @Override
  public Posted post(Relay relay, Event event) {
    return switch (dial(relay)) {
      case DialResult.Open(var connection) -> {
        try (connection) {
          yield posted(talk(relay, connection).publish(event));
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
          yield new Posted.Silent("interrupted");
        }
      }
      case DialResult.Refused(var sentence) -> new Posted.Refused(sentence);
      case DialResult.Unreachable(var why) -> new Posted.Silent(why);
      case DialResult.Busy() -> new Posted.Busy();
    };
  }

  private static Posted posted(RelayConversation.Published published) {
    return switch (published) {
      case RelayConversation.Published.Accepted _ -> new Posted.Taken();
      case RelayConversation.Published.Refused(var text) -> new Posted.Refused(text);
      case RelayConversation.Published.Unanswered(var why) -> new Posted.Silent(why);
    };
  }

  @Override
  public Found find(Relay relay, PublicKey author, Set<Integer> kinds) {
    return switch (dial(relay)) {
      case DialResult.Open(var connection) -> {
        try (connection) {
          yield found(
              talk(relay, connection)
                  .query(
                      filter(author, kinds), event -> isWanted(event, author, kinds), EVENTS_MAX));
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
          yield new Found.Silent("interrupted");
        }
      }
      case DialResult.Refused(var sentence) -> new Found.Silent(sentence);
      case DialResult.Unreachable(var why) -> new Found.Silent(why);
      case DialResult.Busy() -> new Found.Busy();
    };
  }

  private static Found found(RelayConversation.Stored stored) {
    return switch (stored) {
      case RelayConversation.Stored.Events(var events) -> new Found.Events(events);
      case RelayConversation.Stored.Refused(var text) -> new Found.Silent(text);
      case RelayConversation.Stored.Unfinished(var why, var events) ->
          events.isEmpty() ? new Found.Silent(why) : new Found.Events(events);
    };
  }

  private static Filter filter(PublicKey author, Set<Integer> kinds) {
    return new Filter(
        Set.of(),
        Set.of(author.hex()),
        kinds,
        Map.of(),
        0,
        Long.MAX_VALUE,
        EVENTS_MAX,
        SearchTerms.NONE);
  }

  private static boolean isWanted(Event event, PublicKey author, Set<Integer> kinds) {
    return event.pubkey().equals(author)
        && kinds.contains(event.kind())
        && event.check() == Event.Check.GENUINE;
  }

  private DialResult dial(Relay relay) {
    return switch (relay.namedBy()) {
      case STRANGER -> strangers.dial(relay.caller(), relay.url());
      case OPERATOR -> operator.dial(relay.url());
    };
  }

  private RelayConversation talk(Relay relay, RelayConnection connection) {
    var identity = new RelayConversation.Identity(robot, relay.url(), false, clock);
    return new RelayConversation(connection, identity, waitMax);
  }
}
