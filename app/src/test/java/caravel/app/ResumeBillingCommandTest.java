package caravel.app;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.billing.TimeGuard;
import caravel.control.db.Db;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// M4: `caravel resume-billing`, on a real database that was down for two days.
final class ResumeBillingCommandTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  @TempDir private Path home;
  private final StringWriter output = new StringWriter();

  @Test
  void m4_the_command_ends_a_hold_and_keeps_the_reason() throws Exception {
    Files.createDirectories(database().getParent());
    runAt(NOW.minus(Duration.ofDays(2)));
    runAt(NOW);
    assertThat(isHeld()).isTrue();
    assertThat(run("resume-billing", "--reason", " ")).isEqualTo(Main.EXIT_REFUSED);
    assertThat(isHeld()).isTrue();

    assertThat(run("resume-billing", "--reason", "the data centre was down")).isZero();
    assertThat(output.toString()).contains("Billing is resumed.");
    assertThat(isHeld()).isFalse();
    assertThat(reason()).isEqualTo("the data centre was down");

    assertThat(run("resume-billing", "--reason", "twice")).isZero();
    assertThat(output.toString()).contains("Billing isn’t on hold.");
  }

  @Test
  void m4_the_command_needs_a_reason_and_a_database() {
    assertThat(run("resume-billing")).isNotZero();
    assertThat(run("resume-billing", "--reason", "why")).isEqualTo(Main.EXIT_REFUSED);
    assertThat(output.toString()).contains("There is no database at ");
  }

  private Path database() {
    return Config.read(Map.of(), home, false, Setting.Command.SERVE)
        .config()
        .storage()
        .databaseFile();
  }

  /// Starts and stops the program, as far as the time guard is concerned.
  private void runAt(Instant when) {
    InstantSource clock = () -> when;
    try (var db = Db.open(database(), clock)) {
      var file = database().toAbsolutePath().resolveSibling("billing.heartbeat");
      new TimeGuard(db, new TimeGuard.Clocks(clock, () -> 0), file).open();
    }
  }

  private boolean isHeld() {
    try (var db = Db.open(database(), () -> NOW)) {
      return db.<Long>read(tx ->
          tx.handle()
              .createQuery("SELECT count(*) FROM money_holds WHERE resumed_at IS NULL")
              .mapTo(Long.class)
              .one())
          > 0;
    }
  }

  private String reason() {
    try (var db = Db.open(database(), () -> NOW)) {
      return db.<String>read(tx ->
          tx.handle()
              .createQuery("SELECT resume_reason FROM money_holds")
              .mapTo(String.class)
              .one());
    }
  }

  private int run(String... arguments) {
    var writer = new PrintWriter(output, true);
    return Main.run(
        new ProcessContext(
            Map.of(), home, false, 0, new ProcessContext.Voice(writer, writer), () -> NOW),
        arguments);
  }
}
