package caravel.control.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.hosting.ProbeStore.Hour;
import caravel.control.hosting.ProbeStore.Look;
import caravel.control.relay.RelayId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The history of probes in its own database (control review, section 4, `probes`).
final class ProbeStoreTest {
  private static final Instant START = Instant.parse("2027-01-31T00:00:00Z");
  private static final RelayId ONE = new RelayId("one");
  private static final RelayId TWO = new RelayId("two");
  private static final int HEADER_BYTES = 8_192;

  @TempDir private Path folder;
  private final TestClock clock = new TestClock();
  private ProbeHistory history;

  @BeforeEach
  void open() {
    history = ProbeHistory.in(file(), clock);
  }

  @AfterEach
  void close() {
    history.close();
  }

  @Test
  void each_look_is_kept_for_24_hours_and_hourly_figures_for_30_days() {
    look(ONE, START, true, 10);
    look(TWO, START, true, 1);
    look(ONE, START.plusSeconds(300), true, 30);
    look(ONE, START.plusSeconds(600), false, null);
    assertThat(history.looks(ONE)).hasSize(3);
    assertThat(history.hours(ONE)).containsExactly(new Hour(START, 3, 2, 0, 20, 30));

    look(ONE, START.plus(ProbeStore.LOOKS_KEPT).plusSeconds(400), true, 5);
    assertThat(history.looks(ONE)).hasSize(2);
    assertThat(history.hours(ONE)).hasSize(2);
    assertThat(history.looks(TWO)).hasSize(1);

    look(ONE, START.plus(ProbeStore.HOURS_KEPT).plus(Duration.ofHours(1)), true, 5);
    assertThat(history.looks(ONE)).hasSize(1);
    assertThat(history.hours(ONE)).hasSize(2).doesNotContain(new Hour(START, 3, 2, 0, 20, 30));
  }

  @Test
  void two_results_in_one_second_are_one_row_that_keeps_the_difference() {
    history.keep(Map.of(ONE, new Look(START, false, 3, "gone")));
    history.keep(Map.of(ONE, new Look(START, true, 4, "")));
    assertThat(history.looks(ONE)).containsExactly(new Look(START, true, 4, "gone"));
  }

  @Test
  void results_survive_a_restart_and_can_be_deleted() {
    look(ONE, START, true, 1);
    history.close();
    open();
    assertThat(history.looks(ONE)).hasSize(1);
    history.forget(ONE);
    assertThat(history.looks(ONE)).isEmpty();
    assertThat(history.hours(ONE)).isEmpty();
  }

  @Test
  void a_file_that_is_no_database_is_replaced() throws IOException {
    Files.writeString(file(), "no database".repeat(1_000));
    look(ONE, START, true, 1);
    assertThat(history.looks(ONE)).hasSize(1);
  }

  @Test
  void a_database_of_another_version_is_replaced() throws IOException {
    history.close();
    try (var old =
        caravel.control.db.Db.openDisposable(
            file(),
            new caravel.control.db.DisposableSchema(
                99, java.util.List.of("CREATE TABLE x (y TEXT)")),
            clock)) {
      old.inTx(tx -> tx.handle().execute("INSERT INTO x VALUES ('z')"));
    }
    open();
    look(ONE, START, true, 1);
    assertThat(history.looks(ONE)).hasSize(1);
  }

  @Test
  void damage_that_shows_later_costs_the_history_and_nothing_else() throws IOException {
    for (var i = 0; i < 2_000; i++) {
      look(ONE, START.plusSeconds(i), true, i);
    }
    history.close();
    try (var channel = Files.newByteChannel(file(), StandardOpenOption.WRITE)) {
      channel.position(HEADER_BYTES);
      channel.write(java.nio.ByteBuffer.allocate((int) channel.size() - HEADER_BYTES));
    }
    open();
    history.looks(ONE);
    look(ONE, START.plusSeconds(5_000), true, 1);
    look(ONE, START.plusSeconds(5_001), true, 1);
    assertThat(history.looks(ONE)).hasSizeBetween(1, 2);
  }

  @Test
  void where_no_file_can_be_made_the_history_is_empty() throws IOException {
    Files.writeString(folder.resolve("occupied"), "");
    try (var nowhere = ProbeHistory.in(folder.resolve("occupied").resolve("probes.db"), clock)) {
      nowhere.keep(Map.of(ONE, new Look(START, true, 1, "")));
      assertThat(nowhere.looks(ONE)).isEmpty();
    }
  }

  private void look(RelayId relay, Instant at, boolean up, @Nullable Integer latency) {
    history.keep(Map.of(relay, new Look(at, up, latency, "")));
  }

  private Path file() {
    return folder.resolve("probes.db");
  }
}
