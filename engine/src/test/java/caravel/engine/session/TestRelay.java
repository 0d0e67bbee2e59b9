package caravel.engine.session;

import caravel.engine.config.RelayConfig;
import caravel.engine.config.RelayConfig.Role;
import caravel.engine.failure.FailureHandler;
import caravel.engine.limits.DiskSpace;
import caravel.engine.session.LiveRelay.RelaySetup;
import caravel.engine.store.EventStore.Change;
import caravel.engine.store.EventStores;
import caravel.engine.store.Sync;
import caravel.engine.store.TestStores;
import caravel.nostr.Event;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tools.jackson.databind.JsonNode;

/// A relay with members: the same people and roles as in zooid's recordings.
final class TestRelay implements AfterEachCallback {
  static final SecretKey RELAY = key(1);
  static final SecretKey OWNER = key(2);
  static final SecretKey ADMIN = key(3);
  static final SecretKey MANAGER = key(4);
  static final SecretKey INVITER = key(5);
  static final SecretKey ALICE = key(6);
  static final SecretKey BOB = key(7);
  static final SecretKey MALLORY = key(10);
  static final SecretKey EVE = key(11);

  static final long START = 1_800_000_000;
  static final String HOST = "relay.localhost:3334";
  static final Address ADDRESS = Address.of(HOST, null);

  private final AtomicLong now = new AtomicLong(START);
  final RelayTimers timers = RelayTimers.unread();
  private final Path folder;
  private final EventStores stores;
  private final List<TestRelay> others = new ArrayList<>();
  final FaultyStore store;
  final LiveRelay relay;

  TestRelay() {
    this(config());
  }

  private TestRelay(RelayConfig config) {
    try {
      folder = Files.createTempDirectory("stage");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    stores = TestStores.open(folder, Sync.NORMAL);
    store = new FaultyStore(stores.open(config.schema()));
    relay = again(config);
  }

  /// Creates another relay with a separate store, removed together with this one.
  TestRelay other(RelayConfig config) {
    var other = new TestRelay(config);
    others.add(other);
    return other;
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    for (var other : others) {
      other.afterEach(context);
    }
    relay.close("the test is over");
    stores.close();
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /// Another instance over the same events, as after a restart.
  LiveRelay again(RelayConfig config) {
    InstantSource clock = () -> Instant.ofEpochSecond(now.get());
    return new LiveRelay(
        config,
        () -> store,
        new RelaySetup(clock, FailureHandler.WITHOUT_EXIT, RelayLimits.STANDARD, timers));
  }

  /// Another instance over the same events, with other limits.
  LiveRelay limited(RelayConfig config, RelayLimits limits) {
    InstantSource clock = () -> Instant.ofEpochSecond(now.get());
    return new LiveRelay(
        config, () -> store, new RelaySetup(clock, FailureHandler.WITHOUT_EXIT, limits, timers));
  }

  /// Stores on a volume with this much free space.
  static EventStores storesOn(Path folder, LongSupplier freeBytes) {
    return TestStores.open(folder, Sync.NORMAL, DiskSpace.measuredBy(freeBytes));
  }

  void advance(long seconds) {
    now.addAndGet(seconds);
  }

  long now() {
    return now.get();
  }

  static SecretKey key(int number) {
    return SecretKey.parse(String.format("%02x", number).repeat(32));
  }

  static RelayConfig config() {
    return config(
        new RelayConfig.Policy(false, false, false, false, false, null), roles(ALICE, BOB));
  }

  static RelayConfig config(RelayConfig.Policy policy) {
    return config(policy, roles(ALICE, BOB));
  }

  static RelayConfig config(RelayConfig.Policy policy, Map<String, Role> roles) {
    return new RelayConfig(
        HOST,
        "stage",
        RELAY,
        false,
        new RelayConfig.Info("Stage", "", "", OWNER.publicKey()),
        policy,
        new RelayConfig.Features(
            false,
            false,
            false,
            new RelayConfig.Blossom(
                false, false, "local", new RelayConfig.S3("", "", "", "", "", "")),
            new RelayConfig.Livekit("", "", "")),
        roles);
  }

  /// The same configuration, with rooms.
  static RelayConfig withRooms(RelayConfig config) {
    var now = config.features();
    return with(
        config,
        new RelayConfig.Features(true, now.management(), now.push(), now.blossom(), now.livekit()));
  }

  /// The same configuration, with or without push notifications.
  static RelayConfig withPush(RelayConfig config, boolean isEnabled) {
    var now = config.features();
    return with(
        config,
        new RelayConfig.Features(
            now.groups(), now.management(), isEnabled, now.blossom(), now.livekit()));
  }

  private static RelayConfig with(RelayConfig config, RelayConfig.Features features) {
    return new RelayConfig(
        config.host(),
        config.schema(),
        config.secret(),
        config.inactive(),
        config.info(),
        config.policy(),
        features,
        config.roles());
  }

  static Map<String, Role> roles(SecretKey... plain) {
    return Map.of(
        "admin", role(true, true, ADMIN),
        "manager", role(false, true, MANAGER),
        "inviter", role(true, false, INVITER),
        "plain", role(false, false, plain));
  }

  static Role role(boolean canInvite, boolean canManage, SecretKey... holders) {
    var pubkeys = List.of(holders).stream().map(SecretKey::publicKey).map(PublicKey::hex).toList();
    return new Role(pubkeys, canInvite, canManage);
  }

  /// Opens a socket without authentication.
  Client connect() {
    return new Client(relay, ADDRESS);
  }

  /// Opens a socket and authenticates.
  Client enter(SecretKey who) {
    var client = connect();
    client.authenticate(who, now());
    return client;
  }

  static Event note(SecretKey author, String content) {
    return Event.sign(author, 1_700_000_000, 1, List.of(), content);
  }

  static Event event(SecretKey author, long createdAt, int kind, List<List<String>> tags) {
    return Event.sign(author, createdAt, kind, tags, "");
  }

  static List<String> tag(String... elements) {
    return List.of(elements);
  }

  /// Stores a list of bans, as if they had been made before.
  void ban(SecretKey... who) {
    var tags = new ArrayList<List<String>>();
    tags.add(tag("d", "zooid/banned_pubkeys"));
    for (var key : who) {
      tags.add(tag("banned", hex(key), "because"));
    }
    store.write(List.of(new Change.Save(event(RELAY, 1, 30_078, tags)))).join();
  }

  static RelayConfig.Policy policy(boolean publicJoin, @Nullable Integer max) {
    return new RelayConfig.Policy(false, false, publicJoin, false, false, max);
  }

  static Event join(SecretKey who, String... claim) {
    var tag = new ArrayList<>(List.of("claim"));
    tag.addAll(List.of(claim));
    return event(who, 1_700_000_000, 28_934, List.of(tag));
  }

  static Event leave(SecretKey who) {
    return event(who, 1_700_000_000, 28_936, List.of());
  }

  /// The values of all tags with this name.
  static List<String> values(JsonNode event, String name) {
    var values = new ArrayList<String>();
    for (var tag : event.get("tags")) {
      if (tag.get(0).asString().equals(name)) {
        values.add(tag.get(1).asString());
      }
    }
    return values;
  }

  static String hex(SecretKey key) {
    return key.publicKey().hex();
  }
}
