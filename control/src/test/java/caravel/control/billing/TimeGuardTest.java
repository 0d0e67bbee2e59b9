package caravel.control.billing;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.db.Db;
import caravel.control.db.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// M4: downtime, restored copies and wrong clocks move no money. Database and heartbeat file are
/// real; the two clocks are the test's.
final class TimeGuardTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final String TENANT = "aa".repeat(32);

  @TempDir Path folder;
  private final TestClock wall = new TestClock();
  private Duration monotonic = Duration.ZERO;
  private Db db;
  private TimeGuard guard;

  @BeforeEach
  void start() {
    db = TestDatabase.open(folder.resolve("caravel.db"), wall);
    guard = new TimeGuard(db, clocks(), folder.resolve("billing.heartbeat"));
    guard.open();
  }

  @AfterEach
  void stop() {
    db.close();
  }

  @Test
  void m4_a_program_that_runs_is_not_held_and_its_clock_is_the_one_on_the_wall() {
    for (var minute = 0; minute < 3_000; minute++) {
      runs(MINUTE);
      guard.beat();
    }
    restart();
    assertThat(guard.hold().isHeld()).isFalse();
    assertThat(guard.instant()).isEqualTo(wall.instant());
  }

  @Test
  void m4_downtime_of_more_than_an_hour_moves_every_due_date_by_its_length() {
    var due = wall.instant().plus(Duration.ofDays(2));
    invoice(due);
    down(Duration.ofHours(1));
    assertThat(dueAt()).isEqualTo(due);
    down(Duration.ofHours(1).plusSeconds(1));
    assertThat(dueAt()).isEqualTo(due.plus(Duration.ofHours(1)).plusSeconds(1));
    down(Duration.ofDays(1));
    assertThat(dueAt()).isEqualTo(due.plus(Duration.ofHours(25)).plusSeconds(1));
    assertThat(guard.hold().isHeld()).isFalse();
  }

  @Test
  void m4_downtime_of_more_than_a_day_holds_money_until_an_operator_resumes() {
    var due = wall.instant().plus(Duration.ofDays(2));
    invoice(due);
    var stopped = wall.instant();
    down(Duration.ofDays(1).plusSeconds(1));
    assertThat(reason()).contains("did not run from " + stopped);
    assertThat(dueAt()).isEqualTo(due);
    down(MINUTE);
    assertThat(guard.hold().isHeld()).as("after a restart").isTrue();
    runs(Duration.ofHours(3));
    assertThat(guard.resume("admin", "it was the data centre", _ -> {})).isTrue();
    assertThat(guard.resume("admin", "twice", _ -> {})).isFalse();
    assertThat(dueAt()).isEqualTo(due.plus(Duration.between(stopped, wall.instant())));
    restart();
    assertThat(guard.hold().isHeld()).isFalse();
  }

  @Test
  void m4_a_second_hold_keeps_the_earlier_start_of_the_search_for_charges() {
    var stopped = wall.instant();
    down(Duration.ofDays(2));
    guard.resume("admin", "the data centre was down", _ -> {});
    down(Duration.ofDays(40));
    guard.resume("admin", "it was down again", _ -> {});
    runs(Duration.ofDays(59));
    assertThat(searchSince()).isBefore(stopped);
    runs(Duration.ofDays(2));
    assertThat(searchSince()).as("the search has ended").isNull();
  }

  @Test
  void m4_a_clock_that_leaps_ahead_while_running_holds_money_and_is_not_followed() {
    var before = wall.instant();
    wall.move(Duration.ofDays(31));
    assertThat(guard.instant()).isEqualTo(before.plus(MINUTE));
    guard.beforeRound();
    assertThat(reason()).contains("jumped");
    runs(MINUTE);
    assertThat(guard.instant()).isEqualTo(before.plus(MINUTE).plus(MINUTE));
  }

  @Test
  void m4_a_clock_that_falls_back_while_running_holds_money() {
    wall.move(Duration.ofMinutes(-10));
    guard.beat();
    assertThat(guard.hold().isHeld()).isFalse();
    runs(MINUTE);
    wall.move(Duration.ofMinutes(-10).minusSeconds(1));
    guard.beat();
    assertThat(reason()).contains("jumped");
  }

  @Test
  void m4_a_machine_that_wakes_up_ten_years_ahead_does_not_bill_ten_years() {
    var stopped = wall.instant();
    down(Duration.ofDays(3_650));
    assertThat(guard.hold().isHeld()).isTrue();
    assertThat(guard.instant()).isEqualTo(stopped.plus(MINUTE));
    wall.move(Duration.ofDays(-3_650));
    guard.resume("admin", "the clock is right now", _ -> {});
    assertThat(guard.instant()).isEqualTo(wall.instant());
  }

  @Test
  void m4_a_heartbeat_in_the_future_holds_money() {
    down(Duration.ofMinutes(-10));
    assertThat(guard.hold().isHeld()).isFalse();
    runs(Duration.ofMinutes(11));
    guard.beat();
    down(Duration.ofMinutes(-11));
    assertThat(reason()).contains("already ran at");
  }

  @Test
  void m4_a_clock_that_stripe_or_the_wallet_contradicts_holds_money() {
    guard.compare("Stripe", wall.instant().plusSeconds(600));
    assertThat(guard.hold().isHeld()).isFalse();
    guard.compare("Stripe", wall.instant().minusSeconds(601));
    assertThat(reason()).contains("Stripe says");
  }

  @Tag("sqlite")
  @Test
  void m4_a_database_restored_over_itself_is_recognised() throws IOException, SQLException {
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("caravel.db"));
        var statement = connection.createStatement()) {
      statement.execute("VACUUM INTO '" + folder.resolve("copy.db") + "'");
    }
    runs(MINUTE);
    guard.beat();
    db.close();
    Files.delete(folder.resolve("caravel.db"));
    for (var log : List.of("caravel.db-wal", "caravel.db-shm")) {
      Files.deleteIfExists(folder.resolve(log));
    }
    Files.move(folder.resolve("copy.db"), folder.resolve("caravel.db"));
    open();
    assertThat(reason()).contains("restored from a copy").contains("older than the file");
  }

  @Test
  void m4_a_database_copied_without_its_heartbeat_is_recognised() throws IOException {
    db.close();
    Files.delete(folder.resolve("billing.heartbeat"));
    open();
    assertThat(reason()).contains("restored from a copy").contains("missing");
    guard.resume("admin", "moved to another disk", _ -> {});
    restart();
    assertThat(guard.hold().isHeld()).isFalse();
  }

  @Test
  void m4_a_folder_restored_as_a_whole_is_recognised_though_hours_old() throws IOException {
    db.close();
    var file = folder.resolve("billing.heartbeat");
    Files.copy(file, folder.resolve("copy"));
    Files.move(folder.resolve("copy"), file, StandardCopyOption.REPLACE_EXISTING);
    runs(Duration.ofMinutes(30));
    open();
    assertThat(reason()).contains("copies");
  }

  @Test
  void m4_after_a_hold_or_downtime_charges_are_searched_for_since_before_the_last_heartbeat() {
    assertThat(searchSince()).isNull();
    var stopped = wall.instant();
    down(Duration.ofHours(2));
    assertThat(searchSince()).isEqualTo(stopped.minus(Duration.ofHours(1)));
    runs(Duration.ofDays(60));
    assertThat(searchSince()).isNull();
  }

  private @Nullable Instant searchSince() {
    return db.<Optional<Instant>>read(tx -> Optional.ofNullable(guard.hold().searchSince(tx)))
        .orElse(null);
  }

  private String reason() {
    var shown = Objects.requireNonNull(guard.hold().shown());
    return String.valueOf(shown.get("reason"));
  }

  private TimeGuard.Clocks clocks() {
    return new TimeGuard.Clocks(wall, () -> monotonic.toNanos());
  }

  private void runs(Duration time) {
    wall.move(time);
    monotonic = monotonic.plus(time);
  }

  /// A machine's monotonic clock begins anew.
  private void down(Duration time) {
    db.close();
    wall.move(time);
    monotonic = Duration.ZERO;
    open();
  }

  private void restart() {
    down(Duration.ZERO);
  }

  private void open() {
    db = TestDatabase.open(folder.resolve("caravel.db"), wall);
    guard = new TimeGuard(db, clocks(), folder.resolve("billing.heartbeat"));
    guard.open();
  }

  private void invoice(Instant due) {
    db.inTx(tx -> {
      tx.handle()
          .execute(
              "INSERT INTO tenants (pubkey, return_url, created_at) VALUES (?, '', ?)",
              TENANT,
              tx.seconds());
      tx.handle()
          .execute(
              """
              INSERT INTO invoices (id, tenant_pubkey, number, total, currency, cents,
                period_start, period_end, created_at, status, due_at, void_note, stage,
                stage_at, our_side, told)
              VALUES ('i', ?, 1, 10, 'sat', 1, 0, 1, 0, 'open', ?, '', 'resting', 0,
                'answers', 'asked')
              """,
              TENANT,
              due.getEpochSecond());
      return true;
    });
  }

  private Instant dueAt() {
    return db.<Instant>read(tx ->
        tx.handle()
            .createQuery("SELECT due_at FROM invoices")
            .map((row, _) -> Instant.ofEpochSecond(row.getLong(1)))
            .one());
  }
}
