package caravel.control.notify.nostr;

import caravel.control.notify.Messenger;
import caravel.control.outbound.Dialled;
import caravel.control.outbound.RelayConnection;
import caravel.control.outbound.RelayDialer;
import caravel.nostr.Event;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;

/// Sends and queries over WebSockets, one conversation per call. Addresses from users pass the
/// outbound guard.
public final class NostrMessenger implements Messenger {
  private final RelayDialer strangers;
  private final RelayDialer operator;
  private final SecretKey robot;
  private final InstantSource clock;
  private final Duration waitMax;

  /// @param strangers for addresses that a recipient named
  /// @param operator for addresses that the operator set
  /// @param robot authenticates where a relay requires it
  /// @param clock the wall clock
  public NostrMessenger(
      RelayDialer strangers, RelayDialer operator, SecretKey robot, InstantSource clock) {
    this(strangers, operator, robot, clock, RelayConversation.WAIT_MAX);
  }

  NostrMessenger(
      RelayDialer strangers,
      RelayDialer operator,
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
      case Dialled.Open(var connection) -> {
        try (connection) {
          yield talk(relay, connection).post(event);
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
          yield new Posted.Silent("interrupted");
        }
      }
      case Dialled.Refused(var sentence) -> new Posted.Refused(sentence);
      case Dialled.Unreachable(var why) -> new Posted.Silent(why);
      case Dialled.Busy() -> new Posted.Busy();
    };
  }

  @Override
  public Found find(Relay relay, PublicKey author, Set<Integer> kinds) {
    return switch (dial(relay)) {
      case Dialled.Open(var connection) -> {
        try (connection) {
          yield talk(relay, connection).find(author, kinds);
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
          yield new Found.Silent("interrupted");
        }
      }
      case Dialled.Refused(var sentence) -> new Found.Silent(sentence);
      case Dialled.Unreachable(var why) -> new Found.Silent(why);
      case Dialled.Busy() -> new Found.Busy();
    };
  }

  private Dialled dial(Relay relay) {
    return switch (relay.namedBy()) {
      case STRANGER -> strangers.dial(relay.caller(), relay.url());
      case OPERATOR -> operator.dial(relay.url());
    };
  }

  private RelayConversation talk(Relay relay, RelayConnection connection) {
    return new RelayConversation(connection, relay.url(), robot, clock, waitMax);
  }
}
