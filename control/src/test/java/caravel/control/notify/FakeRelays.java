package caravel.control.notify;

import caravel.nostr.Event;
import caravel.nostr.Kinds;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Relays that answer as a test decides. Records all sent events in order.
final class FakeRelays implements Messenger {
  static final String INDEXER = "ws://indexer";
  static final String HOME = "ws://home";

  /// An event sent to a relay.
  record Handed(Relay relay, Event event) {}

  final List<Handed> handed = new ArrayList<>();
  final Map<String, Posted> answers = new HashMap<>();
  final Map<String, List<Event>> stored = new HashMap<>();
  final List<String> silent = new ArrayList<>();
  final List<String> busy = new ArrayList<>();
  final List<String> asked = new ArrayList<>();
  private Runnable during = () -> {};

  /// Runs while an event is being sent.
  void during(Runnable task) {
    during = task;
  }

  @Override
  public synchronized Posted post(Relay relay, Event event) {
    handed.add(new Handed(relay, event));
    during.run();
    return answers.getOrDefault(relay.url(), new Posted.Taken());
  }

  @Override
  public synchronized Found find(Relay relay, PublicKey author, Set<Integer> kinds) {
    asked.add(relay.url());
    if (busy.contains(relay.url())) {
      return new Found.Busy();
    }
    if (silent.contains(relay.url())) {
      return new Found.Silent("no answer in time");
    }
    return new Found.Events(
        stored.getOrDefault(relay.url(), List.of()).stream()
            .filter(event -> event.pubkey().equals(author) && kinds.contains(event.kind()))
            .toList());
  }

  /// Stores a person's mailbox at the indexer.
  void mailbox(SecretKey person, long at, String... relays) {
    put(INDEXER, list(person, at, relays));
  }

  void put(String relay, Event event) {
    stored.computeIfAbsent(relay, _ -> new ArrayList<>()).add(event);
  }

  static Event list(SecretKey person, long at, String... relays) {
    var tags = new ArrayList<List<String>>();
    for (var relay : relays) {
      tags.add(List.of("relay", relay));
    }
    return Event.sign(person, at, Kinds.DIRECT_MESSAGE_RELAYS, tags, "");
  }

  List<String> idsAt(String relay) {
    return handed.stream()
        .filter(one -> one.relay().url().equals(relay))
        .map(one -> one.event().id().hex())
        .toList();
  }
}
