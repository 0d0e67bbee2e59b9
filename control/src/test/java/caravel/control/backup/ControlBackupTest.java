package caravel.control.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.backup.BackupException;
import caravel.backup.BackupOwner;
import caravel.backup.FolderObjects;
import caravel.backup.SealedObjects;
import caravel.control.Seeds;
import caravel.control.TestClock;
import caravel.control.db.Db;
import caravel.control.db.RestoredDatabase;
import caravel.nostr.Hex;
import caravel.nostr.SecretKey;
import caravel.nostr.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The control database's backup: every noted moment can be restored, whatever happens meanwhile.
final class ControlBackupTest {
  private static final SecretKey KEY = SecretKey.generate();
  private static final int POINTS = 36;

  /// Small enough for many logs in a test.
  private static final ControlShipper.Bounds SMALL = new ControlShipper.Bounds(200_000, 2_000_000);

  @TempDir Path folder;
  private final TestClock clock = new TestClock();
  private Path bucket;
  private Path file;
  private Db db;
  private SealedObjects objects;
  private ControlShipper shipper;
  private int restores;

  /// The rows at a moment.
  private record Noted(Instant at, String rows) {}

  @BeforeEach
  void open() throws IOException {
    bucket = Files.createDirectories(folder.resolve("bucket"));
    file = folder.resolve("data").resolve("caravel.db");
    objects = new SealedObjects(new FolderObjects(bucket), List.of(KEY));
    db = Db.open(file, clock);
    db.inTx(tx ->
        tx.handle().execute("CREATE TABLE things (id INTEGER PRIMARY KEY, text TEXT NOT NULL)"));
    shipper = shipper(SMALL, 30);
  }

  @AfterEach
  void close() {
    shipper.close();
    db.close();
  }

  @Test
  void each_of_36_random_moments_under_load_is_restored_exactly() throws Exception {
    long seed = Seeds.of(1).findFirst().orElseThrow();
    var random = new Random(seed);
    shipper.round();
    var noted = new ArrayList<Noted>();
    for (int i = 0; i < 900; i++) {
      write(random);
      if (random.nextInt(4) == 0) {
        noted.add(note());
      }
      if (random.nextInt(5) == 0) {
        shipper.round();
      }
      if (i % 300 == 299) {
        clock.move(ControlShipper.BASE_EVERY);
      }
    }
    shipper.round();
    assertThat(ControlHistory.bases(objects)).hasSizeGreaterThan(2);
    assertThat(objects.list(SegmentName.folder(1), "", 1_000).getLast())
        .as("several logs")
        .contains("/000000");
    for (int i = 0; i < POINTS; i++) {
      var point = noted.get(random.nextInt(noted.size()));
      assertThat(restored(point.at())).as("seed %d, %s", seed, point.at()).isEqualTo(point.rows());
    }
  }

  @Test
  void readers_that_keep_a_log_from_ending_cost_no_commit() throws Exception {
    var random = new Random(11);
    shipper.round();
    var noted = new ArrayList<Noted>();
    for (int i = 0; i < 12; i++) {
      var reading = new CountDownLatch(1);
      var done = new CountDownLatch(1);
      var reader =
          Thread.ofPlatform()
              .start(() ->
                  db.read(tx -> {
                    rows(tx.handle());
                    reading.countDown();
                    await(done);
                    return true;
                  }));
      reading.await();
      for (int j = 0; j < 40; j++) {
        write(random);
      }
      shipper.round();
      noted.add(note());
      if (i % 2 == 0) {
        write(random);
        noted.add(note());
      }
      done.countDown();
      reader.join();
      shipper.round();
    }
    for (var point : noted) {
      assertThat(restored(point.at())).as(point.at().toString()).isEqualTo(point.rows());
    }
  }

  @Test
  void a_transaction_larger_than_an_object_is_restored_whole_or_not_at_all() throws Exception {
    shipper.round();
    var before = note();
    clock.move(Duration.ofSeconds(1));
    db.inTx(tx ->
        tx.handle()
            .execute(
                """
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
                INSERT INTO things (text) SELECT hex(randomblob(2000)) FROM n
                """));
    var after = note();
    shipper.round();
    assertThat(objects.list(SegmentName.folder(1), "", 100)).hasSizeGreaterThan(2);
    assertThat(restored(before.at())).isEqualTo(before.rows());
    assertThat(restored(after.at())).isEqualTo(after.rows());
    var last = objects.list(SegmentName.folder(1), "", 100).getLast();
    objects.delete(last);
    assertThat(restored(after.at())).isEqualTo(before.rows());
  }

  @Test
  void a_bucket_that_is_away_loses_no_commit_once_it_is_back() throws Exception {
    var random = new Random(3);
    shipper.round();
    Files.move(bucket, folder.resolve("away"));
    for (int i = 0; i < 60; i++) {
      write(random);
      shipper.round();
    }
    var noted = note();
    assertThat(shipper.status().fault()).contains("does not exist. Create it, or mount its disk.");
    clock.move(Duration.ofSeconds(30));
    assertThat(shipper.status().lag()).isGreaterThanOrEqualTo(Duration.ofSeconds(30));
    Files.move(folder.resolve("away"), bucket);
    shipper.round();
    assertThat(shipper.status().fault()).isEmpty();
    assertThat(shipper.status().lag()).isZero();
    assertThat(restored(noted.at())).isEqualTo(noted.rows());
  }

  @Test
  void a_long_outage_keeps_the_log_bounded_and_begins_again_with_a_whole_copy() throws Exception {
    var random = new Random(4);
    shipper.round();
    write(random);
    shipper.round();
    var before = note();
    Files.move(bucket, folder.resolve("away"));
    for (int i = 0; i < 700; i++) {
      write(random);
      if (i % 20 == 0) {
        shipper.round();
      }
    }
    assertThat(Files.size(file.resolveSibling("caravel.db-wal")))
        .isLessThan(2 * SMALL.unshippedMaxBytes() + (20L << 20));
    Files.move(folder.resolve("away"), bucket);
    shipper.round();
    write(random);
    shipper.round();
    var after = note();
    assertThat(restored(after.at())).isEqualTo(after.rows());
    assertThat(restored(before.at())).isEqualTo(before.rows());
    assertThat(ControlHistory.bases(objects)).hasSize(2);
  }

  @Test
  void a_restarted_program_continues_the_backup() throws Exception {
    var random = new Random(5);
    var noted = new ArrayList<Noted>();
    for (int i = 0; i < 4; i++) {
      shipper.round();
      for (int j = 0; j < 10; j++) {
        write(random);
      }
      noted.add(note());
      shipper.close();
      db.close();
      db = Db.open(file, clock);
      clock.move(Duration.ofMinutes(1));
      write(random);
      shipper = shipper(SMALL, 30);
    }
    shipper.round();
    noted.add(note());
    for (var point : noted) {
      assertThat(restored(point.at())).as(point.at().toString()).isEqualTo(point.rows());
    }
    assertThat(ControlHistory.list(objects)).hasSize(5);
  }

  @Test
  void a_host_that_is_replaced_stops_and_never_touches_what_the_next_one_wrote() throws Exception {
    var random = new Random(6);
    shipper.round();
    write(random);
    shipper.round();
    var next = folder.resolve("next").resolve("caravel.db");
    try (var other = Db.open(next, clock);
        var theirs = shipper(other, next, SMALL, 30)) {
      other.inTx(tx ->
          tx.handle().execute("CREATE TABLE things (id INTEGER PRIMARY KEY, text TEXT NOT NULL)"));
      clock.move(Duration.ofSeconds(61));
      theirs.round();
      var expected = other.<String>read(tx -> rows(tx.handle()));
      write(random);
      shipper.round();
      assertThat(shipper.status().fault()).contains("has taken over the backup");
      write(random);
      shipper.round();
      assertThat(restored(clock.instant())).isEqualTo(expected);
    }
  }

  @Test
  void a_piece_that_is_missing_is_named_and_nothing_is_written() throws Exception {
    var random = new Random(7);
    shipper.round();
    var noted = new ArrayList<Noted>();
    for (int i = 0; i < 60; i++) {
      write(random);
      shipper.round();
      noted.add(note());
    }
    var keys = objects.list(SegmentName.folder(1), "", 1_000);
    var lost = SegmentName.of(keys.get(keys.size() / 2));
    objects.delete(lost.key());
    assertThatThrownBy(() -> restored(clock.instant()))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("is incomplete")
        .hasMessageContaining("Use --at ");
    assertThat(folder.resolve("restored-0.db")).doesNotExist();
    var good = noted.stream().filter(point -> point.at().isBefore(lost.until())).toList();
    assertThat(restored(good.getLast().at())).isEqualTo(good.getLast().rows());
  }

  @Test
  void a_log_whose_end_is_missing_is_never_continued_with_the_next_log() throws Exception {
    var random = new Random(8);
    shipper.round();
    for (int i = 0; i < 80; i++) {
      write(random);
      shipper.round();
    }
    var names = objects.list(SegmentName.folder(1), "", 1_000).stream().map(SegmentName::of);
    var all = names.toList();
    long first = ControlHistory.bases(objects).getFirst().log();
    var end = all.stream().filter(name -> name.log() == first).toList().getLast();
    assertThat(all.getLast().log()).isGreaterThan(first);
    objects.delete(end.key());
    assertThatThrownBy(() -> restored(clock.instant()))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("is incomplete");
  }

  @Test
  void an_existing_database_is_never_overwritten() throws Exception {
    shipper.round();
    var target = folder.resolve("kept.db");
    Files.writeString(target, "precious");
    assertThatThrownBy(() -> ControlRestore.restore(objects, target, clock.instant()))
        .hasMessageContaining("exists. Nothing was changed.");
    assertThat(target).hasContent("precious");
  }

  @Test
  void nothing_is_asked_of_the_backup_while_nothing_is_committed() throws Exception {
    shipper.round();
    shipper.round();
    Files.move(bucket, folder.resolve("away"));
    clock.move(Duration.ofHours(2));
    shipper.round();
    assertThat(shipper.status().fault()).isEmpty();
    Files.move(folder.resolve("away"), bucket);
  }

  @Test
  void every_moment_within_the_window_stays_and_older_ones_go() throws Exception {
    shipper.close();
    shipper = shipper(SMALL, 3);
    var random = new Random(9);
    var noted = new ArrayList<Noted>();
    for (int hour = 0; hour < 24 * 8; hour += 2) {
      clock.move(Duration.ofHours(2));
      write(random);
      noted.add(note());
      shipper.round();
    }
    var oldest = clock.instant().minus(Duration.ofDays(3));
    int kept = 0;
    for (var point : noted) {
      if (!point.at().isBefore(oldest)) {
        kept++;
        assertThat(restored(point.at())).as(point.at().toString()).isEqualTo(point.rows());
      }
    }
    assertThat(kept).isEqualTo(36);
    assertThat(ControlHistory.bases(objects)).hasSizeBetween(4, 5);
    assertThatThrownBy(() -> restored(oldest.minus(Duration.ofDays(2))))
        .isInstanceOf(BackupException.class);
  }

  private ControlShipper shipper(ControlShipper.Bounds bounds, int days) {
    return shipper(db, file, bounds, days);
  }

  private ControlShipper shipper(Db of, Path at, ControlShipper.Bounds bounds, int days) {
    var owner = new BackupOwner(objects, "host");
    return new ControlShipper(
        of.log(at), owner, at.resolveSibling("scratch"), new Retention(owner, days), clock, bounds);
  }

  private void write(Random random) {
    clock.move(Duration.ofMillis(1 + random.nextInt(3_000)));
    db.inTx(tx -> {
      for (int i = random.nextInt(3); i >= 0; i--) {
        tx.handle()
            .execute(
                "INSERT INTO things (text) VALUES (?)",
                Long.toHexString(random.nextLong()).repeat(random.nextInt(300)));
      }
      if (random.nextInt(4) == 0) {
        tx.handle().execute("DELETE FROM things WHERE id % 7 = ?", random.nextInt(7));
      }
      return true;
    });
  }

  private Noted note() {
    return new Noted(clock.instant(), db.<String>read(tx -> rows(tx.handle())));
  }

  private String restored(Instant at) throws BackupException {
    var target = folder.resolve("restored-" + restores++ + ".db");
    ControlRestore.restore(objects, target, at);
    return new RestoredDatabase(target).with(ControlBackupTest::rows);
  }

  /// A digest of all rows.
  private static String rows(Handle handle) {
    var text = new StringBuilder();
    handle
        .createQuery("SELECT id || ' ' || text FROM things ORDER BY id")
        .mapTo(String.class)
        .forEach(row -> text.append(row).append('\n'));
    return Hex.encode(Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
