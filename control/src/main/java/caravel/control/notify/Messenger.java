package caravel.control.notify;

import caravel.nostr.Event;
import caravel.nostr.PublicKey;
import java.util.List;
import java.util.Set;

/// Relays, as far as notices need them. Each call is bounded in time and size, and none throws for
/// what a relay does or does not do.
public interface Messenger {
  /// Hands over a signed event and waits for the relay's word on it.
  Posted post(Relay relay, Event event);

  /// The genuine events of these kinds by `author` that the relay has, newest first.
  Found find(Relay relay, PublicKey author, Set<Integer> kinds);

  /// @param namedBy decides how carefully it is dialled
  /// @param caller the person on whose list it is, whose name look-ups are limited (M3); `""` =
  ///   none
  record Relay(String url, NamedBy namedBy, String caller) {
    public Relay(String url, NamedBy namedBy) {
      this(url, namedBy, "");
    }
  }

  /// Whose word it is that this is a relay.
  enum NamedBy {
    OPERATOR,
    STRANGER
  }

  /// What came of handing over an event.
  sealed interface Posted {
    /// The relay has it, or had it already.
    record Taken() implements Posted {}

    /// The relay does not want it, or the address is none that we dial.
    record Refused(String why) implements Posted {}

    /// Nobody knows: it may have arrived.
    record Silent(String why) implements Posted {}

    /// The platform had no free connection, so the relay was not asked (M3).
    record Busy() implements Posted {}
  }

  /// What a relay has of somebody.
  sealed interface Found {
    record Events(List<Event> events) implements Found {
      public Events {
        events = List.copyOf(events);
      }
    }

    record Silent(String why) implements Found {}

    /// The platform had no free connection, so the relay was not asked (M3).
    record Busy() implements Found {}
  }
}
