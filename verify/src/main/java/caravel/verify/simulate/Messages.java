package caravel.verify.simulate;

import caravel.control.notify.Messenger;
import caravel.nostr.Event;
import caravel.nostr.Kinds;
import caravel.nostr.PublicKey;
import caravel.nostr.UnsignedEvent;
import caravel.verify.simulate.FaultInjector.Place;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The simulated relays that deliver direct messages.
final class Messages implements Messenger {
  private static final String MAILBOX = "wss://mail.example";

  private final World world;
  private final Map<PublicKey, Event> lists = new HashMap<>();
  private final Map<PublicKey, Set<String>> delivered = new HashMap<>();

  Messages(World world) {
    this.world = world;
  }

  /// The ids of all messages delivered to a recipient, each once.
  Set<String> delivered(PublicKey recipient) {
    return delivered.getOrDefault(recipient, Set.of());
  }

  /// Forgets the messages sent so far: after a restore or a clock error the platform may send them
  /// again.
  void forgetDelivered() {
    delivered.clear();
  }

  @Override
  public Posted post(Relay relay, Event event) {
    return world
        .fortune()
        .call(
            Place.MESSAGES,
            "message: " + event.id().hex().substring(0, 8) + " to " + relay.url(),
            () -> {
              event.tagValues("p").stream().findFirst().ifPresent(to -> deliver(to, event));
              return new Posted.Taken();
            },
            () -> new Posted.Silent("no answer"));
  }

  /// While the clock is wrong, the platform may forget a message right after sending it.
  private void deliver(String to, Event event) {
    if (!world.disruptions().outages().isRunning(Outages.Cause.WRONG_CLOCK)) {
      delivered
          .computeIfAbsent(new PublicKey(to), _ -> new LinkedHashSet<>())
          .add(event.id().hex());
    }
  }

  @Override
  public Found find(Relay relay, PublicKey author, Set<Integer> kinds) {
    return world
        .fortune()
        .call(
            Place.MESSAGES,
            "message: where is " + author.hex().substring(0, 8),
            () -> new Found.Events(List.of(lists.computeIfAbsent(author, this::list))),
            () -> new Found.Silent("no answer"));
  }

  private Event list(PublicKey author) {
    return new UnsignedEvent(
            author,
            world.clock().truth().getEpochSecond(),
            Kinds.DIRECT_MESSAGE_RELAYS,
            List.of(List.of("relay", MAILBOX)),
            "")
        .sign(world.keys().of(author));
  }
}
