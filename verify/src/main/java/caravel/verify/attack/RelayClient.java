package caravel.verify.attack;

import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Json;
import caravel.nostr.Kinds;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// A well-behaved client of one relay (NIP-01, NIP-42).
final class RelayClient implements AutoCloseable {
  private static final int ANSWER_MILLIS_MAX = 10_000;

  private final RawConnection connection;

  private RelayClient(RawConnection connection) {
    this.connection = connection;
  }

  /// Connects and authenticates.
  static RelayClient signIn(InetAddress from, int port, String host, SecretKey key, long now)
      throws IOException {
    var connection = RawConnection.open(from, port, ANSWER_MILLIS_MAX);
    try {
      connection.upgrade(host);
      var client = new RelayClient(connection);
      client.authenticate(host, key, now);
      return client;
    } catch (IOException failed) {
      connection.close();
      throw failed;
    }
  }

  /// Connects and does not authenticate.
  static RelayClient connect(InetAddress from, int port, String host) throws IOException {
    var connection = RawConnection.open(from, port, ANSWER_MILLIS_MAX);
    try {
      connection.upgrade(host);
      var client = new RelayClient(connection);
      client.read("AUTH");
      return client;
    } catch (IOException failed) {
      connection.close();
      throw failed;
    }
  }

  private void authenticate(String host, SecretKey key, long now) throws IOException {
    var challenge = read("AUTH").get(1).asString();
    var tags = List.of(List.of("relay", "ws://" + host), List.of("challenge", challenge));
    var event = Event.sign(key, now, Kinds.RELAY_AUTH, tags, "");
    connection.sendMessage("[\"AUTH\"," + EventJson.write(event) + "]");
    var answer = read("OK");
    if (!answer.get(2).asBoolean()) {
      throw new IOException("the relay refused the sign-in: " + answer);
    }
  }

  /// Publishes an event and waits for its `OK`.
  ///
  /// @return whether the relay accepted it
  boolean publish(Event event) throws IOException {
    connection.sendMessage("[\"EVENT\"," + EventJson.write(event) + "]");
    return read("OK").get(2).asBoolean();
  }

  /// Requests stored events and waits for the end of the answer.
  ///
  /// @return the duration in nanoseconds
  long query(String filter) throws IOException {
    var from = System.nanoTime();
    connection.sendMessage("[\"REQ\",\"q\"," + filter + "]");
    read("EOSE");
    var took = System.nanoTime() - from;
    connection.sendMessage("[\"CLOSE\",\"q\"]");
    return took;
  }

  /// Sends a message and collects all messages until one of these types has arrived.
  List<String> exchange(String message, Set<String> last) throws IOException {
    connection.sendMessage(message);
    var messages = new ArrayList<String>();
    while (true) {
      var received = connection.readMessage();
      messages.add(received);
      if (last.contains(type(received))) {
        return messages;
      }
    }
  }

  /// The first element of a message.
  private static String type(String message) {
    var from = message.indexOf('"') + 1;
    return message.substring(from, Math.max(from, message.indexOf('"', from)));
  }

  RawConnection connection() {
    return connection;
  }

  private JsonNode read(String type) throws IOException {
    while (true) {
      var message = Json.mapper().readTree(connection.readMessage());
      var found = message.path(0).asString("");
      if (found.equals(type)) {
        return message;
      }
      if (found.equals("CLOSED")) {
        throw new IOException("the relay refused the request: " + message);
      }
    }
  }

  @Override
  public void close() {
    connection.close();
  }

  /// The clock's time in unix seconds.
  static long seconds(InstantSource clock) {
    return clock.instant().getEpochSecond();
  }
}
