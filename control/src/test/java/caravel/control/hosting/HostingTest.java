package caravel.control.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.control.job.WorkerReport;
import caravel.control.plan.Plans;
import caravel.control.relay.Provisioning;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The workers on their own threads.
final class HostingTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;
  private HostingWorld world;
  private Hosting hosting;

  @BeforeEach
  void open() {
    world = new HostingWorld(folder, 1);
    var domain = "localhost:" + world.zooid.port();
    hosting =
        new Hosting(
            new Hosting.Parts(
                world.db(),
                world.history(),
                world.progress(),
                Plans.builtIn(caravel.control.money.Currency.SAT),
                new RelayHosts(Map.of(domain, world.host())),
                false),
            world.clock,
            new Random(1),
            Executors.newVirtualThreadPerTaskExecutor(),
            Thread::sleep,
            HostingWorld.PROBE_EVERY);
  }

  @AfterEach
  void close() {
    hosting.close();
    world.close();
  }

  @Test
  void a_change_is_applied_at_once_and_its_members_are_counted() {
    hosting.start();
    await().atMost(SOON).until(() -> lastRun("reconciler"));
    var id = world.create("harbor");
    world.zooid.join(id.value(), HostingWorld.OWNER.hex());
    hosting.changed();
    await().atMost(SOON).until(() -> !world.zooid.files().isEmpty());
    // The scripted clock decides when a configuration is in effect and when it is probed again.
    await()
        .atMost(SOON)
        .until(() -> {
          world.clock.advance(Duration.ofSeconds(1));
          return world.relay(id).provisioning() == Provisioning.ACTIVE;
        });
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(world.relay(id).seen().memberCount()).isEqualTo(1));
    assertThat(hosting.reports())
        .extracting(WorkerReport::name)
        .containsExactly("reconciler", "prober", "eraser", "availability");
  }

  @Test
  void a_silent_host_is_told_to_the_operator_without_names_of_secrets() {
    world.zooid.away(true);
    world.create("harbor");
    hosting.start();
    await()
        .atMost(SOON)
        .until(() ->
            hosting.reports().stream()
                .anyMatch(report -> report.lastError().contains("relay host")));
  }

  private boolean lastRun(String name) {
    return hosting.reports().stream()
        .anyMatch(report -> report.name().equals(name) && report.lastRun() != null);
  }
}
