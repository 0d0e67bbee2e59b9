package caravel.control.notify.nostr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.control.TestClock;
import caravel.control.notify.Messenger;
import caravel.control.notify.Messenger.Found;
import caravel.control.notify.Messenger.NamedBy;
import caravel.control.notify.Messenger.Posted;
import caravel.control.notify.Messenger.Relay;
import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Json;
import caravel.nostr.Kinds;
import caravel.nostr.RelayMessage;
import caravel.nostr.SecretKey;
import caravel.outbound.RelayConnection;
import caravel.outbound.WebSocketDialer;
import io.javalin.Javalin;
import io.javalin.websocket.WsContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Conversations with arbitrary relays over real sockets.
final class NostrMessengerTest {
  private static final SecretKey ROBOT = SecretKey.generate();
  private static final SecretKey ALICE = SecretKey.generate();
  private static final Event MESSAGE = event(ROBOT, Kinds.GIFT_WRAP, 1);
  private static final Set<Integer> WANTED = Set.of(Kinds.DIRECT_MESSAGE_RELAYS);

  /// Long enough for a loaded machine, where an answer is expected.
  private static final Duration LONG = Duration.ofSeconds(30);

  /// Where no answer is expected.
  private static final Duration SHORT = Duration.ofMillis(700);

  private final List<JsonNode> heard = new CopyOnWriteArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private Consumer<WsContext> greeting = _ -> {};

  @AfterEach
  void close() throws Exception {
    for (var part : open.reversed()) {
      part.close();
    }
  }

  @Test
  void an_ok_for_this_event_is_a_receipt_and_one_for_another_is_not() {
    var other = event(ROBOT, Kinds.GIFT_WRAP, 2);
    var relay =
        relay((socket, _) -> {
          socket.send(new RelayMessage.Ok(other.id(), false, "blocked: not you").write());
          socket.send(new RelayMessage.Notice("hello").write());
          socket.send(new RelayMessage.Ok(MESSAGE.id(), true, "").write());
        });
    assertThat(messenger(LONG).post(relay, MESSAGE)).isEqualTo(new Posted.Taken());
    assertThat(heard).hasSize(1);
  }

  @Test
  void a_duplicate_counts_as_accepted() {
    var relay = answering(new RelayMessage.Ok(MESSAGE.id(), false, "duplicate: have it"));
    assertThat(messenger(LONG).post(relay, MESSAGE)).isEqualTo(new Posted.Taken());
  }

  @Test
  void a_refusal_has_the_relays_message() {
    var relay = answering(new RelayMessage.Ok(MESSAGE.id(), false, "blocked: members only"));
    assertThat(messenger(LONG).post(relay, MESSAGE))
        .isEqualTo(new Posted.Refused("blocked: members only"));
  }

  @Test
  void the_robot_authenticates_on_demand_and_sends_again() {
    var relay = demandingAuth(true);
    assertThat(messenger(LONG).post(relay, MESSAGE)).isEqualTo(new Posted.Taken());
    var answer = EventJson.parse(heard.get(1).get(1).toString());
    assertThat(answer.pubkey()).isEqualTo(ROBOT.publicKey());
    assertThat(answer.kind()).isEqualTo(Kinds.RELAY_AUTH);
    assertThat(answer.check()).isEqualTo(Event.Check.GENUINE);
    assertThat(answer.tags())
        .containsExactly(List.of("relay", relay.url()), List.of("challenge", "prove it"));
    assertThat(heard).hasSize(3);
  }

  @Test
  void a_relay_that_refuses_the_robots_auth_is_asked_once() {
    assertThat(messenger(LONG).post(demandingAuth(false), MESSAGE))
        .isEqualTo(new Posted.Refused("restricted: not you"));
    assertThat(heard).hasSize(2);
  }

  @Test
  void a_relay_without_a_valid_answer_is_silent() {
    var nothing = relay((_, _) -> {});
    assertThat(messenger(SHORT).post(nothing, MESSAGE))
        .isEqualTo(new Posted.Silent("no answer in time"));
    var garbage =
        relay((socket, _) -> {
          socket.send("garbage");
          socket.send("[\"OK\"]");
          socket.send("[\"OK\",\"" + MESSAGE.id() + "\",\"true\",\"\"]");
          socket.send("{}");
        });
    assertThat(messenger(SHORT).post(garbage, MESSAGE)).isInstanceOf(Posted.Silent.class);
    var goodbye = relay((socket, _) -> socket.closeSession(1000, "bye"));
    assertThat(messenger(LONG).post(goodbye, MESSAGE)).isInstanceOf(Posted.Silent.class);
    var huge = relay((socket, _) -> socket.send("a".repeat(RelayConnection.MESSAGE_BYTES_MAX + 1)));
    assertThat(messenger(LONG).post(huge, MESSAGE)).isInstanceOf(Posted.Silent.class);
  }

  @Test
  void a_relay_that_talks_without_end_is_not_listened_to_without_end() {
    var notice = new RelayMessage.Notice("and another thing").write();
    var relay =
        relay((socket, _) -> IntStream.range(0, 5_000).forEach(_ -> sendQuietly(socket, notice)));
    assertThat(messenger(LONG).post(relay, MESSAGE))
        .isEqualTo(new Posted.Silent("it talks without end"));
  }

  @Test
  void an_address_without_a_server_is_silent() {
    assertThat(messenger(LONG).post(new Relay("ws://127.0.0.1:1", NamedBy.OPERATOR), MESSAGE))
        .isInstanceOf(Posted.Silent.class);
  }

  @Test
  void a_stranger_cannot_send_the_robot_inside() {
    var relay = answering(new RelayMessage.Ok(MESSAGE.id(), true, ""));
    var port = relay.url().substring(relay.url().lastIndexOf(':'));
    for (var url : List.of(relay.url(), "wss://127.0.0.1", "ws://localhost" + port, "", "x:y")) {
      var posted = messenger(LONG).post(new Relay(url, NamedBy.STRANGER), MESSAGE);
      assertThat(posted).as(url).isNotInstanceOf(Posted.Taken.class);
      assertThat(messenger(LONG).find(new Relay(url, NamedBy.STRANGER), ALICE.publicKey(), WANTED))
          .as(url)
          .isInstanceOf(Found.Silent.class);
    }
    assertThat(heard).isEmpty();
  }

  @Test
  void only_genuine_events_of_the_right_author_and_kind_are_found() {
    var genuine = event(ALICE, Kinds.DIRECT_MESSAGE_RELAYS, 1);
    var forged = new Event(genuine.id(), event(ALICE, WANTED.iterator().next(), 9).unsigned(), "");
    var relay =
        answering(
            found(forged),
            found(event(ROBOT, Kinds.DIRECT_MESSAGE_RELAYS, 2)),
            found(event(ALICE, Kinds.RELAY_LIST, 3)),
            found(genuine),
            new RelayMessage.Eose("caravel"));
    assertThat(messenger(LONG).find(relay, ALICE.publicKey(), WANTED))
        .isEqualTo(new Found.Events(List.of(genuine)));
    var question = heard.getFirst();
    assertThat(question.get(0).asString()).isEqualTo("REQ");
    assertThat(question.get(2).get("authors").get(0).asString()).isEqualTo(ALICE.publicKey().hex());
  }

  @Test
  void what_came_before_a_relay_fell_silent_counts_and_nothing_at_all_is_silence() {
    var genuine = event(ALICE, Kinds.DIRECT_MESSAGE_RELAYS, 1);
    var silentAfterwards = answering(found(genuine));
    // A loaded machine may answer later than the silence that is waited for.
    await()
        .untilAsserted(() ->
            assertThat(messenger(SHORT).find(silentAfterwards, ALICE.publicKey(), WANTED))
                .isEqualTo(new Found.Events(List.of(genuine))));
    assertThat(messenger(SHORT).find(answering(), ALICE.publicKey(), WANTED))
        .isInstanceOf(Found.Silent.class);
    assertThat(
            messenger(LONG)
                .find(
                    answering(new RelayMessage.Closed("caravel", "error: shut")),
                    ALICE.publicKey(),
                    WANTED))
        .isEqualTo(new Found.Silent("error: shut"));
  }

  @Test
  void a_thousand_events_are_not_kept() {
    var many =
        IntStream.range(0, 100)
            .mapToObj(i -> found(event(ALICE, Kinds.DIRECT_MESSAGE_RELAYS, i)))
            .toArray(RelayMessage[]::new);
    var found = messenger(LONG).find(answering(append(many)), ALICE.publicKey(), WANTED);
    assertThat(found)
        .isInstanceOfSatisfying(
            Found.Events.class,
            some -> assertThat(some.events()).hasSize(NostrMessenger.EVENTS_MAX));
  }

  private static RelayMessage[] append(RelayMessage[] messages) {
    var all = new ArrayList<>(List.of(messages));
    all.add(new RelayMessage.Eose("caravel"));
    return all.toArray(RelayMessage[]::new);
  }

  private Relay answering(RelayMessage... answers) {
    return relay((socket, _) -> List.of(answers).forEach(one -> socket.send(one.write())));
  }

  private Relay demandingAuth(boolean believes) {
    greeting = socket -> socket.send(new RelayMessage.Auth("prove it").write());
    var known = new CopyOnWriteArrayList<String>();
    return relay((socket, message) -> {
      var event = EventJson.parse(message.get(1).toString());
      if (message.get(0).asString().equals("AUTH")) {
        known.add(socket.sessionId());
        var text = believes ? "" : "restricted: not you";
        socket.send(new RelayMessage.Ok(event.id(), believes, text).write());
      } else {
        var text = known.isEmpty() ? "auth-required: who are you?" : "";
        socket.send(new RelayMessage.Ok(event.id(), !known.isEmpty(), text).write());
      }
    });
  }

  private Relay relay(BiConsumer<WsContext, JsonNode> behaviour) {
    var server =
        Javalin.create(config ->
                config.routes.ws(
                    "/",
                    ws -> {
                      ws.onConnect(context -> greeting.accept(context));
                      ws.onMessage(context -> {
                        var message = Json.tree(context.message());
                        heard.add(message);
                        behaviour.accept(context, message);
                      });
                    }))
            .start("127.0.0.1", 0);
    open.add(server::stop);
    return new Relay("ws://127.0.0.1:" + server.port(), NamedBy.OPERATOR);
  }

  private static void sendQuietly(WsContext socket, String text) {
    try {
      socket.send(text);
    } catch (RuntimeException gone) {
      // The closed connection is expected.
    }
  }

  private Messenger messenger(Duration waitMax) {
    var strangers = WebSocketDialer.forStrangers(null);
    var operator = WebSocketDialer.forOperator();
    open.add(strangers);
    open.add(operator);
    return new NostrMessenger(strangers, operator, ROBOT, new TestClock(), waitMax);
  }

  private static RelayMessage found(Event event) {
    return new RelayMessage.EventFor("caravel", event);
  }

  private static Event event(SecretKey author, int kind, long at) {
    return Event.sign(author, at, kind, List.of(List.of("relay", "wss://a.example")), "");
  }
}
