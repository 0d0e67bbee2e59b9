package caravel.control.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The availability of relays, counted from their probes.
final class AvailabilityTest {
  private static final Duration SWEEPS = HostingWorld.PROBE_EVERY.multipliedBy(4);

  @TempDir private Path folder;
  private HostingWorld world;

  @BeforeEach
  void open() {
    world = new HostingWorld(folder, 1);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void a_relay_that_answers_is_available_and_one_that_does_not_is_not() {
    var id = world.create("harbor");
    world.pass(SWEEPS);
    assertThat(share(world.availability())).isEqualTo(1.0);
    world.zooid.away(true);
    world.pass(SWEEPS);
    world.availability().storeRound();
    assertThat(world.availability().relay(id).availability()).isBetween(0.2, 0.9);
    assertThat(share(world.availability())).isBetween(0.2, 0.9);
  }

  @Test
  void a_relay_that_is_off_by_its_owner_never_counts_as_down() {
    var id = world.create("harbor");
    world.pass(SWEEPS);
    world.act(id, "deactivate");
    world.pass(SWEEPS);
    world.zooid.away(true);
    world.pass(SWEEPS);
    world.availability().storeRound();
    assertThat(world.availability().relay(id).availability()).isEqualTo(1.0);
  }

  @Test
  void a_restart_loses_nothing_that_was_stored() {
    var id = world.create("harbor");
    world.pass(SWEEPS);
    world.availability().storeRound();
    var before = world.availability().relay(id);
    world.restart();
    assertThat(world.availability().relay(id)).isEqualTo(before);
    assertThat(before.days()).hasSize(AvailabilityReport.DAYS).last().isEqualTo(1.0);
  }

  @Test
  void a_day_without_probes_is_unknown_and_never_down() {
    world.create("harbor");
    world.pass(SWEEPS);
    var days = world.availability();
    days.storeRound();
    world.clock.advance(Duration.ofDays(2));
    var report = days.platform();
    assertThat(report.days().getLast()).isNull();
    assertThat(report.availability()).isEqualTo(1.0);
  }

  @Test
  void days_before_the_last_90_are_deleted() {
    var id = world.create("harbor");
    world.pass(SWEEPS);
    world.availability().storeRound();
    world.clock.advance(Duration.ofDays(AvailabilityReport.DAYS));
    world.pass(SWEEPS);
    world.availability().storeRound();
    assertThat(rows("availability_days")).isEqualTo(1);
    assertThat(rows("platform_days")).isEqualTo(1);
    world.availability().forget(id);
    assertThat(rows("availability_days")).isZero();
  }

  @Test
  void less_than_everything_is_never_shown_as_everything() {
    var days =
        java.util.List.of(
            new AvailabilityStore.Day(0, new AvailabilityStore.Count(1_000_000, 999_999)));
    assertThat(AvailabilityReport.of(0, 1, days).availability()).isEqualTo(0.99999);
  }

  private static @Nullable Double share(Availability availability) {
    availability.storeRound();
    return availability.platform().availability();
  }

  private long rows(String table) {
    return world
        .db()
        .<Long>read(
            tx -> tx.handle().select("SELECT count(*) FROM " + table).mapTo(Long.class).one());
  }
}
