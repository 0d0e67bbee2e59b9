package caravel.app;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.billing.TimeGuard;
import caravel.control.db.Db;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `caravel backup` and `caravel restore` on a real database and a real folder.
final class RestoreCommandTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
  private static final String KEY = "11".repeat(32);
  private static final String OTHER_KEY = "22".repeat(32);

  @TempDir private Path home;
  private final StringWriter output = new StringWriter();
  private final Map<String, String> variables = new HashMap<>();
  private Path bucket;
  private Path to;

  @BeforeEach
  void prepare() throws IOException {
    bucket = Files.createDirectories(home.resolve("bucket"));
    to = home.resolve("restored");
    variables.put("BACKUP_URL", bucket.toUri().toString().replaceAll("/$", ""));
    variables.put("ENCRYPTION_SECRET", KEY);
    Files.createDirectories(Objects.requireNonNull(database().getParent()));
    beat(database());
  }

  @Test
  void a_restored_platform_starts_with_money_on_hold() {
    assertThat(run("backup", "--now")).as(output.toString()).isZero();
    assertThat(run("restore", "--to", to.toString())).as(output.toString()).isZero();
    assertThat(output.toString()).contains("When a server starts on it, money is on hold.");
    assertThat(to.resolve("caravel.db")).isNotEmptyFile();
    beat(to.resolve("caravel.db"));
    assertThat(isHeld(to.resolve("caravel.db"))).isTrue();
    assertThat(isHeld(database())).isFalse();
  }

  @Test
  void a_backup_is_listed_and_verified() {
    assertThat(run("backup", "list")).isZero();
    assertThat(output.toString()).contains("There is no backup of the control database at ");
    assertThat(run("backup", "--now")).isZero();
    assertThat(run("backup", "list")).isZero();
    assertThat(output.toString())
        .contains("2026-01-31T12:00:00Z to 2026-01-31T12:00:00Z  (start 1)");
    assertThat(run("backup", "verify")).isZero();
    assertThat(output.toString()).contains("is restored whole and sound.");
    assertThat(home.resolve("data").resolve("backup")).isEmptyDirectory();
  }

  @Test
  void a_folder_that_is_not_empty_is_never_restored_into() throws IOException {
    run("backup", "--now");
    Files.createDirectories(to);
    Files.writeString(to.resolve("mine"), "precious");
    assertRefused("is not empty. Nothing was changed", "restore", "--to", to.toString());
    assertThat(to.resolve("mine")).hasContent("precious");
    assertThat(to.resolve("caravel.db")).doesNotExist();
  }

  @Test
  void a_wrong_key_gives_one_line_and_no_file() {
    run("backup", "--now");
    variables.put("ENCRYPTION_SECRET", OTHER_KEY);
    assertRefused(
        "ENCRYPTION_SECRET cannot decrypt the backup at ", "restore", "--to", to.toString());
    assertThat(to).isEmptyDirectory();
    assertRefused("ENCRYPTION_SECRET cannot decrypt the backup at ", "backup", "--now");
    variables.remove("ENCRYPTION_SECRET");
    assertRefused("ENCRYPTION_SECRET is not set", "restore", "--to", to.toString());
  }

  @Test
  void half_a_backup_gives_one_line_and_no_file() throws IOException {
    run("backup", "--now");
    try (var files = Files.walk(bucket.resolve("control").resolve("base"))) {
      for (var base : files.filter(Files::isRegularFile).toList()) {
        Files.write(base, Arrays.copyOf(Files.readAllBytes(base), 500));
      }
    }
    assertRefused("is damaged: it is incomplete", "restore", "--to", to.toString());
    assertThat(to).isEmptyDirectory();
  }

  @Test
  void a_foreign_or_missing_folder_gives_one_line() throws IOException {
    variables.put("BACKUP_URL", "file://" + home.resolve("absent"));
    assertRefused("does not exist. Create it, or mount its disk.", "backup", "list");
    assertRefused("does not exist. Create it, or mount its disk.", "backup", "--now");
    var foreign = Files.createDirectories(home.resolve("foreign"));
    Files.createDirectories(foreign.resolve("control").resolve("base"));
    Files.writeString(foreign.resolve("control").resolve("base").resolve("holiday.jpg"), "x");
    variables.put("BACKUP_URL", "file://" + foreign);
    assertRefused("is not of a backup", "restore", "--to", to.toString());
  }

  @Test
  void a_moment_that_cannot_be_meant_gives_one_line() {
    run("backup", "--now");
    assertRefused("is not a time", "restore", "--to", to.toString(), "--at", "yesterday");
    assertRefused(
        "is in the future: the clock of this machine says 2026-01-31T12:00:00Z",
        "restore",
        "--to",
        to.toString(),
        "--at",
        "2027-01-01T00:00:00Z");
    assertRefused(
        "Nothing before it can be restored",
        "restore",
        "--to",
        to.toString(),
        "--at",
        "2020-01-01T00:00:00Z");
  }

  @Test
  void a_running_server_is_not_disturbed() {
    try (var server = Db.open(database(), () -> NOW)) {
      assertThat(server.fault()).isEmpty();
      assertRefused("A running server ships its data by itself", "backup", "--now");
    }
  }

  private void assertRefused(String sentence, String... arguments) {
    output.getBuffer().setLength(0);
    assertThat(run(arguments)).as(output.toString()).isEqualTo(Main.EXIT_REFUSED);
    assertThat(output.toString()).contains(sentence);
    assertThat(output.toString().lines()).as("one line").hasSize(1);
  }

  private Path database() {
    return Config.read(variables, home, false, Setting.Command.SERVE)
        .config()
        .storage()
        .databaseFile();
  }

  /// Starts and stops the program, as far as the time guard is concerned.
  private static void beat(Path database) {
    InstantSource clock = () -> NOW;
    try (var db = Db.open(database, clock)) {
      var file = database.toAbsolutePath().resolveSibling("billing.heartbeat");
      var guard = new TimeGuard(db, new TimeGuard.Clocks(clock, () -> 0), file);
      guard.open();
      assertThat(guard.beat()).isEqualTo(Duration.ofMinutes(1));
    }
  }

  private static boolean isHeld(Path database) {
    try (var db = Db.open(database, () -> NOW)) {
      return db.<Long>read(tx ->
          tx.handle()
              .createQuery("SELECT count(*) FROM money_holds WHERE resumed_at IS NULL")
              .mapTo(Long.class)
              .one())
          > 0;
    }
  }

  private int run(String... arguments) {
    var writer = new PrintWriter(output, true);
    return Main.run(
        new ProcessContext(
            variables, home, false, 0, new ProcessContext.Voice(writer, writer), () -> NOW),
        arguments);
  }
}
