package caravel.app;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.db.Db;
import caravel.nostr.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `caravel upgrade --check` on data of this version. [caravel.app.survival.UpgradeTest] has older
/// data.
final class UpgradeCommandTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  @TempDir private Path folder;
  private final StringWriter output = new StringWriter();
  private final Map<String, String> variables = new HashMap<>(TestVariables.PRODUCTION);
  private Path data;

  @BeforeEach
  void prepare() throws IOException {
    data = folder.resolve("data");
    variables.put("DATA_DIR", data.toString());
    Files.createDirectories(data);
  }

  @Test
  void data_of_this_version_is_up_to_date() {
    Db.open(database(), () -> NOW).close();
    assertThat(run()).as(output.toString()).isZero();
    assertThat(output.toString())
        .contains("up to date")
        .contains("A copy was opened, migrated and checked page by page")
        .contains("BACKUP_URL is not set.");
  }

  @Test
  void a_wrong_setting_is_refused_before_anything_is_read() {
    variables.put("PORT", "many");
    assertThat(run()).isEqualTo(Main.EXIT_REFUSED);
    assertThat(output.toString()).contains("fault    settings     PORT: ").doesNotContain("tables");
  }

  @Test
  void nothing_is_created_where_no_data_is() {
    assertThat(run()).as(output.toString()).isZero();
    assertThat(output.toString()).contains("nothing to upgrade");
    assertThat(data).isEmptyDirectory();
  }

  @Test
  void the_trial_leaves_no_copy_behind() throws IOException {
    Db.open(database(), () -> NOW).close();
    var work = Files.createDirectories(folder.resolve("work"));
    assertThat(run("--work", work.toString())).as(output.toString()).isZero();
    assertThat(work).isEmptyDirectory();
    assertThat(run("--work", work.resolve("absent").toString())).isEqualTo(Main.EXIT_REFUSED);
  }

  @Test
  void a_damaged_database_is_a_fault() throws IOException {
    Files.writeString(database(), "not a database. ".repeat(500));
    assertThat(run("--json")).isEqualTo(1);
    assertThat(row("database").path("level").asString()).isEqualTo("fault");
    assertThat(row("database").path("sentence").asString()).contains("cannot be used");
  }

  @Test
  void secrets_of_another_key_are_a_fault() {
    variables.put("ENCRYPTION_SECRET", TestVariables.OTHER);
    try (var db = Db.open(database(), () -> NOW)) {
      db.inTx(tx ->
          tx.handle()
              .execute(
                  """
                  INSERT INTO tenants (pubkey, return_url, created_at, nwc_url)
                  VALUES ('t', '', 1, 'sealed by another key')
                  """));
    }
    assertThat(run()).as(output.toString()).isEqualTo(1);
    assertThat(output.toString()).contains("A start would refuse the data: ENCRYPTION_SECRET");
  }

  @Test
  void events_of_another_format_are_a_fault_and_a_broken_configuration_is_a_warning()
      throws Exception {
    Files.createDirectories(data.resolve("relays"));
    Files.createDirectories(data.resolve("config"));
    Files.writeString(data.resolve("config").resolve("broken.toml"), "host =");
    writeRelayFile(data.resolve("relays").resolve("later.db"), 2);
    assertThat(run()).isEqualTo(1);
    assertThat(output.toString())
        .contains("warning  relays       The configuration ")
        .contains("later.db have format 2; this program reads format 1.");
  }

  @Test
  void a_backup_that_ends_before_the_last_change_is_a_warning() throws IOException {
    var bucket = Files.createDirectories(folder.resolve("bucket"));
    variables.put("BACKUP_URL", bucket.toUri().toString().replaceAll("/$", ""));
    Db.open(database(), () -> NOW).close();
    assertThat(run("--json")).isEqualTo(1);
    assertThat(row("backup").path("sentence").asString()).contains("There is no backup at ");
    assertThat(execute("backup", "--now")).as(output.toString()).isZero();
    touch(NOW.plus(Duration.ofMinutes(4)));
    assertThat(run("--json")).as(output.toString()).isZero();
    touch(NOW.plus(Duration.ofMinutes(6)));
    assertThat(run("--json")).isEqualTo(1);
    assertThat(row("backup").path("sentence").asString())
        .contains("ends at 2026-01-31T12:00:00Z, but the database changed at 2026-01-31T12:06:00Z");
  }

  private void touch(Instant time) throws IOException {
    for (var suffix : List.of("", "-wal")) {
      var file = data.resolve("caravel.db" + suffix);
      if (Files.exists(file)) {
        Files.setLastModifiedTime(file, FileTime.from(time));
      }
    }
  }

  private static void writeRelayFile(Path file, int format) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE meta(key TEXT PRIMARY KEY, value)");
      statement.execute("INSERT INTO meta VALUES ('format'," + format + ")");
    }
  }

  private Path database() {
    return data.resolve("caravel.db");
  }

  private JsonNode row(String check) {
    return Json.tree(output.toString())
        .valueStream()
        .filter(row -> row.path("check").asString().equals(check))
        .findFirst()
        .map(Objects::requireNonNull)
        .orElseThrow();
  }

  private int run(String... options) {
    var arguments = new String[options.length + 2];
    arguments[0] = "upgrade";
    arguments[1] = "--check";
    System.arraycopy(options, 0, arguments, 2, options.length);
    return execute(arguments);
  }

  private int execute(String... arguments) {
    output.getBuffer().setLength(0);
    var writer = new PrintWriter(output, true);
    return Main.run(
        new ProcessContext(
            variables, folder, false, 0, new ProcessContext.Voice(writer, writer), () -> NOW),
        arguments);
  }
}
