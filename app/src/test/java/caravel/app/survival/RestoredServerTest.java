package caravel.app.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.backup.LocalDisk;
import caravel.nostr.EventId;
import caravel.nostr.Filter;
import caravel.nostr.Hex;
import caravel.nostr.SecretKey;
import caravel.nostr.Sha256;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
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

/// A server whose machine is lost, and the one that is restored from its backup.
@Tag("slow")
final class RestoredServerTest {
  private static final Duration WAIT_MAX = Duration.ofSeconds(40);
  private static final int EVENTS = 200;
  private static final byte[] PICTURE =
      "the bytes of a picture".repeat(1_000).getBytes(StandardCharsets.UTF_8);

  /// A lag of three seconds or more.
  private static final Pattern LATE =
      Pattern.compile("\ncaravel_(relay_)?backup_lag_seconds ([3-9]|[1-9][0-9]+)\\.");

  @TempDir private Path folder;

  private final SecretKey operator = SecretKey.generate();
  private final SecretKey owner = SecretKey.generate();
  private final List<Integer> ports = CaravelProcess.freePorts(3);
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, String> settings = new HashMap<>();

  @BeforeEach
  void prepare() throws IOException {
    var plans = folder.resolve("plans.json");
    Files.writeString(plans, "[{\"id\":\"free\",\"name\":\"Free\",\"amount\":0,\"blossom\":true}]");
    settings.put("PLANS_FILE", plans.toString());
    settings.put("PORT", ports.get(0).toString());
    settings.put("ENGINE_PORT", ports.get(1).toString());
    settings.put("METRICS_PORT", ports.get(2).toString());
    settings.put("ADMINS", operator.publicKey().hex());
    settings.put("ENCRYPTION_SECRET", "11".repeat(32));
    settings.put("RATE_PER_KEY", "0");
    settings.put("RATE_PER_ADDRESS", "0");
  }

  @Test
  void a_lost_machine_is_restored_with_every_shipped_event_and_file_and_with_money_on_hold()
      throws Exception {
    var target = Files.createDirectories(folder.resolve("bucket"));
    settings.put("BACKUP_URL", target.toUri().toString().replaceAll("/$", ""));
    loseAndRestore(1, (_, lounge) -> publish(lounge));
  }

  @Test
  void a_bucket_that_answered_nothing_for_a_while_has_every_event_of_a_lost_machine()
      throws Exception {
    try (var bucket = MotoBucket.create(folder.resolve("moto.log"))) {
      settings.putAll(bucket.settings());
      loseAndRestore(
          2,
          (api, lounge) -> {
            var written = publish(lounge);
            awaitShipped();
            bucket.stopAnswering();
            written.addAll(publish(lounge));
            assertThat(api.createRelay("annex").status()).isEqualTo(201);
            await().atMost(WAIT_MAX).until(this::isLate);
            bucket.answerAgain();
            written.addAll(publish(lounge));
            return written;
          });
    }
  }

  /// Publishes events, and returns those that the relay acknowledged.
  private interface Publication {
    Set<EventId> publish(SurvivalApi api, Member.Lounge lounge) throws Exception;
  }

  /// @param relays of the owner after the publication
  private void loseAndRestore(int relays, Publication publication) throws Exception {
    Set<EventId> before;
    try (var program = start("first");
        var api = new SurvivalApi(ports.getFirst(), owner);
        var lounge = new Member.Lounge()) {
      assertThat(api.createRelay("home").status()).isEqualTo(201);
      awaitActive(api, 1);
      assertThat(lounge.upload(owner, fileUrl("upload"), PICTURE)).isEqualTo(200);
      var written = publication.publish(api, lounge);
      awaitActive(api, relays);
      before = stored(lounge);
      assertThat(before).containsAll(written);
      awaitShipped();
      program.kill();
    }
    assertThat(run("first", "backup", "--now").code()).isZero();
    LocalDisk.deleteFolder(folder.resolve("first"));

    var restored = run("second", "restore", "--to", folder.resolve("second").toString());
    assertThat(restored.code()).as(restored.said()).isZero();

    try (var _ = start("second");
        var api = new SurvivalApi(ports.getFirst(), owner);
        var admin = new SurvivalApi(ports.getFirst(), operator);
        var lounge = new Member.Lounge()) {
      assertThat(stored(lounge)).isEqualTo(before);
      await()
          .atMost(WAIT_MAX)
          .untilAsserted(() ->
              assertThat(lounge.download(fileUrl(Hex.encode(Sha256.of(PICTURE)))))
                  .isEqualTo(PICTURE));
      awaitActive(api, relays);
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
    var found = reader.stored(Filter.all().withLimit(4 * EVENTS));
    reader.leave();
    return found;
  }

  private String fileUrl(String path) {
    return "http://home.localhost:" + ports.get(1) + "/" + path;
  }

  private String url() {
    return "ws://home.localhost:" + ports.get(1);
  }

  private void awaitActive(SurvivalApi api, int relays) {
    await()
        .atMost(WAIT_MAX)
        .untilAsserted(() ->
            assertThat(api.get("/tenants/" + owner.publicKey() + "/relays").data())
                .hasSize(relays)
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
                .contains("\ncaravel_relay_backup_files_waiting 0.0\n")
                .contains("\ncaravel_relay_backup_fault 0.0\n"));
  }

  /// Whether changes of the control database and of relays have waited for the bucket.
  private boolean isLate() throws IOException, InterruptedException {
    return LATE.matcher(scrape()).results().count() == 2;
  }

  private String scrape() throws IOException, InterruptedException {
    var url = URI.create("http://127.0.0.1:" + ports.get(2) + "/metrics");
    return http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString()).body();
  }
}
