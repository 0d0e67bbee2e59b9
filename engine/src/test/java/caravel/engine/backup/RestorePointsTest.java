package caravel.engine.backup;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.store.EventStore.Change;
import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import caravel.nostr.UnsignedEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Restores many points in time of relays that were written, pruned, purged and restarted.
final class RestorePointsTest {
  private static final int POINTS = 36;
  private static final int RELAYS = 5;
  private static final int AUTHORS = 6;
  private static final String SIG = "ab".repeat(64);

  @TempDir Path folder;

  private record Point(Instant at, Map<String, Set<String>> state, Map<String, String> configs) {}

  private final Map<String, List<EventId>> saved = new HashMap<>();

  @Test
  void every_restored_point_equals_the_state_noted_then() throws Exception {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    var points = new ArrayList<Point>();
    try (var relays = new TestBackup(folder)) {
      for (int i = 0; i < RELAYS; i++) {
        TestBackup.configure(relays.config, "relay" + i);
      }
      for (int i = 0; i < POINTS; i++) {
        for (int step = random.nextInt(20); step >= 0; step--) {
          change(relays, random);
          relays.now.addAndGet(1 + random.nextInt(2_000));
        }
        configure(relays, random);
        // The configurations of a moment are those that the next look finds.
        relays.backup().shipNow();
        points.add(new Point(relays.clock().instant(), relays.state(), configs(relays.config)));
        relays.now.incrementAndGet();
        interrupt(relays, random);
      }
      relays.backup().shipNow();
      Collections.shuffle(points, random);
      for (int i = 0; i < points.size(); i++) {
        var point = points.get(i);
        var into = folder.resolve("restored" + i);
        assertThat(differences(point.state(), relays.restored(point.at(), into)))
            .as("seed %d, %s", seed, point.at())
            .isEmpty();
        assertThat(configs(into.resolve("config")))
            .as("seed %d, %s", seed, point.at())
            .isEqualTo(point.configs());
      }
    }
  }

  private static List<String> differences(
      Map<String, Set<String>> noted, Map<String, Set<String>> restored) {
    var found = new ArrayList<String>();
    for (int i = 0; i < RELAYS; i++) {
      var schema = "relay" + i;
      var before = noted.getOrDefault(schema, Set.of());
      var after = restored.getOrDefault(schema, Set.of());
      long missing = before.stream().filter(id -> !after.contains(id)).count();
      long extra = after.stream().filter(id -> !before.contains(id)).count();
      if (missing + extra > 0) {
        found.add(
            "%s: of %d, %d are missing and %d too many"
                .formatted(schema, before.size(), missing, extra));
      }
    }
    return found;
  }

  private void change(TestBackup relays, Random random) {
    var schema = "relay" + random.nextInt(RELAYS);
    var ids = saved.computeIfAbsent(schema, _ -> new ArrayList<>());
    switch (random.nextInt(30)) {
      case 0 -> relays.removeAuthor(schema, author(random.nextInt(AUTHORS)));
      case 1 -> relays.stores().erase(schema);
      case 2, 3, 4 -> {
        if (!ids.isEmpty()) {
          relays.write(schema, new Change.Remove(ids.get(random.nextInt(ids.size()))));
        }
      }
      default -> {
        var changes = new ArrayList<Change>();
        for (int i = random.nextInt(30); i >= 0; i--) {
          var event = event(random);
          ids.add(event.id());
          changes.add(new Change.Save(event));
        }
        relays.write(schema, changes.toArray(new Change[0]));
      }
    }
  }

  private static void configure(TestBackup relays, Random random) throws Exception {
    var file = relays.config.resolve("other" + random.nextInt(RELAYS) + ".toml");
    if (random.nextInt(4) == 0) {
      Files.deleteIfExists(file);
    } else {
      // As the engine does it.
      var unfinished = relays.folder.resolve("unfinished.toml");
      Files.writeString(unfinished, "host = \"" + random.nextLong() + "\"\n");
      Files.setLastModifiedTime(unfinished, FileTime.fromMillis(relays.now.get()));
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /// Ends of the program, and the hourly work.
  private static void interrupt(TestBackup relays, Random random) throws Exception {
    switch (random.nextInt(6)) {
      case 0 -> {
        relays.stop();
        relays.start();
      }
      case 1 -> {
        relays.now.addAndGet(3_600_000);
        relays.backup().maintainNow();
      }
      default -> {}
    }
  }

  private static Map<String, String> configs(Path config) throws Exception {
    var found = new HashMap<String, String>();
    if (Files.exists(config)) {
      try (var files = Files.list(config)) {
        for (var file : files.toList()) {
          found.put(file.getFileName().toString(), Files.readString(file));
        }
      }
    }
    return found;
  }

  static PublicKey author(int number) {
    return SecretKey.parse("%064x".formatted(number + 1)).publicKey();
  }

  /// Few authors, kinds and seconds, so that events replace each other.
  private static Event event(Random random) {
    int[] kinds = {0, 1, 1, 1, 1, 3, 9, 10_002, 30_023};
    var unsigned =
        new UnsignedEvent(
            author(random.nextInt(AUTHORS)),
            1_700_000_000 + random.nextInt(100),
            kinds[random.nextInt(kinds.length)],
            List.of(List.of("d", "d" + random.nextInt(3)), List.of("t", "t" + random.nextInt(5))),
            "x".repeat(random.nextInt(200)) + random.nextLong());
    return new Event(unsigned.id(), unsigned, SIG);
  }
}
