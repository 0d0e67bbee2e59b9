package caravel.conformance;

import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Nip42;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import tools.jackson.databind.JsonNode;

/// The rooms that recorded cases need, created by the recorded administrator, who then receives the
/// relay's lists of participants.
final class RecordedRooms implements AutoCloseable {
  private static final long WAIT_MILLIS = 5_000;
  private static final int CREATE_ROOM = 9_007;
  private static final int ADD_MEMBER = 9_000;

  private final WebSocketClient client = new WebSocketClient();
  private final TranscriptPeer peer = new TranscriptPeer();
  private final InstantSource clock;

  private RecordedRooms(InstantSource clock) {
    this.clock = clock;
  }

  /// @param file a recording with `config` and `groups`: the flags of each room by its id
  static RecordedRooms create(int port, JsonNode file, InstantSource clock) {
    var rooms = new RecordedRooms(clock);
    rooms.connect(port, file.path("config").path("host").stringValue());
    for (var group : file.path("groups").properties()) {
      var tags = new ArrayList<List<String>>();
      tags.add(List.of("h", group.getKey()));
      group.getValue().forEach(flag -> tags.add(List.of(flag.stringValue().split(";", 2)[0])));
      rooms.publish(CREATE_ROOM, tags);
      if (group.getValue().toString().contains("alice is a member")) {
        rooms.publish(
            ADD_MEMBER,
            List.of(
                List.of("h", group.getKey()), List.of("p", RecordedKeys.publicKey("alice").hex())));
      }
    }
    rooms.peer.send("[\"REQ\",\"calls\",{\"kinds\":[39004]}]");
    return rooms;
  }

  private void connect(int port, String host) {
    try {
      client.start();
    } catch (Exception failed) {
      throw new IllegalStateException("the WebSocket client does not start", failed);
    }
    var isOpen =
        peer.connect(client, URI.create("ws://127.0.0.1:" + port + "/"), host, Map.of())
            && peer.await(message -> message.path(0).asString("").equals("AUTH"), WAIT_MILLIS);
    if (!isOpen) {
      throw new IllegalStateException("the relay " + host + " sends no challenge");
    }
    var answer =
        Nip42.answer(
            RecordedKeys.secret("admin"),
            "ws://" + host,
            peer.challenge(),
            clock.instant().getEpochSecond());
    send("AUTH", answer);
  }

  private void publish(int kind, List<List<String>> tags) {
    long now = clock.instant().getEpochSecond();
    send("EVENT", Event.sign(RecordedKeys.secret("admin"), now, kind, tags, ""));
  }

  private void send(String label, Event event) {
    peer.send("[\"" + label + "\"," + EventJson.write(event) + "]");
    var ok =
        peer.take(
            message ->
                message.path(0).asString("").equals("OK")
                    && message.path(1).asString("").equals(event.id().hex()),
            WAIT_MILLIS);
    if (ok.isEmpty() || !ok.get().path(2).asBoolean(false)) {
      throw new IllegalStateException("the relay refused " + EventJson.write(event) + ": " + ok);
    }
  }

  /// Whether members receive an event with the kind and the tags of this one.
  boolean receives(JsonNode recorded) {
    return peer.take(
            message ->
                message.path(0).asString("").equals("EVENT")
                    && message.path(2).path("kind").equals(recorded.path("kind"))
                    && message.path(2).path("tags").equals(recorded.path("tags")),
            WAIT_MILLIS)
        .isPresent();
  }

  @Override
  public void close() {
    peer.close();
    try {
      client.stop();
    } catch (Exception failed) {
      throw new IllegalStateException("the WebSocket client does not stop", failed);
    }
  }
}
