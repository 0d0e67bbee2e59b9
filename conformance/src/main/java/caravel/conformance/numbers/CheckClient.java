package caravel.conformance.numbers;

import caravel.conformance.TranscriptPeer;
import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Json;
import caravel.nostr.Nip42;
import caravel.nostr.SecretKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/// One socket of a check, with the key of the person who uses it.
final class CheckClient implements AutoCloseable {
  /// Longest wait for a message.
  static final long WAIT_MILLIS = 5_000;

  private final CreatedRelay relay;
  private final SecretKey key;
  private final TranscriptPeer peer;
  private final AtomicInteger requests = new AtomicInteger();

  CheckClient(CreatedRelay relay, SecretKey key, TranscriptPeer peer) {
    this.relay = relay;
    this.key = key;
    this.peer = peer;
  }

  /// The answer to an EVENT or AUTH.
  record Ok(boolean isAccepted, String text) {}

  SecretKey key() {
    return key;
  }

  String pubkey() {
    return key.publicKey().hex();
  }

  TranscriptPeer peer() {
    return peer;
  }

  /// Signs an event of now.
  @SafeVarargs
  final Event event(int kind, String content, List<String>... tags) {
    var list = new ArrayList<List<String>>();
    for (var tag : tags) {
      list.add(tag);
    }
    return eventAt(relay.now(), kind, content, list);
  }

  Event eventAt(long createdAt, int kind, String content, List<List<String>> tags) {
    return Event.sign(key, createdAt, kind, tags, content);
  }

  /// Answers the challenge with this client's key, which must succeed.
  CheckClient authenticate() {
    authenticateAs(key);
    return this;
  }

  void authenticateAs(SecretKey other) {
    var ok = tryAuth(Nip42.answer(other, relay.url(), challenge(), relay.now()));
    Expect.that(ok.isAccepted(), "OK true for AUTH", ok);
  }

  Ok tryAuth(Event answer) {
    peer.send("[\"AUTH\"," + EventJson.write(answer) + "]");
    return ok(answer.id().hex());
  }

  /// Waits for the challenge of the relay.
  String challenge() {
    if (peer.challenge().isEmpty()) {
      peer.await(message -> is(message, "AUTH"), WAIT_MILLIS);
    }
    Expect.that(!peer.challenge().isEmpty(), "an AUTH challenge", peer.received());
    return peer.challenge();
  }

  Ok publish(Event event) {
    send(event);
    return ok(event.id().hex());
  }

  void send(Event event) {
    peer.send("[\"EVENT\"," + EventJson.write(event) + "]");
  }

  /// Publishes an event that must be accepted.
  Event accept(Event event) {
    var ok = publish(event);
    Expect.that(ok.isAccepted(), "OK true for kind " + event.kind(), ok);
    return event;
  }

  /// Publishes an event that must be refused with this text.
  void refuse(Event event, String text) {
    var ok = publish(event);
    Expect.that(
        !ok.isAccepted() && ok.text().startsWith(text),
        "OK false “" + text + "” for kind " + event.kind(),
        ok);
  }

  Ok ok(String id) {
    var message =
        expectMessage(
            found -> is(found, "OK") && found.path(1).asString("").equals(id), "an OK for " + id);
    return new Ok(message.path(2).asBoolean(false), message.path(3).asString(""));
  }

  /// Reads stored events until EOSE. A refusal ends the check as failed.
  List<JsonNode> query(String... filters) {
    var sub = "q" + requests.incrementAndGet();
    subscribe(sub, filters);
    peer.send("[\"CLOSE\",\"" + sub + "\"]");
    return events(sub);
  }

  List<String> queryIds(String... filters) {
    return query(filters).stream().map(event -> event.path("id").asString("")).toList();
  }

  boolean sees(Event event) {
    return !query("{\"ids\":[\"" + event.id().hex() + "\"]}").isEmpty();
  }

  /// Opens a subscription and waits for its EOSE.
  void subscribe(String sub, String... filters) {
    request(sub, filters);
    var end = endOfStored(sub);
    Expect.that(is(end, "EOSE"), "EOSE", end);
  }

  void request(String sub, String... filters) {
    peer.send("[\"REQ\",\"" + sub + "\"," + String.join(",", filters) + "]");
  }

  /// Sends a REQ that must be refused.
  ///
  /// @return the text of CLOSED
  String refusedQuery(String... filters) {
    var sub = "q" + requests.incrementAndGet();
    request(sub, filters);
    var end = endOfStored(sub);
    Expect.that(is(end, "CLOSED"), "CLOSED", end);
    return end.path(2).asString("");
  }

  private JsonNode endOfStored(String sub) {
    return expectMessage(
        found -> (is(found, "EOSE") || is(found, "CLOSED")) && isFor(found, sub),
        "EOSE or CLOSED for " + sub);
  }

  /// The events of a subscription that have come so far.
  List<JsonNode> events(String sub) {
    return peer.received().stream()
        .filter(found -> is(found, "EVENT") && isFor(found, sub))
        .map(found -> found.path(2))
        .toList();
  }

  /// Waits for a live event of a subscription.
  JsonNode awaitEvent(String sub, Predicate<JsonNode> wanted, String expected) {
    Predicate<JsonNode> message =
        found -> is(found, "EVENT") && isFor(found, sub) && wanted.test(found.path(2));
    peer.await(message, WAIT_MILLIS);
    return peer.received().stream()
        .filter(message)
        .findFirst()
        .map(found -> found.path(2))
        .orElseThrow(() -> CheckException.failed(expected, peer.received()));
  }

  JsonNode awaitEvent(String sub, Event event) {
    return awaitEvent(
        sub,
        found -> found.path("id").asString("").equals(event.id().hex()),
        "the live event " + event.id().hex());
  }

  boolean hasReceived(String sub, Event event) {
    return events(sub).stream()
        .anyMatch(found -> found.path("id").asString("").equals(event.id().hex()));
  }

  /// Waits for a message and takes it.
  JsonNode expectMessage(Predicate<JsonNode> wanted, String expected) {
    return peer.take(wanted, WAIT_MILLIS)
        .orElseThrow(() ->
            CheckException.failed(
                expected,
                peer.closeCode() == TranscriptPeer.OPEN
                    ? peer.received()
                    : "the socket closed with " + peer.closeCode() + peer.closeReason()));
  }

  JsonNode expectLabel(String label) {
    return expectMessage(found -> is(found, label), label);
  }

  /// Waits until the relay has closed the socket.
  ///
  /// @return the reason
  String awaitClose() {
    peer.await(_ -> false, WAIT_MILLIS);
    Expect.that(peer.closeCode() != TranscriptPeer.OPEN, "a closed socket", "an open socket");
    return peer.closeReason();
  }

  void sendText(String text) {
    peer.send(text);
  }

  static boolean is(JsonNode message, String label) {
    return message.path(0).asString("").equals(label);
  }

  static boolean isFor(JsonNode message, String sub) {
    return message.path(1).asString("").equals(sub);
  }

  /// A filter of one key with these values.
  static String filter(String key, Object... values) {
    var node = Json.mapper().createObjectNode();
    var list = node.putArray(key);
    for (var value : values) {
      if (value instanceof Integer number) {
        list.add(number);
      } else {
        list.add(String.valueOf(value));
      }
    }
    return node.toString();
  }

  @Override
  public void close() {
    peer.close();
  }
}
