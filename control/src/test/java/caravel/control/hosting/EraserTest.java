package caravel.control.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.relay.RelayId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Erasing the events of deleted relays: findings P5 and P6 of the control review.
final class EraserTest {
  private static final Duration HELD = Duration.ofDays(30);

  @TempDir private Path folder;
  private Fleet fleet;
  private Eraser eraser;

  @BeforeEach
  void open() {
    fleet = new Fleet(folder);
    eraser =
        new Eraser(
            fleet.progress(),
            fleet.specs,
            fleet.parts.hosts(),
            fleet.history,
            fleet.availability,
            fleet.clock);
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  @Test
  void fifty_that_cannot_be_erased_do_not_block_a_later_one() {
    for (var number = 0; number < Eraser.RELAYS_MAX; number++) {
      fleet.a.unerasable.add(deleted("stuck" + number).value());
    }
    fleet.clock.advance(Duration.ofSeconds(1));
    var later = deleted("later");
    fleet.clock.advance(HELD);
    for (var round = 0; round <= Eraser.RELAYS_MAX / Eraser.FAILURES_MAX; round++) {
      eraser.round();
      fleet.clock.advance(Eraser.ROUND_EVERY);
    }
    assertThat(fleet.a.erased).containsExactly(later.value());
  }

  @Test
  void each_failure_doubles_the_wait_of_its_relay_alone() {
    var stuck = deleted("stuck");
    fleet.a.unerasable.add(stuck.value());
    fleet.clock.advance(HELD);
    var attempts = new ArrayList<Integer>();
    for (var round = 0; round < 7; round++) {
      eraser.round();
      fleet.clock.advance(Eraser.ROUND_EVERY);
      fleet
          .progress()
          .toErase(fleet.clock.instant(), 1)
          .forEach(one -> attempts.add(one.attempts()));
    }
    assertThat(attempts).containsExactly(1, 2, 3);
    fleet.a.unerasable.clear();
    fleet.clock.advance(Eraser.BACKOFF.most());
    eraser.round();
    assertThat(fleet.a.erased).containsExactly(stuck.value());
  }

  @Test
  void many_deleted_relays_are_erased_without_a_rest_between_the_pages() {
    for (var number = 0; number < Eraser.RELAYS_MAX + 1; number++) {
      deleted("gone" + number);
    }
    fleet.clock.advance(HELD);
    assertThat(eraser.round()).isEqualTo(Duration.ZERO);
    assertThat(eraser.round()).isEqualTo(Eraser.ROUND_EVERY);
    assertThat(fleet.a.erased).hasSize(Eraser.RELAYS_MAX + 1);
  }

  private RelayId deleted(String label) {
    var id = fleet.create(0, Fleet.A, label);
    fleet.delete(id);
    return id;
  }
}
