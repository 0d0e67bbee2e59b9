package caravel.app.survival;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.nostr.EventId;
import caravel.nostr.Filter;
import caravel.nostr.Json;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A data folder that an older program wrote: `releases/*.zip`, made by `ops/release/fixture`.
@Tag("slow")
final class UpgradeTest {
  private static final String RELEASE = "schema-16";
  private static final int OLD_TABLES = 16;
  private static final Duration WAIT_MAX = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private final SecretKey owner = SecretKey.parse("01".repeat(32));
  private final int port = CaravelProcess.freePorts(1).getFirst();
  private Path data;
  private JsonNode expected;

  @BeforeEach
  void unpack() throws IOException {
    data = folder.resolve("data");
    expected = Json.tree(new String(resource("json").readAllBytes(), UTF_8));
    try (var zip = new ZipInputStream(resource("zip"))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        var file = data.resolve(entry.getName()).normalize();
        Files.createDirectories(file.getParent());
        Files.copy(zip, file);
      }
    }
  }

  @Test
  void an_upgrade_keeps_everything_and_can_be_taken_back() throws Exception {
    var before = digests();
    var check = check();
    assertThat(check.said()).contains("The first start changes the tables from version 16 to ");
    assertThat(check.code()).as(check.said()).isZero();
    assertThat(digests()).as("the check changes nothing").isEqualTo(before);

    try (var _ = CaravelProcess.start("serve", folder, settings())) {
      assertEverythingIsThere();
    }
    assertThat(check().said()).contains("up to date");

    takeBack();
    assertThat(tables(data.resolve("caravel.db"))).isEqualTo(OLD_TABLES);
    assertThat(invoices(data.resolve("caravel.db")))
        .isEqualTo(expected.path("invoices").size())
        .isPositive();
    try (var _ = CaravelProcess.start("serve", folder, settings())) {
      assertEverythingIsThere();
    }
  }

  @Test
  void an_older_program_says_which_copy_brings_it_back() throws Exception {
    CaravelProcess.start("serve", folder, settings()).close();
    execute(
        """
        INSERT INTO flyway_schema_history (installed_rank, version, description, type, script,
          checksum, installed_by, installed_on, execution_time, success)
        VALUES (9999, '9999', 'later', 'SQL', 'V9999__later.sql', 1, '',
          '2026-01-01 00:00:00.000', 1, 1)
        """);
    var check = check();
    assertThat(check.code()).isEqualTo(1);
    assertThat(check.said()).contains("refuses to start").contains("caravel.db.before-v16");
    var start = CaravelProcess.run(folder, settings(), "serve");
    assertThat(start.code()).as(start.said()).isEqualTo(2);
    assertThat(start.said())
        .contains("newer version of this program. `caravel upgrade --check` says how to go back");
  }

  @Test
  void the_check_runs_beside_the_server() throws Exception {
    try (var _ = CaravelProcess.start("serve", folder, settings())) {
      var check = check();
      assertThat(check.code()).as(check.said()).isZero();
      assertThat(check.said()).contains("up to date").contains("migrated and checked page by page");
    }
  }

  private void assertEverythingIsThere() throws Exception {
    try (var api = new SurvivalApi(port, owner);
        var lounge = new Member.Lounge()) {
      for (var name : List.of("club", "guild")) {
        var relay = "/relays/" + expected.path("relays").path(name).asString();
        await()
            .atMost(WAIT_MAX)
            .until(() -> api.get(relay).data().path("provisioning").asString("").equals("active"));
        var url = api.get(relay).data().path("url").asString();
        var member = lounge.enter(owner, url, Member.ledger());
        assertThat(member.stored(Filter.all().withKinds(9))).isEqualTo(events(name));
        member.leave();
      }
      var club = "/relays/" + expected.path("relays").path("club").asString();
      assertThat(texts(api.get(club + "/members").data().path("members")))
          .containsExactlyInAnyOrderElementsOf(texts(expected.path("members")));
      assertThat(api.get(club + "/bans").data().path("bans").size()).isEqualTo(1);
      var invoices = api.get("/tenants/" + owner.publicKey().hex() + "/invoices").data();
      assertThat(invoices.size()).isEqualTo(expected.path("invoices").size());
      for (int i = 0; i < invoices.size(); i++) {
        for (var field : List.of("id", "amount", "status", "period_start", "period_end")) {
          assertThat(invoices.path(i).path(field))
              .as(field)
              .isEqualTo(expected.path("invoices").path(i).path(field));
        }
      }
    }
  }

  /// As docs/release.md says.
  private void takeBack() throws IOException {
    Files.deleteIfExists(data.resolve("caravel.db-wal"));
    Files.deleteIfExists(data.resolve("caravel.db-shm"));
    Files.move(
        data.resolve("caravel.db.before-v" + OLD_TABLES),
        data.resolve("caravel.db"),
        StandardCopyOption.REPLACE_EXISTING);
  }

  private CaravelProcess.Ended check() {
    return CaravelProcess.run(folder, settings(), "upgrade", "--check");
  }

  private Map<String, String> settings() {
    return Map.of(
        "PORT", String.valueOf(port),
        "ENGINE_PORT", expected.path("engine_port").asString(),
        "DATA_DIR", data.toString());
  }

  private Set<EventId> events(String relay) {
    return texts(expected.path("events").path(relay)).stream()
        .map(EventId::new)
        .collect(Collectors.toSet());
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asString).toList();
  }

  private static long tables(Path database) throws SQLException {
    return number(database, "SELECT max(CAST(version AS INTEGER)) FROM flyway_schema_history");
  }

  private static long invoices(Path database) throws SQLException {
    return number(database, "SELECT count(*) FROM invoices");
  }

  private static long number(Path database, String sql) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      return rows.getLong(1);
    }
  }

  private void execute(String sql) throws SQLException {
    var url = "jdbc:sqlite:" + data.resolve("caravel.db");
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// The content of every file, by its name.
  private Map<String, String> digests() throws Exception {
    var digests = new TreeMap<String, String>();
    try (var files = Files.walk(data)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        digests.put(data.relativize(file).toString(), HexFormat.of().formatHex(sum));
      }
    }
    return digests;
  }

  private static InputStream resource(String ending) {
    var name = "/releases/" + RELEASE + "." + ending;
    return Objects.requireNonNull(UpgradeTest.class.getResourceAsStream(name), name);
  }
}
