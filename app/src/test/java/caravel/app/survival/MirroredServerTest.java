package caravel.app.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.backup.LocalDisk;
import caravel.nostr.EventId;
import caravel.nostr.Filter;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A server with a zooid whose disk is lost. The engine in a process of its own is the zooid.
@Tag("slow")
final class MirroredServerTest {
  private static final Duration WAIT_MAX = Duration.ofSeconds(40);
  private static final Duration MIRROR_MAX = Duration.ofSeconds(90);
  private static final int EVENTS = 200;
  private static final Pattern RESTORED = Pattern.compile("is restored with (\\d+) events");

  @TempDir private Path folder;

  private final SecretKey robot = SecretKey.generate();
  private final SecretKey owner = SecretKey.generate();
  private final List<Integer> ports = CaravelProcess.freePorts(2);
  private final int apiPort = ports.getFirst();
  private final int zooidPort = ports.getLast();
  private final Map<String, String> settings = new HashMap<>();

  @BeforeEach
  void prepare() throws IOException {
    var target = Files.createDirectories(folder.resolve("bucket"));
    settings.put("BACKUP_URL", target.toUri().toString().replaceAll("/$", ""));
    settings.put("ENCRYPTION_SECRET", "11".repeat(32));
    settings.put("DATA_DIR", folder.resolve("data").toString());
    settings.put("PORT", Integer.toString(apiPort));
    settings.put("SERVER_URL", "http://localhost:" + apiPort);
    settings.put("ZOOID_API_URL", "http://127.0.0.1:" + zooidPort);
    settings.put("RELAY_DOMAIN", "localhost:" + zooidPort);
    settings.put("ROBOT_SECRET", robot.revealHex());
  }

  @Test
  void a_zooid_that_lost_its_disk_has_every_mirrored_event_after_an_import() throws Exception {
    try (var zooid = startZooid("first")) {
      restoreAfterLoss(zooid, createRelay());
    }
  }

  private void restoreAfterLoss(CaravelProcess zooid, String relay) throws Exception {
    // A server mirrors at once what was online before its start.
    try (var _ = startServer();
        var api = new SurvivalApi(apiPort, owner);
        var lounge = new Member.Lounge()) {
      var written = publish(lounge);
      awaitMirrored();
      zooid.kill();
      LocalDisk.deleteFolder(folder.resolve("first"));
      assertThat(run("backup", "list").said()).contains("(relay " + relay + ")");
      var restored = run("restore", "--relay", relay, "--to", folder.resolve("kits").toString());
      assertThat(restored.code()).as(restored.said()).isZero();

      try (var _ = startZooid("second")) {
        // A change is sent at once; without one the server notices the loss within minutes.
        assertThat(api.call("PUT", "/relays/" + relay, "{\"info_name\": \"Back\"}").status())
            .isEqualTo(200);
        awaitActive(api);
        assertThat(stored(lounge)).doesNotContainAnyElementsOf(written);
        var answer =
            api.upload("/relays/" + relay + "/import", folder.resolve("kits/" + relay + ".zip"));
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        assertThat(stored(lounge)).containsAll(written);
      }
    }
  }

  private CaravelProcess startServer() {
    return CaravelProcess.start("serve", folder.resolve("home"), settings);
  }

  private String createRelay() throws Exception {
    try (var _ = startServer();
        var api = new SurvivalApi(apiPort, owner)) {
      assertThat(api.createRelay("home").status()).isEqualTo(201);
      awaitActive(api);
      return relays(api).path(0).path("id").asString();
    }
  }

  private CaravelProcess startZooid(String data) {
    return CaravelProcess.start(
        "engine",
        folder.resolve("home"),
        Map.of(
            "PORT", Integer.toString(zooidPort),
            "API_HOST", "127.0.0.1:" + zooidPort,
            "API_WHITELIST", robot.publicKey().hex(),
            "CONFIG", folder.resolve(data).resolve("config").toString(),
            "DATA", folder.resolve(data).resolve("data").toString(),
            "MEDIA", folder.resolve(data).resolve("media").toString()));
  }

  private CaravelProcess.Ended run(String... command) {
    return CaravelProcess.run(folder.resolve("home"), settings, command);
  }

  private Set<EventId> publish(Member.Lounge lounge) throws Exception {
    var acknowledged = Member.ledger();
    var member = lounge.enter(owner, url(), acknowledged);
    member.write(EVENTS, "note").forEach(member::publish);
    await().atMost(WAIT_MAX).until(() -> acknowledged.size() == EVENTS);
    member.leave();
    return acknowledged;
  }

  private Set<EventId> stored(Member.Lounge lounge) throws Exception {
    var reader = lounge.enter(owner, url(), Member.ledger());
    var found = reader.stored(Filter.all().withLimit(2 * EVENTS));
    reader.leave();
    return found;
  }

  private String url() {
    return "ws://home.localhost:" + zooidPort;
  }

  private JsonNode relays(SurvivalApi api) throws IOException, InterruptedException {
    return api.get("/tenants/" + owner.publicKey() + "/relays").data();
  }

  private void awaitActive(SurvivalApi api) {
    await()
        .atMost(WAIT_MAX)
        .until(() -> relays(api).path(0).path("provisioning").asString().equals("active"));
  }

  /// Waits until a trial restore of the mirror has all events.
  private void awaitMirrored() {
    await()
        .atMost(MIRROR_MAX)
        .pollInterval(Duration.ofSeconds(2))
        .until(() -> {
          var restored = RESTORED.matcher(run("backup", "verify").said());
          return restored.find() && Integer.parseInt(restored.group(1)) >= EVENTS;
        });
  }
}
