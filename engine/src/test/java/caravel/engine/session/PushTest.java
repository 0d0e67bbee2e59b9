package caravel.engine.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.engine.config.RelayConfig;
import caravel.engine.failure.FailureHandler;
import caravel.engine.push.PushSender;
import caravel.engine.session.LiveRelay.Ban;
import caravel.engine.session.LiveRelay.RelaySetup;
import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Json;
import caravel.nostr.SecretKey;
import caravel.outbound.OutboundGuard;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// Push notifications to a real HTTP server. A notification that must not come is proved by a later
/// one of the same subscriber that did: their order is kept while each waits for the one before.
final class PushTest {
  private static final long PATIENCE_SECONDS = 20;
  private static final String RELAY_URL = "wss://" + TestRelay.HOST + "/";

  @RegisterExtension private final TestRelay stage = new TestRelay();

  private final Map<String, BlockingQueue<JsonNode>> received = new ConcurrentHashMap<>();
  private final Map<String, Integer> statuses = new ConcurrentHashMap<>();
  private final CountDownLatch slowMayEnd = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<LiveRelay> relays = new ArrayList<>();
  private HttpServer server;
  private PushSender sender;
  private LiveRelay relay;
  private long second = 1_700_000_000;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::receive);
    server.start();
    sender = new PushSender(OutboundGuard.openTo(server.getAddress()));
    relay = open(TestRelay.withPush(TestRelay.withRooms(TestRelay.config()), true));
  }

  @AfterEach
  void stop() {
    slowMayEnd.countDown();
    relays.forEach(open -> open.close("the test is over"));
    sender.close();
    server.stop(0);
    threads.close();
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath();
      assertThat(exchange.getRequestMethod()).isEqualTo("POST");
      var type = exchange.getRequestHeaders().getFirst("Content-Type");
      var body = exchange.getRequestBody().readAllBytes();
      if (path.equals("/slow")) {
        slowMayEnd.await();
      }
      exchange.sendResponseHeaders(
          "application/json".equals(type) ? statuses.getOrDefault(path, 200) : 415, -1);
      queue(path).add(Json.mapper().readTree(body));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private BlockingQueue<JsonNode> queue(String path) {
    return received.computeIfAbsent(path, _ -> new LinkedBlockingQueue<>());
  }

  /// Waits for the next notification at a path.
  private JsonNode next(String path) {
    try {
      var body = queue(path).poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(body).as("a notification at %s", path).isNotNull();
      return body == null ? Json.mapper().createObjectNode() : body;
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  private String nextId(String path) {
    return next(path).path("id").asString("");
  }

  private LiveRelay open(RelayConfig config) {
    var setup =
        new RelaySetup(
            () -> Instant.ofEpochSecond(stage.now()),
            FailureHandler.WITHOUT_EXIT,
            RelayLimits.STANDARD,
            stage.timers,
            null,
            sender);
    var opened = new LiveRelay(config, () -> stage.store, setup);
    relays.add(opened);
    return opened;
  }

  private Client enter(SecretKey who) {
    var client = new Client(relay, TestRelay.ADDRESS);
    client.authenticate(who, stage.now());
    return client;
  }

  /// Publishes with a key, and returns the text of the OK; empty if it was accepted.
  private String publish(SecretKey who, Event event) {
    var client = enter(who);
    client.publishes(event);
    var ok = Json.tree(client.next());
    assertThat(ok.path(0).asString("")).isEqualTo("OK");
    return ok.path(2).asBoolean() ? "" : ok.path(3).asString("");
  }

  private Event accept(SecretKey who, int kind, List<List<String>> tags) {
    var event = Event.sign(who, second++, kind, tags, "pushed");
    assertThat(publish(who, event)).isEmpty();
    return event;
  }

  private Event note(SecretKey who) {
    return accept(who, 1, List.of());
  }

  private static List<List<String>> tags(String d, String path, String filter) {
    return new ArrayList<>(
        List.of(
            List.of("d", d),
            List.of("relay", RELAY_URL),
            List.of("filter", filter),
            List.of("callback", "http://push.example.com" + path)));
  }

  private Event subscribe(SecretKey who, String path, String filter, String... more) {
    var tags = tags("s" + path, path, filter);
    for (var name : more) {
      tags.add(List.of(name, "1"));
    }
    return accept(who, 30_390, tags);
  }

  @Test
  void a_notification_names_the_event_and_the_relay() {
    subscribe(TestRelay.ALICE, "/a", "{\"kinds\":[1]}");
    var event = note(TestRelay.BOB);
    assertThat(next("/a"))
        .isEqualTo(
            Json.tree("{\"id\":\"" + event.id().hex() + "\",\"relay\":\"" + RELAY_URL + "\"}"));
  }

  @Test
  void it_has_the_event_on_request() {
    subscribe(TestRelay.ALICE, "/a", "{}", "include_event");
    var event = note(TestRelay.BOB);
    assertThat(next("/a").path("event")).isEqualTo(Json.tree(EventJson.write(event)));
  }

  @Test
  void signatures_are_stripped_for_all_but_managers() {
    var policy = new RelayConfig.Policy(false, false, false, true, false, null);
    relay = open(TestRelay.withPush(TestRelay.config(policy), true));
    subscribe(TestRelay.ALICE, "/member", "{}", "include_event");
    subscribe(TestRelay.MANAGER, "/manager", "{}", "include_event");
    var event = note(TestRelay.BOB);
    assertThat(next("/member").path("event").has("sig")).isFalse();
    assertThat(next("/manager").path("event")).isEqualTo(Json.tree(EventJson.write(event)));
  }

  @Test
  void ephemeral_events_are_pushed_and_own_events_are_not() {
    subscribe(TestRelay.ALICE, "/a", "{\"kinds\":[1,20001]}");
    note(TestRelay.ALICE);
    var event = accept(TestRelay.BOB, 20_001, List.of());
    assertThat(nextId("/a")).isEqualTo(event.id().hex());
  }

  @Test
  void the_relays_own_events_are_not_pushed() {
    subscribe(TestRelay.ALICE, "/a", "{\"kinds\":[1,8000,13534]}");
    relay.allow(TestRelay.EVE.publicKey());
    var event = note(TestRelay.EVE);
    assertThat(nextId("/a")).isEqualTo(event.id().hex());
  }

  @Test
  void a_private_room_is_pushed_to_its_members_only() {
    accept(TestRelay.MANAGER, 9_007, List.of(List.of("h", "secret"), List.of("private")));
    accept(
        TestRelay.MANAGER,
        9_000,
        List.of(List.of("h", "secret"), List.of("p", TestRelay.hex(TestRelay.BOB))));
    subscribe(TestRelay.ALICE, "/outside", "{\"kinds\":[1,9]}");
    subscribe(TestRelay.BOB, "/inside", "{\"kinds\":[1,9]}");
    var message = accept(TestRelay.MANAGER, 9, List.of(List.of("h", "secret")));
    assertThat(nextId("/inside")).isEqualTo(message.id().hex());
    var open = note(TestRelay.MANAGER);
    assertThat(nextId("/outside")).isEqualTo(open.id().hex());
    assertThat(nextId("/inside")).isEqualTo(open.id().hex());
    assertThat(queue("/outside")).isEmpty();
  }

  @Test
  void only_members_subscribe_and_those_who_were_banned_receive_nothing() {
    var event = Event.sign(TestRelay.EVE, 1, 30_390, tags("s", "/eve", "{}"), "");
    assertThat(publish(TestRelay.EVE, event))
        .isEqualTo("restricted: you are not a member of this relay");
    subscribe(TestRelay.ALICE, "/alice", "{}");
    subscribe(TestRelay.BOB, "/bob", "{}");
    relay.ban(new Ban(TestRelay.ALICE.publicKey(), ""));
    var note = note(TestRelay.MANAGER);
    assertThat(nextId("/bob")).isEqualTo(note.id().hex());
    assertThat(queue("/alice")).isEmpty();
  }

  @Test
  void a_member_who_was_removed_receives_nothing() {
    relay.allow(TestRelay.EVE.publicKey());
    subscribe(TestRelay.EVE, "/eve", "{}");
    subscribe(TestRelay.BOB, "/bob", "{}");
    relay.unallow(TestRelay.EVE.publicKey());
    var note = note(TestRelay.MANAGER);
    assertThat(nextId("/bob")).isEqualTo(note.id().hex());
    assertThat(queue("/eve")).isEmpty();
  }

  @Test
  void a_subscription_that_its_author_deleted_or_replaced_is_not_used() {
    var first = subscribe(TestRelay.ALICE, "/first", "{\"kinds\":[1]}");
    accept(TestRelay.ALICE, 5, List.of(List.of("e", first.id().hex())));
    accept(TestRelay.BOB, 30_390, tags("s", "/old", "{\"kinds\":[1]}"));
    accept(TestRelay.BOB, 30_390, tags("s", "/new", "{\"kinds\":[1]}"));
    var note = note(TestRelay.MANAGER);
    assertThat(nextId("/new")).isEqualTo(note.id().hex());
    subscribe(TestRelay.ALICE, "/second", "{\"kinds\":[1]}");
    var later = note(TestRelay.MANAGER);
    assertThat(nextId("/second")).isEqualTo(later.id().hex());
    assertThat(queue("/first")).isEmpty();
    assertThat(queue("/old")).isEmpty();
  }

  @Test
  void a_callback_that_answers_404_ends_its_subscription() {
    statuses.put("/gone", 404);
    var subscription = subscribe(TestRelay.ALICE, "/gone", "{\"kinds\":[1]}");
    note(TestRelay.BOB);
    next("/gone");
    awaitDeletion(subscription);
  }

  private void awaitDeletion(Event subscription) {
    await().until(() -> stage.store.find(subscription.id()).isEmpty());
  }

  @Test
  void ten_failures_in_a_row_end_a_subscription_and_a_success_between_them_does_not() {
    var subscription = subscribe(TestRelay.ALICE, "/a", "{\"kinds\":[1]}");
    failTimes(9);
    statuses.put("/a", 204);
    note(TestRelay.BOB);
    next("/a");
    failTimes(9);
    assertThat(stage.store.find(subscription.id())).isPresent();
    failTimes(1);
    awaitDeletion(subscription);
  }

  private void failTimes(int times) {
    statuses.put("/a", 500);
    for (int i = 0; i < times; i++) {
      note(TestRelay.BOB);
      next("/a");
    }
  }

  @Test
  void a_slow_callback_does_not_delay_another_subscriber() {
    subscribe(TestRelay.ALICE, "/slow", "{\"kinds\":[1]}");
    subscribe(TestRelay.BOB, "/bob", "{\"kinds\":[1]}");
    for (int i = 0; i < 20; i++) {
      var note = note(TestRelay.MANAGER);
      assertThat(nextId("/bob")).isEqualTo(note.id().hex());
    }
    assertThat(queue("/slow")).isEmpty();
  }

  @Test
  void an_event_that_was_deleted_before_its_delivery_is_not_pushed() {
    subscribe(TestRelay.ALICE, "/slow", "{\"kinds\":[1]}");
    note(TestRelay.BOB);
    note(TestRelay.BOB);
    var third = note(TestRelay.BOB);
    var fourth = note(TestRelay.BOB);
    accept(TestRelay.BOB, 5, List.of(List.of("e", third.id().hex())));
    slowMayEnd.countDown();
    next("/slow");
    next("/slow");
    assertThat(nextId("/slow")).isEqualTo(fourth.id().hex());
  }

  @Test
  void subscriptions_are_loaded_after_a_restart() {
    subscribe(TestRelay.ALICE, "/a", "{\"kinds\":[1]}");
    relay = open(TestRelay.withPush(TestRelay.config(), true));
    var note = note(TestRelay.BOB);
    assertThat(nextId("/a")).isEqualTo(note.id().hex());
  }

  @Test
  void imported_subscriptions_are_used() {
    subscribe(TestRelay.BOB, "/bob", "{\"kinds\":[1]}");
    var event = Event.sign(TestRelay.ALICE, 1, 30_390, tags("s", "/alice", "{}"), "");
    note(TestRelay.MANAGER);
    next("/bob");
    var file = new EventImport(relay);
    file.add(EventJson.write(event).getBytes(StandardCharsets.UTF_8));
    assertThat(file.finish().imported()).isEqualTo(1);
    var note = note(TestRelay.MANAGER);
    assertThat(nextId("/alice")).isEqualTo(note.id().hex());
  }

  @Test
  void nothing_is_pushed_while_push_is_not_enabled_but_subscriptions_are_stored() {
    var enabled = relay.config();
    relay.reconfigure(TestRelay.withPush(enabled, false));
    subscribe(TestRelay.ALICE, "/a", "{\"kinds\":[1]}");
    note(TestRelay.BOB);
    relay.reconfigure(enabled);
    var note = note(TestRelay.BOB);
    assertThat(nextId("/a")).isEqualTo(note.id().hex());
  }

  @Test
  void an_author_has_at_most_eleven_subscriptions_and_an_update_counts() {
    for (int i = 0; i < 11; i++) {
      accept(TestRelay.ALICE, 30_390, tags("n" + i, "/a", "{}"));
    }
    for (var identifier : List.of("n0", "more")) {
      var event = Event.sign(TestRelay.ALICE, second++, 30_390, tags(identifier, "/a", "{}"), "");
      assertThat(publish(TestRelay.ALICE, event))
          .isEqualTo("invalid: too many subscriptions registered");
    }
    var again = Event.sign(TestRelay.BOB, second++, 30_390, tags("s", "/b", "{}"), "");
    assertThat(publish(TestRelay.BOB, again)).isEmpty();
    assertThat(publish(TestRelay.BOB, again)).isEmpty();
  }

  @Test
  void subscriptions_are_not_served() {
    subscribe(TestRelay.ALICE, "/a", "{}");
    for (var reader : List.of(TestRelay.ALICE, TestRelay.BOB)) {
      enter(reader).says("[\"REQ\",\"q\",{\"kinds\":[30390]}]").hears("[\"EOSE\",\"q\"]");
    }
  }
}
