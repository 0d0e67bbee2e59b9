package caravel.engine.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.engine.session.Address;
import caravel.engine.session.ClientChannel;
import caravel.engine.session.Session;
import caravel.engine.store.EventStores;
import caravel.engine.store.MemoryCommitLog;
import caravel.engine.store.Sync;
import caravel.engine.store.TestStores;
import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Filter;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An ended relay instance writes nothing more (B6), and no relay waits for another one (B10).
final class RelayIsolationTest {
  private static final SecretKey AUTHOR = SecretKey.parse("05".repeat(32));
  private static final String OWNER = SecretKey.parse("02".repeat(32)).publicKey().hex();
  private static final String OTHER_SECRET = "0f".repeat(32);

  /// More events than one socket may have unanswered, so that the publisher waits within its
  /// session.
  private static final int EVENTS = 400;

  @TempDir Path folder;
  private final MemoryCommitLog log = new MemoryCommitLog();
  private EventStores stores;
  private VirtualRelays relays;

  @BeforeEach
  void start() throws IOException {
    Files.createDirectories(folder.resolve("config"));
    stores = TestStores.open(folder.resolve("relays"), Sync.NORMAL, log);
    relays =
        VirtualRelays.open(
            folder.resolve("config"), stores, InstantSource.system(), Duration.ofMinutes(10));
  }

  @AfterEach
  void stop() {
    relays.close();
    stores.close();
  }

  private static final class SilentPeer implements ClientChannel {
    @Override
    public void queue(String text) {}

    @Override
    public void queueEvent(byte[] head, byte[] event) {}

    @Override
    public void flush() {}

    @Override
    public void awaitRoom() {}

    @Override
    public void close(int code, String reason) {}
  }

  private static VirtualRelayId id(String id) {
    return new VirtualRelayId(id);
  }

  private static String json(String name) {
    return """
    {"host":"%s","schema":"%s","secret":"%s","info":{"pubkey":"%s"},
     "policy":{"anonymous":true,"public_write":true}}\
    """
        .formatted(name, name, "01".repeat(32), OWNER);
  }

  private Path file(String schema) {
    return folder.resolve("relays").resolve(schema + ".db");
  }

  /// Creates a relay with an open store and loaded members.
  private Session connectTo(String name) {
    assertThat(relays.create(id(name), json(name))).isEqualTo(new Outcome.Done());
    assertThat(relays.members(id(name))).isInstanceOf(Outcome.Members.class);
    return relays.at(name).orElseThrow().connect(new SilentPeer(), new Address("ws://" + name));
  }

  private static Thread publish(Session session) {
    var messages = new ArrayList<String>();
    for (int i = 0; i < EVENTS; i++) {
      var event = Event.sign(AUTHOR, 1_700_000_000 + i, 1, List.of(), "note " + i);
      messages.add("[\"EVENT\"," + EventJson.write(event) + "]");
    }
    return Thread.ofPlatform()
        .start(() ->
            messages.forEach(text -> session.onMessage(text.getBytes(StandardCharsets.UTF_8))));
  }

  private static void awaitWaiting(Thread thread) {
    await().until(() -> thread.getState() == Thread.State.WAITING);
  }

  @Test
  void b6_a_purged_relay_does_not_come_back() throws Exception {
    var session = connectTo("a");
    Thread publisher;
    CompletableFuture<Outcome> purge;
    try (var _ = log.hold("a")) {
      publisher = publish(session);
      awaitWaiting(publisher);
      purge = CompletableFuture.supplyAsync(() -> relays.delete(id("a"), true));
      await().until(() -> relays.at("a").isEmpty());
    }
    assertThat(purge.join()).isEqualTo(new Outcome.Purged());
    publisher.join();
    assertThat(file("a")).doesNotExist();
  }

  @Test
  void b6_no_event_is_stored_through_an_instance_whose_key_has_changed() throws Exception {
    var session = connectTo("a");
    Thread publisher;
    CompletableFuture<Outcome> change;
    try (var _ = log.hold("a")) {
      publisher = publish(session);
      awaitWaiting(publisher);
      change =
          CompletableFuture.supplyAsync(
              () -> relays.patch(id("a"), "{\"secret\":\"" + OTHER_SECRET + "\"}"));
      await().until(() -> relays.at("a").isEmpty());
    }
    assertThat(change.join()).isEqualTo(new Outcome.Done());
    int stored = stored("a");
    publisher.join();
    assertThat(stored("a")).isEqualTo(stored).isLessThan(EVENTS);
  }

  private int stored(String schema) {
    return stores.open(schema).query(Filter.all().withKinds(1), EVENTS, 0).size();
  }

  @Test
  void b10_other_relays_are_changed_while_one_waits_for_the_log() throws Exception {
    connectTo("a");
    connectTo("b");
    var role = ",\"roles\":{\"x\":{\"pubkeys\":[\"" + AUTHOR.publicKey().hex() + "\"]}}}";
    CompletableFuture<Outcome> slow;
    try (var _ = log.hold("a")) {
      slow =
          CompletableFuture.supplyAsync(
              () -> relays.patch(id("a"), "{\"info\":{\"name\":\"A\"}" + role));
      await().until(() -> relays.at("a").orElseThrow().config().info().name().equals("A"));
      assertThat(relays.patch(id("b"), "{\"info\":{\"name\":\"B\"}}"))
          .isEqualTo(new Outcome.Done());
      assertThat(relays.create(id("c"), json("c"))).isEqualTo(new Outcome.Done());
      assertThat(relays.delete(id("b"), true)).isEqualTo(new Outcome.Purged());
      assertThat(relays.members(id("c"))).isInstanceOf(Outcome.Members.class);
      Files.delete(folder.resolve("config/c.toml"));
      await().until(() -> relays.at("c").isEmpty());
      assertThat(slow).isNotDone();
    }
    assertThat(slow.join()).isEqualTo(new Outcome.Done());
  }

  @Test
  void b10_a_schema_is_free_only_when_its_last_relay_has_ended() throws Exception {
    var session = connectTo("a");
    Thread publisher;
    CompletableFuture<Outcome> purge;
    try (var _ = log.hold("a")) {
      publisher = publish(session);
      awaitWaiting(publisher);
      purge = CompletableFuture.supplyAsync(() -> relays.delete(id("a"), true));
      await().until(() -> relays.at("a").isEmpty());
      assertThat(relays.create(id("b"), json("a")))
          .isEqualTo(new Outcome.Taken("schema \"a\" is already in use"));
    }
    purge.join();
    publisher.join();
    assertThat(relays.create(id("b"), json("a"))).isEqualTo(new Outcome.Done());
    assertThat(relays.members(id("b"))).isInstanceOf(Outcome.Members.class);
  }
}
