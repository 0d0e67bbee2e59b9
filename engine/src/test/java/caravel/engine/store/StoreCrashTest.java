package caravel.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.failure.FailureHandler;
import caravel.engine.journal.Journal;
import caravel.engine.store.EventStore.Change;
import caravel.engine.store.EventStore.Saved;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Kills a process while it writes. Every acknowledged event must be stored, and every file intact.
final class StoreCrashTest {
  private static final int RELAYS = 5;
  private static final int IN_FLIGHT = 64;

  /// `./test nightly` kills more often.
  private static final int ROUNDS = Integer.getInteger("caravel.kill.rounds", 5);

  /// A file is applied, settled or closed with one in this many events.
  private static final int FILE_EVERY = 50;

  private static final int ACKNOWLEDGED_MIN = 200;
  private static final int ACKNOWLEDGED_SPREAD = 2_000;

  /// The process that is killed. Writes endlessly to several relays, and prints `relay id` for each
  /// acknowledged event.
  static final class Victim {
    private Victim() {}

    public static void main(String[] arguments) throws InterruptedException {
      var sync = Sync.valueOf(arguments[1]);
      var folder = Path.of(arguments[0]);
      var stores = TestStores.open(folder, sync, journal(folder, sync));
      var random = new Random(Long.parseLong(arguments[2]));
      var permits = new Semaphore(IN_FLIGHT);
      var out = System.out;
      while (true) {
        int relay = random.nextInt(RELAYS);
        // Only permanent events: neither replaced nor expiring.
        var event =
            Events.event(
                random.nextInt(6),
                Events.NOW + random.nextInt(1_000),
                1,
                "x".repeat(random.nextInt(600)) + random.nextLong(),
                "t",
                Events.word(random));
        permits.acquire();
        if (random.nextInt(FILE_EVERY) == 0) {
          writeFile(stores.store("relay" + random.nextInt(RELAYS)), random);
        }
        var _ =
            stores
                .open("relay" + relay)
                .write(List.of(new Change.Save(event)))
                .whenComplete((saved, failed) -> {
                  if (failed == null && saved.getFirst() == Saved.STORED) {
                    synchronized (out) {
                      out.println(relay + " " + event.id());
                    }
                  }
                  permits.release();
                });
      }
    }

    private static void writeFile(FileStore store, Random random) {
      switch (random.nextInt(3)) {
        case 0 -> store.applySoon();
        case 1 -> store.settleSoon();
        default -> store.closeIfUnused();
      }
    }
  }

  private static Journal journal(Path folder, Sync sync) {
    return new Journal(
        folder.resolve(".journal"),
        sync,
        Journal.Limits.USUAL,
        InstantSource.system(),
        FailureHandler.WITHOUT_EXIT);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"FULL", "NORMAL"})
  void every_acknowledged_event_outlives_a_kill(String sync, @TempDir Path folder)
      throws Exception {
    long seed = 31;
    var random = new Random(seed);
    Map<Integer, Set<String>> acknowledged = new HashMap<>();
    int removed = 0;
    for (int round = 0; round < ROUNDS; round++) {
      int until = ACKNOWLEDGED_MIN + random.nextInt(ACKNOWLEDGED_SPREAD);
      runAndKill(folder, sync, seed + round, until, acknowledged);
      assertThat(acknowledged.values().stream().mapToInt(Set::size).sum())
          .isGreaterThanOrEqualTo(until);
      if (random.nextBoolean()) {
        removed += removeUnforced(folder);
      }
      try (var journal = journal(folder, Sync.valueOf(sync));
          var stores = TestStores.open(folder, Sync.valueOf(sync), journal)) {
        for (int relay = 0; relay < RELAYS; relay++) {
          assertThat(stores.open("relay" + relay).count()).isNotNegative();
        }
      }
      for (int relay = 0; relay < RELAYS; relay++) {
        var there =
            Rows.events(folder.resolve("relay" + relay + ".db")).stream()
                .map(event -> event.id().hex())
                .collect(Collectors.toSet());
        var missing = new HashSet<>(acknowledged.getOrDefault(relay, Set.of()));
        missing.removeAll(there);
        assertThat(missing).as("seed %d, round %d, relay %d", seed, round, relay).isEmpty();
      }
    }
    assertThat(removed).as("logs that a power cut removed").isPositive();
    try (var files = Files.list(folder).filter(Files::isRegularFile)) {
      assertThat(files).hasSize(RELAYS);
    }
    try (var segments = Files.list(folder.resolve(".journal"))) {
      assertThat(segments.filter(file -> file.toFile().length() > 0)).isEmpty();
    }
  }

  /// Removes the files that a power cut may remove: logs that no checkpoint has begun to copy, and
  /// logs that it has copied wholly. SQLite forces a log before its checkpoint, and a file is
  /// broken without the log of a checkpoint that did not reach the end.
  ///
  /// @return removed logs
  private static int removeUnforced(Path folder) throws IOException {
    int removed = 0;
    for (int relay = 0; relay < RELAYS; relay++) {
      var log = folder.resolve("relay" + relay + ".db-wal");
      var index = folder.resolve("relay" + relay + ".db-shm");
      if (Files.exists(index) && isLogUnneeded(index)) {
        Files.delete(index);
        removed += Files.deleteIfExists(log) ? 1 : 0;
      }
    }
    return removed;
  }

  /// Whether the file is whole without its log, by the fields `isInit`, `mxFrame`, `nBackfill` and
  /// `nBackfillAttempted` of the log's index (<https://www.sqlite.org/walformat.html>).
  private static boolean isLogUnneeded(Path index) throws IOException {
    var bytes = ByteBuffer.wrap(Files.readAllBytes(index)).order(ByteOrder.nativeOrder());
    if (bytes.capacity() < 132 || bytes.get(12) == 0) {
      return false;
    }
    int copied = bytes.getInt(96);
    return bytes.getInt(128) == 0 || copied == bytes.getInt(16);
  }

  private static void runAndKill(
      Path folder, String sync, long seed, int until, Map<Integer, Set<String>> acknowledged)
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
                sync,
                String.valueOf(seed))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines = victim.inputReader()) {
      int seen = 0;
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        // The kill may cut the last line, which then acknowledges nothing.
        if (line.matches("\\d [0-9a-f]{64}")) {
          acknowledged
              .computeIfAbsent(line.charAt(0) - '0', _ -> new HashSet<>())
              .add(line.substring(2));
        }
        if (++seen == until) {
          // Killed through its handle, which leaves the pipe open for reading.
          victim.toHandle().destroyForcibly();
        }
      }
      assertThat(seen).isGreaterThanOrEqualTo(until);
    } finally {
      victim.destroyForcibly().waitFor();
    }
  }

  /// The location of the test classes, for any way of starting the test.
  private static String classPath() {
    var given = System.getProperty("surefire.test.class.path");
    return given == null ? System.getProperty("java.class.path") : given;
  }
}
