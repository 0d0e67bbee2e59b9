package caravel.app.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.nostr.EventId;
import caravel.nostr.Filter;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server whose machine is lost, and the one that is restored from its backup.
@Tag("slow")
final class RestoredServerTest {
  private static final Duration WAIT_MAX = Duration.ofSeconds(40);
  private static final int EVENTS = 200;

  @TempDir private Path folder;

  private final SecretKey operator = SecretKey.generate();
  private final SecretKey owner = SecretKey.generate();
  private final List<Integer> ports = CaravelProcess.freePorts(3);
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, String> settings = new HashMap<>();
  private Path bucket;

  @BeforeEach
  void prepare() throws IOException {
    bucket = Files.createDirectories(folder.resolve("bucket"));
    settings.put("PORT", ports.get(0).toString());
    settings.put("ENGINE_PORT", ports.get(1).toString());
    settings.put("METRICS_PORT", ports.get(2).toString());
    settings.put("ADMINS", operator.publicKey().hex());
    settings.put("BACKUP_URL", bucket.toUri().toString().replaceAll("/$", ""));
    settings.put("ENCRYPTION_SECRET", "11".repeat(32));
    settings.put("RATE_PER_KEY", "0");
    settings.put("RATE_PER_ADDRESS", "0");
  }

  @Test
  void a_lost_machine_is_restored_with_every_shipped_event_and_with_money_on_hold()
      throws Exception {
    Set<EventId> written;
    Set<EventId> before;
    try (var program = start("first");
        var api = new SurvivalApi(ports.getFirst(), owner);
        var lounge = new Member.Lounge()) {
      assertThat(api.createRelay("home").status()).isEqualTo(201);
      awaitActive(api);
      written = publish(lounge);
      before = stored(lounge);
      assertThat(before).containsAll(written);
      awaitShipped();
      program.kill();
    }
    assertThat(run("first", "backup", "--now").code()).isZero();
    delete(folder.resolve("first"));

    var restored = run("second", "restore", "--to", folder.resolve("second").toString());
    assertThat(restored.code()).as(restored.said()).isZero();

    try (var _ = start("second");
        var api = new SurvivalApi(ports.getFirst(), owner);
        var admin = new SurvivalApi(ports.getFirst(), operator);
        var lounge = new Member.Lounge()) {
      assertThat(stored(lounge)).isEqualTo(before);
      awaitActive(api);
      var overview = admin.get("/admin/overview").data();
      assertThat(overview.path("money_hold").path("reason").asString()).isNotEmpty();
      assertThat(overview.path("backup").path("relays").path("fault").asString("?")).isEmpty();
      assertThat(publish(lounge)).hasSize(EVENTS);
    }
  }

  private CaravelProcess start(String data) {
    settings.put("DATA_DIR", folder.resolve(data).toString());
    return CaravelProcess.start("serve", folder.resolve("home"), settings);
  }

  private CaravelProcess.Ended run(String data, String... command) {
    settings.put("DATA_DIR", folder.resolve(data).toString());
    return CaravelProcess.run(folder.resolve("home"), settings, command);
  }

  private Set<EventId> publish(Member.Lounge lounge) throws Exception {
    var acknowledged = Member.ledger();
    var member = lounge.enter(owner, url(), acknowledged);
    member.write(EVENTS, "note " + System.nanoTime()).forEach(member::publish);
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
    return "ws://home.localhost:" + ports.get(1);
  }

  private void awaitActive(SurvivalApi api) {
    await()
        .atMost(WAIT_MAX)
        .untilAsserted(() ->
            assertThat(api.get("/tenants/" + owner.publicKey() + "/relays").data())
                .hasSize(1)
                .allSatisfy(relay ->
                    assertThat(relay.path("provisioning").asString()).isEqualTo("active")));
  }

  /// Waits until the backup has everything that was acknowledged before.
  private void awaitShipped() {
    await()
        .atMost(WAIT_MAX)
        .untilAsserted(() ->
            assertThat(scrape())
                .contains("\ncaravel_backup_lag_seconds 0.0\n")
                .contains("\ncaravel_relay_backup_lag_seconds 0.0\n")
                .contains("\ncaravel_relay_backup_fault 0.0\n"));
  }

  private String scrape() throws IOException, InterruptedException {
    var url = URI.create("http://127.0.0.1:" + ports.get(2) + "/metrics");
    return http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString()).body();
  }

  private static void delete(Path lost) throws IOException {
    try (var files = Files.walk(lost)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
