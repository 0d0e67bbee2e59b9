package caravel.control.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The reconciler's slots are given fairly: findings P2 and P3 of the control review.
final class FairnessTest {
  private static final int FLOOD = 200;
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private Fleet fleet;

  @BeforeEach
  void open() {
    fleet = new Fleet(folder);
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  @Test
  void a_flood_of_one_tenant_does_not_delay_the_relay_of_another() {
    for (var number = 0; number < FLOOD; number++) {
      fleet.create(0, Fleet.A, "flood" + number);
    }
    var other = fleet.create(1, Fleet.A, "other");
    fleet.reconciler(Runnable::run).round();
    assertThat(fleet.a.applied).contains(other.value());
  }

  @Test
  void when_many_tenants_flood_each_gets_its_turn() {
    var tenants = 20;
    for (var tenant = 0; tenant < tenants; tenant++) {
      for (var number = 0; number < FLOOD / tenants; number++) {
        fleet.create(tenant, Fleet.A, "flood" + tenant + "x" + number);
      }
    }
    var last = fleet.create(tenants, Fleet.A, "last");
    var reconciler = fleet.reconciler(Runnable::run);
    var tenantsARound = ReconcilerSlots.PER_HOST_MAX / ReconcilerSlots.PER_TENANT_MAX;
    for (var round = 0; round <= tenants / tenantsARound; round++) {
      reconciler.round();
    }
    assertThat(fleet.a.applied).contains(last.value());
  }

  @Test
  void a_dead_host_takes_no_slots_of_another_host() {
    var dead = new CountDownLatch(1);
    fleet.a.silentUntil = dead;
    for (var tenant = 0; tenant < FLOOD / 10; tenant++) {
      fleet.create(tenant, Fleet.A, "dead" + tenant);
    }
    var other = fleet.create(0, Fleet.B, "other");
    try (var crew = Executors.newVirtualThreadPerTaskExecutor()) {
      fleet.reconciler(crew).round();
      await().atMost(SOON).until(() -> fleet.b.applied.contains(other.value()));
      await().atMost(SOON).until(() -> fleet.a.waiting.get() == ReconcilerSlots.PER_HOST_MAX);
      assertThat(fleet.a.applied).isEmpty();
      dead.countDown();
    }
  }

  @Test
  void a_tenant_has_two_slots_of_a_host_at_most() {
    fleet.a.silentUntil = new CountDownLatch(1);
    for (var number = 0; number < 5; number++) {
      fleet.create(0, Fleet.A, "mine" + number);
    }
    try (var crew = Executors.newVirtualThreadPerTaskExecutor()) {
      var reconciler = fleet.reconciler(crew);
      reconciler.round();
      reconciler.round();
      var slots = ReconcilerSlots.PER_TENANT_MAX;
      await().atMost(SOON).until(() -> fleet.a.waiting.get() == slots);
      fleet.a.silentUntil.countDown();
      await().atMost(SOON).until(() -> fleet.a.applied.size() == slots);
    }
  }
}
