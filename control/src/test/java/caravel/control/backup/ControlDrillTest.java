package caravel.control.backup;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.backup.BackupException;
import caravel.backup.BackupOwner;
import caravel.backup.FolderObjects;
import caravel.backup.SealedObjects;
import caravel.control.TestClock;
import caravel.control.db.Db;
import caravel.control.db.Tx;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A drill says that a backup is good only if a restore proved it.
final class ControlDrillTest {
  private static final String LACKS = "The backup lacks changes of x.";

  private ControlDrill.RelayFiles relays = _ -> List.of();
  @TempDir Path folder;
  private final TestClock clock = new TestClock();
  private Path bucket;
  private Path scratch;
  private Db db;
  private SealedObjects objects;
  private ControlShipper shipper;

  @BeforeEach
  void open() throws IOException {
    bucket = Files.createDirectories(folder.resolve("bucket"));
    scratch = folder.resolve("scratch");
    objects = new SealedObjects(new FolderObjects(bucket), List.of(SecretKey.generate()));
    var file = folder.resolve("caravel.db");
    db = Db.open(file, clock);
    shipper =
        new ControlShipper(db.log(file), new BackupOwner(objects, "host"), scratch, clock, 30);
    shipper.start();
  }

  @AfterEach
  void close() {
    shipper.close();
    db.close();
  }

  @Test
  void a_good_drill_is_stored_with_what_it_measured() throws IOException {
    var drill = drill(_ -> Optional.empty());
    assertThat(drill.last()).isEmpty();
    assertThat(drill.fault()).isEmpty();
    var result = drill.run();
    assertThat(result.message())
        .isEqualTo("The control database was restored from the backup, complete.");
    assertThat(result.ok()).isTrue();
    assertThat(result.rpo()).isNotNull();
    assertThat(result.rto()).isNotNull();
    assertThat(drill.last()).hasValue(result);
    assertThat(drill.fault()).isEmpty();
    try (var left = Files.list(scratch)) {
      assertThat(left).as("files of the drill").isEmpty();
    }
  }

  @Test
  void no_good_drill_for_48_hours_is_a_fault() {
    var drill = drill(_ -> Optional.empty());
    drill.run();
    clock.move(ControlDrill.GOOD_AGE_MAX.minusSeconds(1));
    assertThat(drill.fault()).isEmpty();
    clock.move(Duration.ofSeconds(1));
    assertThat(drill.fault()).hasValue("The last good drill was at 2026-01-31T12:00:00Z.");
  }

  @Test
  void a_backup_that_was_changed_is_never_said_to_be_good() throws IOException {
    assertThat(shipper.shipNow(Duration.ofSeconds(30))).isTrue();
    try (var files = Files.walk(bucket.resolve("control").resolve("base"))) {
      for (var base : files.filter(Files::isRegularFile).toList()) {
        var bytes = Files.readAllBytes(base);
        bytes[bytes.length / 2] ^= 1;
        Files.write(base, bytes);
      }
    }
    var drill = drill(_ -> Optional.empty());
    var result = drill.run();
    assertThat(result.ok()).isFalse();
    assertThat(result.message()).contains("is damaged");
    assertThat(drill.fault()).hasValueSatisfying(said -> assertThat(said).contains("is damaged"));
  }

  @Test
  void rows_that_break_a_rule_are_reported() {
    var drill = drill(_ -> Optional.of("The invoice line x does not follow."));
    assertThat(drill.run().ok()).isFalse();
    assertThat(drill.fault())
        .hasValue("The last drill failed: The invoice line x does not follow.");
  }

  @Test
  void a_bucket_that_is_away_fails_the_drill_and_the_next_one_heals_it() throws IOException {
    assertThat(shipper.shipNow(Duration.ofSeconds(30))).isTrue();
    Files.move(bucket, folder.resolve("away"));
    var drill = drill(_ -> Optional.empty());
    assertThat(drill.run().ok()).isFalse();
    assertThat(drill.fault())
        .hasValueSatisfying(said -> assertThat(said).contains("does not exist"));
    Files.move(folder.resolve("away"), bucket);
    clock.move(Duration.ofSeconds(1));
    assertThat(drill.run().ok()).isTrue();
    assertThat(drill.fault()).isEmpty();
  }

  @Test
  void a_relay_that_cannot_be_restored_fails_the_drill() {
    relays = _ -> List.of(good("a"), new TestedRelay("x", clock.instant(), null, LACKS));
    var result = drill(_ -> Optional.empty()).run();
    assertThat(result.ok()).isFalse();
    assertThat(result.message()).isEqualTo(LACKS);
    assertThat(db.<Optional<TestedRelay>>read(tx -> new TestedRelayStore().find(tx, "x")))
        .hasValueSatisfying(test -> assertThat(test.isGood()).isFalse());
  }

  @Test
  void the_last_test_of_each_relay_is_stored_and_passed_to_the_next_drill() {
    relays =
        lastTested -> {
          assertThat(lastTested).isEmpty();
          return List.of(good("a"));
        };
    assertThat(drill(_ -> Optional.empty()).run().ok()).isTrue();
    var first = clock.instant();
    clock.move(Duration.ofDays(1));
    relays =
        lastTested -> {
          assertThat(lastTested).isEqualTo(Map.of("a", first));
          return List.of(good("a"), good("b"));
        };
    assertThat(drill(_ -> Optional.empty()).run().ok()).isTrue();
    assertThat(db.<Optional<TestedRelay>>read(tx -> new TestedRelayStore().find(tx, "a")))
        .hasValue(good("a"));
    assertThat(db.<Optional<TestedRelay>>read(tx -> new TestedRelayStore().find(tx, "c")))
        .isEmpty();
  }

  @Test
  void a_backup_that_cannot_be_read_fails_the_drill() {
    relays =
        _ -> {
          throw new BackupException(BackupException.Kind.UNREACHABLE, "The bucket is away.");
        };
    assertThat(drill(_ -> Optional.empty()).run().message()).isEqualTo("The bucket is away.");
  }

  private TestedRelay good(String schema) {
    return new TestedRelay(schema, clock.instant(), clock.instant(), "");
  }

  @Test
  void a_good_drill_says_how_many_relays_it_restored() {
    relays = _ -> List.of(good("a"), good("b"), good("c"));
    assertThat(drill(_ -> Optional.empty()).run().message())
        .isEqualTo("The control database and 3 relays were restored from the backup, complete.");
  }

  private ControlDrill drill(Function<Tx, Optional<String>> rules) {
    return new ControlDrill(db, shipper, objects, scratch, clock, rules, relays);
  }
}
