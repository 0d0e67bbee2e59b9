package caravel.control.backup;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.backup.BackupException;
import caravel.backup.BackupOwner;
import caravel.backup.FolderObjects;
import caravel.backup.SealedObjects;
import caravel.control.db.Db;
import caravel.control.db.RestoredDatabase;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `kill -9` of a program that ships its database, at seeded instants.
@Tag("slow")
final class ControlBackupKillTest {
  private static final Logger LOG = LoggerFactory.getLogger(ControlBackupKillTest.class);
  private static final String KEY = "11".repeat(32);
  private static final int ROUNDS = 4;

  /// A second is promised. The rest is for a busy machine.
  private static final Duration LOST_MAX = Duration.ofSeconds(5);

  private static final Pattern LINE = Pattern.compile("(\\d+) (\\d{13}) (\\d{13})");

  @TempDir Path folder;

  /// A commit of the victim.
  ///
  /// @param number of the row, one more each time
  /// @param at after the commit, in milliseconds
  /// @param shipped the program said at this moment that the backup has everything before it
  private record Committed(long number, long at, long shipped) {}

  /// Writes rows for ever and says so after each commit.
  static final class Victim {
    private Victim() {}

    public static void main(String[] arguments) throws IOException {
      var folder = Path.of(arguments[0]);
      var file = folder.resolve("caravel.db");
      var clock = InstantSource.system();
      var db = Db.open(file, clock);
      db.inTx(tx ->
          tx.handle()
              .execute("CREATE TABLE IF NOT EXISTS things (id INTEGER PRIMARY KEY, x TEXT)"));
      var owner = new BackupOwner(objects(folder), "victim");
      var bounds = new ControlShipper.Bounds(400_000, 1L << 30);
      var shipper =
          new ControlShipper(
              db.log(file),
              owner,
              folder.resolve("scratch"),
              new Retention(owner, 30),
              clock,
              bounds);
      shipper.start();
      while (true) {
        long number =
            db.<Long>inTx(tx -> {
              tx.handle().execute("INSERT INTO things (x) VALUES (hex(randomblob(200)))");
              return tx.handle().createQuery("SELECT max(id) FROM things").mapTo(Long.class).one();
            });
        long at = clock.millis();
        System.out.println(number + " " + at + " " + (at - shipper.status().lag().toMillis()));
        System.out.flush();
      }
    }
  }

  @Test
  void a_killed_program_loses_at_most_its_last_second_and_every_moment_before_is_exact()
      throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    Files.createDirectories(folder.resolve("bucket"));
    var committed = new ArrayList<Committed>();
    for (int round = 0; round < ROUNDS; round++) {
      var fresh = runAndKill(500 + random.nextInt(3_000));
      var killed = fresh.getLast().at();
      committed.addAll(fresh);
      var newest = restored(Instant.MAX);
      long kept = newest.isEmpty() ? 0 : newest.getLast();
      // Everything that the program reported as shipped must be there.
      long shipped = fresh.getLast().shipped();
      var before = Math.max(shipped, killed - LOST_MAX.toMillis());
      assertThat(committed.stream().filter(one -> one.at() < before))
          .as("seed %d, round %d", seed, round)
          .allSatisfy(one -> assertThat(one.number()).isLessThanOrEqualTo(kept));
      LOG.info(
          "round {}: {} commits, {} of them lost, the last {} ms",
          round,
          fresh.size(),
          committed.getLast().number() - kept,
          killed - shipped);
      checkMoment(fresh, kept, random);
    }
  }

  /// The state of a commit's moment has the commit and none that was later.
  private void checkMoment(List<Committed> fresh, long kept, Random random) throws BackupException {
    var shipped = fresh.stream().filter(one -> one.number() <= kept).toList();
    if (shipped.isEmpty()) {
      return;
    }
    var chosen = shipped.get(random.nextInt(shipped.size()));
    var rows = restored(Instant.ofEpochMilli(chosen.at()));
    var later =
        fresh.stream()
            .filter(one -> one.at() > chosen.at())
            .map(Committed::number)
            .skip(1)
            .toList();
    assertThat(rows).contains(chosen.number()).doesNotContainAnyElementsOf(later);
  }

  private List<Committed> runAndKill(int until) throws IOException, InterruptedException {
    var victim =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                Victim.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var seen = new ArrayList<Committed>();
    try (var lines = victim.inputReader()) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        // The kill may cut the last line.
        var match = LINE.matcher(line);
        if (match.matches()) {
          seen.add(
              new Committed(
                  Long.parseLong(match.group(1)),
                  Long.parseLong(match.group(2)),
                  Long.parseLong(match.group(3))));
        }
        if (seen.size() == until) {
          victim.toHandle().destroyForcibly();
        }
      }
    } finally {
      victim.destroyForcibly().waitFor();
    }
    assertThat(seen.size()).isGreaterThanOrEqualTo(until);
    return seen;
  }

  private List<Long> restored(Instant at) throws BackupException {
    var file = folder.resolve("restored-" + System.nanoTime() + ".db");
    ControlRestore.restore(objects(folder), file, at);
    return new RestoredDatabase(file)
        .with(handle ->
            handle.createQuery("SELECT id FROM things ORDER BY id").mapTo(Long.class).list());
  }

  private static SealedObjects objects(Path folder) {
    return new SealedObjects(
        new FolderObjects(folder.resolve("bucket")), List.of(SecretKey.parse(KEY)));
  }

  /// The location of the test classes, for any way of starting the test.
  private static String classPath() {
    var given = System.getProperty("surefire.test.class.path");
    return given == null ? System.getProperty("java.class.path") : given;
  }
}
