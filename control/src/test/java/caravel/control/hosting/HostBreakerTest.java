package caravel.control.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.relay.Provisioning;
import caravel.control.relay.RelayId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Drift that is the host's fault and not its relays': findings P8 and P4 of the control review.
final class HostBreakerTest {
  private static final int RELAYS = 10;
  private static final Duration SETTLED = Duration.ofSeconds(5);

  @TempDir private Path folder;
  private HostingWorld world;
  private final List<RelayId> relays = new ArrayList<>();

  @BeforeEach
  void open() {
    world = new HostingWorld(folder, 1);
    for (var number = 0; number < RELAYS; number++) {
      relays.add(world.create("club" + number));
    }
    world.pass(SETTLED);
    relays.forEach(id -> assertThat(world.relay(id).provisioning()).isEqualTo(Provisioning.ACTIVE));
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void when_a_proxy_answers_404_for_all_relays_none_is_sent_again_and_one_fault_is_reported() {
    var files = new HashMap<>(world.zooid.files());
    files.keySet().forEach(id -> world.zooid.meddle(id, null));
    var sent = world.zooid.seen().size();
    world.probe();
    assertThat(world.faults())
        .singleElement()
        .satisfies(fault -> {
          assertThat(fault.domain()).isEqualTo(world.domain());
          assertThat(fault.fault()).contains("probed relays differ");
        });
    assertThat(relays)
        .allSatisfy(
            id -> assertThat(world.relay(id).provisioning()).isEqualTo(Provisioning.ACTIVE));
    assertThat(world.zooid.seen()).hasSize(sent);

    files.forEach(world.zooid::meddle);
    world.pass(HostingWorld.PROBE_EVERY.multipliedBy(2));
    assertThat(world.faults()).isEmpty();
  }

  @Test
  void a_host_that_lost_all_its_relays_is_repaired_after_one_was_sent_on_trial() {
    world.zooid.files().keySet().forEach(id -> world.zooid.meddle(id, null));
    world.probe();
    assertThat(world.faults()).hasSize(1);
    world.pass(HostBreaker.TRIAL_EVERY);
    assertThat(world.faults()).isEmpty();
    assertThat(world.zooid.files()).hasSize(RELAYS);
    assertThat(relays)
        .allSatisfy(
            id -> assertThat(world.relay(id).provisioning()).isEqualTo(Provisioning.ACTIVE));
  }

  @Test
  void one_relay_of_many_that_differs_is_repaired_at_once() {
    world.zooid.meddle(relays.getFirst().value(), null);
    world.probe();
    world.probe(); // Ten relays are two pages.
    assertThat(world.faults()).isEmpty();
    assertThat(world.relay(relays.getFirst()).provisioning()).isEqualTo(Provisioning.PENDING);
    world.pass(SETTLED);
    assertThat(world.zooid.files()).hasSize(RELAYS);
  }

  @Test
  void a_deleted_relay_that_is_served_again_from_an_old_copy_is_switched_off_within_an_hour() {
    var id = relays.getFirst();
    var old = world.zooid.files().get(id.value());
    world.delete(id);
    world.pass(SETTLED);
    world.zooid.meddle(id.value(), old);
    world.pass(Probing.SELDOM_EVERY.plus(HostingWorld.PROBE_EVERY.multipliedBy(2)));
    var file = world.zooid.files().get(id.value());
    assertThat(file != null && file.path("inactive").asBoolean(false)).isTrue();
  }

  @Test
  void a_deleted_relay_whose_label_is_in_use_again_is_left_alone() {
    var id = relays.getFirst();
    world.delete(id);
    world.pass(SETTLED);
    world.create("club0");
    world.pass(Probing.SELDOM_EVERY.plus(HostingWorld.PROBE_EVERY.multipliedBy(2)));
    assertThat(world.relay(id).seen().trouble().error()).isEmpty();
    assertThat(world.relay(id).seen().syncedGeneration())
        .isEqualTo(world.relay(id).seen().generation());
  }
}
