package caravel.app.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.backup.BackupException;
import caravel.backup.BackupOwner;
import caravel.backup.BackupTarget;
import caravel.backup.SealedObjects;
import caravel.control.backup.RelayBackupStatus;
import caravel.control.backup.TestedRelay;
import caravel.control.hosting.EventArchive.ExportResult;
import caravel.control.hosting.RelaySpec;
import caravel.control.hosting.kit.KitReader;
import caravel.control.hosting.mirror.MirrorDrill;
import caravel.control.hosting.mirror.MirrorPace;
import caravel.control.hosting.mirror.MirrorRestore;
import caravel.control.hosting.mirror.RelayMirrors;
import caravel.control.hosting.zooid.ZooidHost;
import caravel.control.hosting.zooid.ZooidSettings;
import caravel.control.relay.RelaySettings;
import caravel.control.relay.RelaySettings.Switch;
import caravel.engine.Engine;
import caravel.engine.EngineSettings;
import caravel.engine.store.Sync;
import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.SecretKey;
import caravel.outbound.RelayConversation;
import caravel.outbound.RelayConversation.Published;
import caravel.outbound.RelayDialer.DialResult;
import caravel.outbound.WebSocketDialer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An engine in the place of a zooid, and the mirrors of its relays in a folder.
final class MirroredZooid implements AutoCloseable {
  static final SecretKey RELAY_KEY = SecretKey.parse("01".repeat(32));
  static final SecretKey OWNER = SecretKey.parse("02".repeat(32));
  static final SecretKey MEMBER = SecretKey.parse("07".repeat(32));
  static final SecretKey OTHER = SecretKey.parse("08".repeat(32));
  static final MirrorPace FAST =
      new MirrorPace(
          Duration.ofMillis(50),
          Duration.ofMillis(200),
          Duration.ofHours(1),
          Duration.ofSeconds(1),
          Duration.ofMillis(20));

  private static final SecretKey API_KEY = SecretKey.parse("09".repeat(32));
  private static final Duration WAIT = Duration.ofSeconds(30);

  private final Path folder;
  private final int port;
  private final WebSocketDialer dialer = WebSocketDialer.forOperator();
  private final List<RelaySpec> online = new CopyOnWriteArrayList<>();
  private final ZooidHost host;
  private @Nullable Engine engine;
  private @Nullable RelayMirrors mirrors;
  private @Nullable SealedObjects objects;

  MirroredZooid(Path folder) throws IOException {
    this.folder = folder;
    this.port = freePort();
    var address = URI.create("http://127.0.0.1:" + port);
    this.host =
        ZooidHost.open(
            new ZooidSettings(address, API_KEY, address, null, null), InstantSource.system());
    startZooid("zooid");
  }

  /// @param disk the folder of its files
  void startZooid(String disk) {
    var files = folder.resolve(disk);
    engine =
        Engine.start(
            new EngineSettings(
                new EngineSettings.Listen("127.0.0.1", port),
                new EngineSettings.Folders(
                    files.resolve("config"), files.resolve("relays"), files.resolve("media")),
                new EngineSettings.Api("127.0.0.1:" + port, Set.of(API_KEY.publicKey())),
                Sync.NORMAL,
                List.of()),
            InstantSource.system());
  }

  void stopZooid() {
    if (engine != null) {
      engine.close();
      engine = null;
    }
  }

  ZooidHost host() {
    return host;
  }

  /// Creates a relay, which is mirrored from the next start of the mirrors on.
  RelaySpec create(String id, SecretKey key) {
    var spec = spec(id, key, RelaySettings.of(Switch.MANAGEMENT, Switch.PUBLIC_READ));
    host.apply(spec);
    online.add(spec);
    return spec;
  }

  /// Creates a relay for members only whose key is not the one that the platform has.
  void createWithOtherKey(String id) {
    var settings = RelaySettings.of(Switch.MANAGEMENT);
    host.apply(spec(id, SecretKey.generate(), settings));
    online.add(spec(id, SecretKey.generate(), settings));
  }

  private RelaySpec spec(String id, SecretKey key, RelaySettings settings) {
    return new RelaySpec(
        new RelaySpec.Identity(id, id + ".localhost:" + port, id + "_1", key),
        true,
        false,
        new RelaySpec.Info("One", "", "first", OWNER.publicKey()),
        settings,
        new RelaySpec.Limits(null, null));
  }

  void startMirrors(MirrorPace pace) {
    objects = open();
    mirrors =
        new RelayMirrors(
            new RelayMirrors.Source(
                () -> List.copyOf(online), _ -> Optional.empty(), host, host::endpoint),
            new BackupOwner(objects, "test"),
            30,
            pace,
            InstantSource.system());
    mirrors.start();
  }

  void stopMirrors() {
    if (mirrors != null) {
      mirrors.close();
      mirrors = null;
    }
    if (objects != null) {
      objects.close();
      objects = null;
    }
  }

  Path backup() {
    return folder.resolve("backup");
  }

  private SealedObjects open() {
    try {
      Files.createDirectories(backup());
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
    return new SealedObjects(new BackupTarget.Folder(backup()).open(), List.of(API_KEY));
  }

  RelayBackupStatus status() {
    if (mirrors == null) {
      throw new IllegalStateException("no mirrors run");
    }
    return mirrors.status();
  }

  /// Waits until everything is in the mirror, as far as it knows.
  void awaitMirrored() {
    await()
        .atMost(WAIT)
        .untilAsserted(() -> {
          assertThat(status().fault()).isEmpty();
          assertThat(status().shippedAt()).isNotNull();
          assertThat(status().lag()).isZero();
        });
  }

  void awaitFault(String text) {
    await().atMost(WAIT).untilAsserted(() -> assertThat(status().fault()).contains(text));
  }

  /// Waits until a restore has exactly the events that the relay has.
  void awaitEqual(RelaySpec spec) throws IOException {
    var expected = idsOf(spec);
    await()
        .atMost(WAIT)
        .untilAsserted(
            () -> assertThat(restoredIds(spec)).containsExactlyInAnyOrderElementsOf(expected));
  }

  Published publish(RelaySpec spec, SecretKey author, Event event) throws InterruptedException {
    var endpoint = host.endpoint(spec);
    var dialled = dialer.dialHost(endpoint.webSocket(), endpoint.host());
    assertThat(dialled).isInstanceOf(DialResult.Open.class);
    try (var connection = ((DialResult.Open) dialled).connection()) {
      var identity =
          new RelayConversation.Identity(author, endpoint.authUrl(), true, InstantSource.system());
      return new RelayConversation(connection, identity, RelayConversation.WAIT_MAX).publish(event);
    }
  }

  void importNotes(RelaySpec spec, int count, int perSecond) throws IOException {
    var lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      var event = Event.sign(MEMBER, 1_700_000_000 + i / perSecond, 1, List.of(), "note " + i);
      lines.append(EventJson.write(event)).append('\n');
    }
    var bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
    host.importEvents(spec, new ByteArrayInputStream(bytes));
  }

  /// The ids of all events that the relay has.
  Set<String> idsOf(RelaySpec spec) throws IOException {
    var out = new ByteArrayOutputStream();
    assertThat(host.exportEvents(spec, "", out)).isEqualTo(new ExportResult.Complete());
    return ids(out.toByteArray());
  }

  /// The ids of all events that people wrote. A relay that is created again has lists of its own.
  Set<String> idsOfPeople(RelaySpec spec) throws IOException {
    var out = new ByteArrayOutputStream();
    assertThat(host.exportEvents(spec, "", out)).isEqualTo(new ExportResult.Complete());
    return out.toString(StandardCharsets.UTF_8)
        .lines()
        .map(EventJson::parse)
        .filter(event -> !event.pubkey().equals(spec.identity().secret().publicKey()))
        .map(event -> event.id().hex())
        .collect(Collectors.toSet());
  }

  MirrorRestore.Result restore(RelaySpec spec, Instant at, Path kit) throws BackupException {
    try (var read = open()) {
      return MirrorRestore.of(read, spec.identity().id())
          .orElseThrow()
          .restore(at, kit, Instant.now());
    }
  }

  /// Restores some relays as the daily test does.
  List<TestedRelay> drill(Map<String, Instant> lastTested) throws BackupException {
    try (var read = open()) {
      return new MirrorDrill(read, folder.resolve("scratch"), InstantSource.system())
          .restore(lastTested);
    }
  }

  private Set<String> restoredIds(RelaySpec spec) throws IOException {
    var kit = folder.resolve("restored.zip");
    try {
      assertThat(restore(spec, Instant.MAX, kit).isWhole()).isTrue();
    } catch (BackupException notYet) {
      throw new AssertionError("not restored", notYet);
    }
    try (var in = Files.newInputStream(kit)) {
      return ids(new KitReader(in, Long.MAX_VALUE).events().readAllBytes());
    }
  }

  private static Set<String> ids(byte[] lines) {
    return new String(lines, StandardCharsets.UTF_8)
        .lines()
        .map(line -> EventJson.parse(line).id().hex())
        .collect(Collectors.toSet());
  }

  @Override
  public void close() {
    stopMirrors();
    host.close();
    stopZooid();
    dialer.close();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
