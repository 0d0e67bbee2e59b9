package caravel.control.notify;

import caravel.nostr.Event;
import caravel.nostr.PublicKey;
import java.util.List;
import java.util.Set;

/// Sends events to relays and queries them, for notices. Each call is bounded in time and size, and
/// never throws because of a relay.
public interface Messenger {
  /// Sends a signed event and waits for the relay's answer.
  Posted post(Relay relay, Event event);

  /// Finds the valid events of these kinds by `author`, newest first.
  Found find(Relay relay, PublicKey author, Set<Integer> kinds);

  /// @param namedBy decides whether the outbound guard applies
  /// @param caller the person whose list names it, whose name look-ups are limited (M3); `""` =
  ///   none
  record Relay(String url, NamedBy namedBy, String caller) {
    public Relay(String url, NamedBy namedBy) {
      this(url, namedBy, "");
    }
  }

  /// The source of a relay's address.
  enum NamedBy {
    OPERATOR,
    STRANGER
  }

  /// The result of sending an event.
  sealed interface Posted {
    /// The relay stored it, or had it already.
    record Taken() implements Posted {}

    /// The relay refused it, or its address is not allowed.
    record Refused(String why) implements Posted {}

    /// The result is unknown: the event may have arrived.
    record Silent(String why) implements Posted {}

    /// The platform had no free connection, so nothing was sent (M3).
    record Busy() implements Posted {}
  }

  /// The result of a query.
  sealed interface Found {
    record Events(List<Event> events) implements Found {
      public Events {
        events = List.copyOf(events);
      }
    }

    record Silent(String why) implements Found {}

    /// The platform had no free connection, so nothing was queried (M3).
    record Busy() implements Found {}
  }
}
