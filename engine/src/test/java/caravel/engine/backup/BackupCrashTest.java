package caravel.engine.backup;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.backup.BackupOwner;
import caravel.engine.backup.RelayBackup.Setup;
import caravel.engine.failure.FailureHandler;
import caravel.engine.store.EventStore.Change;
import caravel.engine.store.EventStore.Saved;
import caravel.nostr.Event;
import caravel.nostr.UnsignedEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills a process while it writes and ships. What is restored is the state of each relay at one
/// moment, not long ago, and the next start completes the backup.
final class BackupCrashTest {
  private static final int RELAYS = 4;
  private static final int IN_FLIGHT = 64;

  /// `./test nightly` kills more often.
  private static final int ROUNDS = Integer.getInteger("caravel.kill.rounds", 3);

  private static final int ACKNOWLEDGED_MIN = 500;
  private static final int ACKNOWLEDGED_SPREAD = 5_000;

  /// The promised loss is a second; a busy machine may be late by this much.
  private static final Duration LOSS_MAX = Duration.ofSeconds(10);

  /// An event that was answered, and when.
  ///
  /// @param shipped the process said at this moment that the backup has everything before it
  private record Acknowledged(String schema, String id, long millis, long shipped) {}

  /// The process that is killed. Prints a line for each acknowledged event.
  static final class Victim {
    private Victim() {}

    public static void main(String[] arguments) throws Exception {
      var folder = Path.of(arguments[0]);
      var objects = TestBackup.objects(folder.resolve("target"), TestBackup.KEY);
      var relays = folder.resolve("relays");
      var backup =
          new RelayBackup(
              new Setup(new BackupOwner(objects, "victim"), TestBackup.DAYS),
              relays,
              folder.resolve("config"),
              InstantSource.system(),
              FailureHandler.WITHOUT_EXIT);
      var stores = TestBackup.stores(relays, backup, TestBackup.journal(relays));
      backup.start(stores);
      // Relays that the last kill left out of step are in the backup again when this returns.
      backup.maintainNow();
      var random = new Random(Long.parseLong(arguments[1]));
      var permits = new Semaphore(IN_FLIGHT);
      var out = System.out;
      while (true) {
        var schema = "relay" + random.nextInt(RELAYS);
        var event = event(random);
        permits.acquire();
        var _ =
            stores
                .open(schema)
                .write(List.of(new Change.Save(event)))
                .whenComplete((saved, failed) -> {
                  if (failed == null && saved.getFirst() == Saved.STORED) {
                    synchronized (out) {
                      long now = InstantSource.system().millis();
                      long shipped = now - backup.state().lagMillis();
                      out.println(schema + " " + event.id() + " " + now + " " + shipped);
                    }
                  }
                  permits.release();
                });
      }
    }

    /// Never replaced.
    private static Event event(Random random) {
      var unsigned =
          new UnsignedEvent(
              RestorePointsTest.author(random.nextInt(6)),
              1_700_000_000 + random.nextInt(1_000),
              1,
              List.of(),
              "x".repeat(random.nextInt(600)) + random.nextLong());
      return new Event(unsigned.id(), unsigned, "ab".repeat(64));
    }
  }

  @Test
  void a_kill_loses_no_more_than_the_last_moment_of_each_relay(@TempDir Path folder)
      throws Exception {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    Files.createDirectories(folder.resolve("target"));
    var configs = Files.createDirectories(folder.resolve("config"));
    for (int i = 0; i < RELAYS; i++) {
      TestBackup.configure(configs, "relay" + i);
    }
    var acknowledged = new ArrayList<Acknowledged>();
    for (int round = 0; round < ROUNDS; round++) {
      int until = ACKNOWLEDGED_MIN + random.nextInt(ACKNOWLEDGED_SPREAD);
      runAndKill(folder, seed + round, until, acknowledged);
      // Everything that the process reported as shipped must be there.
      var last = acknowledged.getLast();
      long before = Math.max(last.shipped(), last.millis() - LOSS_MAX.toMillis());
      long now = InstantSource.system().millis();
      try (var relays = new TestBackup(folder, CommitBuffer.CHARACTERS_MAX, now)) {
        var there = relays.state();
        var restored = relays.restoredNow("restored" + round);
        restored.forEach((schema, ids) -> assertThat(there.get(schema)).containsAll(ids));
        var lost =
            acknowledged.stream()
                .filter(event -> event.millis() < before)
                .filter(event -> !has(restored, event))
                .toList();
        assertThat(lost).as("seed %d, round %d", seed, round).isEmpty();
        relays.backup().maintainNow();
        relays.now.set(InstantSource.system().millis() + 1);
        assertThat(relays.restoredNow("completed" + round))
            .as("seed %d, round %d", seed, round)
            .isEqualTo(there);
      }
    }
  }

  private static boolean has(Map<String, Set<String>> state, Acknowledged event) {
    return state.getOrDefault(event.schema(), Set.of()).contains(event.id());
  }

  private static void runAndKill(Path folder, long seed, int until, List<Acknowledged> acknowledged)
      throws IOException, InterruptedException {
    var victim =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                Victim.class.getName(),
                folder.toString(),
                String.valueOf(seed))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var lines = victim.inputReader()) {
      int seen = 0;
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        // The kill may cut the last line, which then acknowledges nothing.
        if (line.matches("relay\\d [0-9a-f]{64} \\d{13} \\d{13}")) {
          var parts = line.split(" ");
          acknowledged.add(
              new Acknowledged(
                  parts[0], parts[1], Long.parseLong(parts[2]), Long.parseLong(parts[3])));
        }
        if (++seen == until) {
          victim.toHandle().destroyForcibly();
        }
      }
      assertThat(seen).isGreaterThanOrEqualTo(until);
    } finally {
      victim.destroyForcibly().waitFor();
    }
  }

  private static String classPath() {
    var given = System.getProperty("surefire.test.class.path");
    return given == null ? System.getProperty("java.class.path") : given;
  }
}
