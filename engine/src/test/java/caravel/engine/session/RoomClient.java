package caravel.engine.session;

import caravel.nostr.Event;
import caravel.nostr.SecretKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Acts in rooms with one key, and reads what a socket was sent.
final class RoomClient {
  private final TestRelay stage;
  private final SecretKey key;
  private final Client client;
  private long second = 1_700_000_000;

  RoomClient(TestRelay stage, SecretKey key) {
    this.stage = stage;
    this.key = key;
    this.client = stage.enter(key);
  }

  Client client() {
    return client;
  }

  /// Publishes an event, each one second later than the one before, and expects that it is
  /// accepted. Returns when it was offered to all subscriptions.
  Event does(int kind, String room, String... tags) {
    var event = event(kind, room, tags);
    client.forgets();
    client.publishes(event);
    client.hearsEventually(Client.ok(event, ""));
    stage.relay.delivery().awaitTurns();
    return event;
  }

  /// Publishes an event, and returns the text of its OK; empty if it was accepted.
  String answer(Event event) {
    client.forgets();
    client.publishes(event);
    for (var frame = client.next(); ; frame = client.next()) {
      if (frame.startsWith("[\"OK\"")) {
        return frame.contains(",true,")
            ? ""
            : frame.substring(frame.indexOf("false,\"") + 7, frame.length() - 2);
      }
    }
  }

  String tries(int kind, String room, String... tags) {
    return answer(event(kind, room, tags));
  }

  /// @param tags each with its elements separated by blanks
  Event event(int kind, String room, String... tags) {
    var all = new ArrayList<List<String>>();
    all.add(List.of("h", room));
    Arrays.stream(tags).map(tag -> List.of(tag.split(" "))).forEach(all::add);
    return Event.sign(key, second++, kind, all, "by " + TestRelay.hex(key).substring(0, 4));
  }

  /// The frames that the socket was sent so far.
  static List<String> heard(Client client) {
    client.says("[\"COUNT\",\"fence\",{}]");
    var heard = new ArrayList<String>();
    for (var frame = client.next(); !frame.contains("\"fence\""); frame = client.next()) {
      heard.add(frame);
    }
    return heard;
  }

  /// The stored events that a filter selects; empty if the reader is refused.
  static String stored(Client client, String filter) {
    client.forgets();
    client.says("[\"REQ\",\"stored\"," + filter + "]");
    var events = new StringBuilder();
    for (var frame = client.next(); ; frame = client.next()) {
      if (frame.startsWith("[\"EOSE\"") || frame.startsWith("[\"CLOSED\"")) {
        client.says("[\"CLOSE\",\"stored\"]");
        return events.toString();
      }
      events.append(frame).append('\n');
    }
  }
}
