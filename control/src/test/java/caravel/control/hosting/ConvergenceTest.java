package caravel.control.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.Seeds;
import caravel.control.hosting.zooid.RecordedZooid.Fault;
import caravel.control.relay.Provisioning;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayId;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// After any sequence of faults, every relay reaches its desired state once the faults end.
final class ConvergenceTest {
  private static final int STEPS = 40;
  private static final int RELAYS_MAX = 6;

  /// The longest back-off, the probes, and a whole round of probes and repair.
  private static final Duration AFTER_THE_LAST_FAULT =
      Reconciling.BACKOFF.most().plus(HostingWorld.PROBE_EVERY.multipliedBy(3));

  @TempDir Path folder;
  private final List<RelayId> relays = new ArrayList<>();
  private final Map<RelayId, Long> generations = new HashMap<>();

  static LongStream seeds() {
    return Seeds.fixed(1, 6);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void desired_and_observed_agree_after_the_last_fault(long seed) {
    var log = (Logger) LoggerFactory.getLogger("caravel");
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    log.addAppender(lines);
    log.setLevel(Level.TRACE);
    try (var world = new HostingWorld(folder, seed)) {
      var random = new Random(seed);
      for (var step = 0; step < STEPS; step++) {
        happen(world, random, step);
        world.pass(Duration.ofMillis(random.nextInt(20_000)));
        generationsNeverGoDown(world);
      }
      world.zooid.away(false);
      world.zooid.heal();
      world.pass(AFTER_THE_LAST_FAULT);
      relays.forEach(id -> agrees(world, world.relay(id)));
      // A change of a relay that is offline shows, and is repaired, when it comes back.
      relays.stream()
          .filter(id -> !world.relay(id).wantedOnline())
          .forEach(id -> world.act(id, "reactivate"));
      world.pass(Duration.ofMinutes(1));
      relays.forEach(id -> agrees(world, world.relay(id)));
      secretsStayedSecret(world, lines.list);
    } catch (AssertionError failed) {
      throw new AssertionError("seed " + seed, failed);
    } finally {
      log.detachAppender(lines);
      log.setLevel(null);
    }
  }

  private void happen(HostingWorld world, Random random, int step) {
    var faults = List.of(Fault.values());
    var fault = faults.get(random.nextInt(faults.size()));
    switch (random.nextInt(9)) {
      case 0, 1 -> {
        if (relays.size() < RELAYS_MAX) {
          relays.add(world.create("harbor" + step));
        }
      }
      case 2 -> any(random, id -> world.rename(id, "Name " + step));
      case 3 ->
          any(
              random,
              id -> world.act(id, world.relay(id).wantedOnline() ? "deactivate" : "reactivate"));
      case 4 -> world.zooid.fail(fault, fault);
      case 5 -> world.zooid.away(random.nextBoolean());
      case 6 -> world.restart();
      case 7 -> any(random, id -> world.zooid.meddle(id.value(), null));
      default ->
          any(
              random,
              id -> {
                var config = world.zooid.files().get(id.value());
                if (config != null) {
                  var changed = config.deepCopy();
                  ((ObjectNode) changed.path("info")).put("name", "Meddled");
                  changed.put("inactive", random.nextBoolean());
                  world.zooid.meddle(id.value(), changed);
                }
              });
    }
  }

  private void any(Random random, java.util.function.Consumer<RelayId> what) {
    if (!relays.isEmpty()) {
      what.accept(relays.get(random.nextInt(relays.size())));
    }
  }

  private void generationsNeverGoDown(HostingWorld world) {
    for (var id : relays) {
      var now = world.relay(id).seen().generation();
      assertThat(now).isGreaterThanOrEqualTo(generations.getOrDefault(id, 0L));
      generations.put(id, now);
    }
  }

  private static void agrees(HostingWorld world, Relay relay) {
    assertThat(relay.provisioning())
        .isEqualTo(relay.wantedOnline() ? Provisioning.ACTIVE : Provisioning.INACTIVE);
    assertThat(relay.seen().trouble()).isEqualTo(Relay.Trouble.NONE);
    var file = world.zooid.files().get(relay.id().value());
    if (!relay.wantedOnline()) {
      assertThat(file == null || file.path("inactive").asBoolean(false)).isTrue();
      return;
    }
    assertThat(file).isNotNull();
    if (file != null) {
      assertThat(file.path("host").asString("")).isEqualTo(relay.host());
      assertThat(file.path("schema").asString("")).isEqualTo(relay.address().schema());
      assertThat(file.path("inactive").asBoolean(false)).isEqualTo(!relay.wantedOnline());
      assertThat(file.path("info").path("name").asString(""))
          .isEqualTo(relay.wishes().profile().name());
      assertThat(file.path("secret").asString(""))
          .isEqualTo(world.progress().secret(relay.id()).revealHex());
    }
  }

  /// A relay's key is only in the body of a POST.
  private void secretsStayedSecret(HostingWorld world, List<ILoggingEvent> lines) {
    for (var id : relays) {
      var secret = world.progress().secret(id).revealHex();
      assertThat(world.zooid.seen())
          .filteredOn(seen -> !seen.method().equals("POST"))
          .noneMatch(seen -> seen.body().contains(secret) || seen.path().contains(secret));
      assertThat(world.complaints).noneMatch(line -> line.contains(secret));
      for (var line : lines) {
        assertThat(line.getFormattedMessage()).doesNotContain(secret);
        var thrown = line.getThrowableProxy();
        if (thrown != null) {
          assertThat(String.valueOf(thrown.getMessage())).doesNotContain(secret);
        }
      }
      var error = world.relay(id).seen().trouble().error();
      assertThat(error).doesNotContain(secret);
    }
  }
}
