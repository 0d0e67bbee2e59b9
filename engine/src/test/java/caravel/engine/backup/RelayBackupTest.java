package caravel.engine.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.backup.BackupException;
import caravel.engine.store.EventStore.Change;
import caravel.engine.store.FilePosition;
import caravel.nostr.Event;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The shipping of relays' files, and what it does when something is in its way.
final class RelayBackupTest {
  private static final SecretKey AUTHOR = SecretKey.parse("05".repeat(32));

  @TempDir Path folder;

  private static Event note(int number) {
    return Event.sign(AUTHOR, 1_700_000_000 + number, 1, List.of(), "note " + number);
  }

  private static Event large(int number) {
    return Event.sign(AUTHOR, 1_700_000_000 + number, 1, List.of(), number + "x".repeat(20_000));
  }

  @Test
  void changes_are_shipped_without_being_asked_for() throws Exception {
    try (var relays = new TestBackup(folder)) {
      relays.save("a", note(1));
      Awaitility.await().until(() -> !relays.stored("relays/log").isEmpty());
      Awaitility.await().until(() -> !relays.stored("relays/base/a").isEmpty());
    }
  }

  @Test
  void idle_relays_store_no_object() throws Exception {
    try (var relays = new TestBackup(folder)) {
      relays.save("a", note(1));
      relays.backup().maintainNow();
      var before = relays.stored("");
      relays.write("a", new Change.Save(note(1)));
      relays.now.addAndGet(60_000);
      relays.backup().shipNow();
      assertThat(relays.stored("")).isEqualTo(before);
    }
  }

  @Test
  void without_a_backup_the_commits_are_counted_too() throws Exception {
    FilePosition before;
    try (var relays = new TestBackup(folder)) {
      relays.save("a", note(1));
      before = relays.stores().position("a");
    }
    try (var stores = TestBackup.stores(folder.resolve("relays"), TestBackup.noBackup())) {
      stores.open("a").write(List.of(new Change.Save(note(2)))).join();
      assertThat(stores.position("a"))
          .matches(position -> position.timeline() == before.timeline())
          .matches(position -> position.seq() == before.seq() + 1);
    }
  }

  @Test
  void changes_of_a_program_without_a_backup_are_in_the_next_one() throws Exception {
    try (var relays = new TestBackup(folder)) {
      relays.save("a", note(1));
      relays.stop();
      try (var stores = TestBackup.stores(relays.relays, TestBackup.noBackup())) {
        stores.open("a").write(List.of(new Change.Save(note(2)))).join();
      }
      relays.start();
      relays.backup().maintainNow();
      assertThat(relays.restoredNow("restored")).isEqualTo(relays.state());
    }
  }

  @Test
  void a_file_from_before_the_backup_is_in_it_although_nobody_writes() throws Exception {
    var old = folder.resolve("relays");
    try (var stores = TestBackup.stores(old, TestBackup.noBackup())) {
      stores.open("a").write(List.of(new Change.Save(note(1)))).join();
    }
    try (var relays = new TestBackup(folder)) {
      relays.backup().maintainNow();
      relays.now.incrementAndGet();
      assertThat(relays.restoredNow("restored")).isEqualTo(relays.state());
    }
  }

  @Test
  void a_file_that_went_back_in_time_begins_another_timeline() throws Exception {
    try (var relays = new TestBackup(folder)) {
      relays.save("a", note(1));
      relays.stop();
      var snapshot = folder.resolve("snapshot.db");
      Files.copy(relays.relays.resolve("a.db"), snapshot);
      relays.start();
      relays.save("a", note(2));
      relays.backup().maintainNow();
      relays.stop();
      Files.copy(snapshot, relays.relays.resolve("a.db"), StandardCopyOption.REPLACE_EXISTING);
      relays.now.addAndGet(1_000);
      relays.start();
      relays.save("a", note(3));
      relays.backup().maintainNow();
      relays.now.addAndGet(1_000);
      relays.save("a", note(4));
      relays.backup().shipNow();
      assertThat(relays.restoredNow("restored")).isEqualTo(relays.state());
    }
  }

  @Test
  void relays_go_on_while_the_target_is_away_and_are_shipped_when_it_is_back() throws Exception {
    try (var relays = new TestBackup(folder)) {
      TestBackup.configure(relays.config, "a");
      relays.save("a", note(1));
      relays.backup().shipNow();
      var away = folder.resolve("away");
      Files.move(relays.target, away);
      relays.save("a", note(2));
      relays.now.addAndGet(60_000);
      assertThatThrownBy(() -> relays.backup().shipNow()).isInstanceOf(BackupException.class);
      assertThat(relays.backup().state().lagMillis()).isEqualTo(60_000);
      assertThat(relays.backup().state().shippedAt())
          .hasValue(Instant.ofEpochMilli(TestBackup.START_MILLIS));
      Files.move(away, relays.target);
      relays.backup().shipNow();
      assertThat(relays.backup().state().lagMillis()).isZero();
      assertThat(relays.backup().state().shippedAt())
          .hasValue(Instant.ofEpochMilli(relays.now.get()));
      assertThat(relays.restoredNow("restored")).isEqualTo(relays.state());
    }
  }

  @Test
  void a_full_buffer_drops_changes_and_the_relay_gets_a_new_base() throws Exception {
    try (var relays = new TestBackup(folder, 100_000)) {
      relays.save("a", note(1));
      relays.backup().maintainNow();
      int bases = relays.stored("relays/base/a").size();
      var away = folder.resolve("away");
      Files.move(relays.target, away);
      for (int i = 2; i < 20; i++) {
        relays.save("a", large(i));
      }
      assertThat(relays.backup().state().waitingCharacters()).isLessThanOrEqualTo(100_000);
      Files.move(away, relays.target);
      relays.backup().maintainNow();
      assertThat(relays.stored("relays/base/a").size()).isGreaterThan(bases);
      relays.now.incrementAndGet();
      assertThat(relays.restoredNow("restored")).isEqualTo(relays.state());
    }
  }

  /// The second packing deletes the segments of the first one.
  @Test
  void a_restore_misses_nothing_that_is_packed_while_it_reads() throws Exception {
    try (var relays = new TestBackup(folder)) {
      relays.save("a", note(1));
      relays.backup().maintainNow();
      for (int i = 2; i < 6; i++) {
        relays.save("a", note(i));
        relays.backup().shipNow();
      }
      relays.now.incrementAndGet();
      var point = RestorePoint.find(relays.objects(), relays.clock().instant());
      var listed = point.listLogs(relays.objects(), Set.of("a"));
      relays.backup().maintainNow();
      relays.backup().maintainNow();
      var keys = listed.stream().map(LogFileName::key).toList();
      assertThatThrownBy(() -> ObjectReader.read(relays.objects(), keys, (_, _) -> {}))
          .hasMessageContaining("is missing in the backup");
      var work = Files.createDirectories(folder.resolve("work"));
      var spool = LogSpool.read(relays.objects(), point, Set.of("a"), work);
      var built = RelayFileBuilder.build(relays.objects(), point, spool, "a", work.resolve("a.db"));
      assertThat(built.orElseThrow().sum().count()).isEqualTo(5);
    }
  }

  @Test
  void a_list_of_logs_never_names_a_segment_that_has_a_pack_of_its_own() {
    var segment = new LogFileName(false, 1, 7, 7, 100, 200);
    var pack = new LogFileName(true, 1, 7, 7, 100, 200);
    assertThat(LogFileName.inOrder(List.of(segment, pack))).containsExactly(pack);
  }

  @Test
  void a_copy_for_the_backup_is_of_one_moment_while_events_are_written() throws Exception {
    try (var relays = new TestBackup(folder);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      relays.save("a", large(0));
      var writing =
          threads.submit(() -> {
            for (int i = 1; i < 200; i++) {
              relays.save("a", large(i));
            }
          });
      int number = 0;
      while (!writing.isDone()) {
        var copy = folder.resolve("copy" + number++ + ".db");
        relays.stores().copy("a", copy, false);
        try (var file = caravel.engine.store.RelayFileCopy.open(copy)) {
          assertThat(file.findFault()).isEmpty();
          assertThat(file.sum()).isEqualTo(file.position().orElseThrow().change());
        }
      }
      writing.get();
      assertThat(number).isPositive();
    }
  }

  @Test
  void another_program_with_the_same_prefix_ends_the_shipping_of_this_one() throws Exception {
    try (var relays = new TestBackup(folder);
        var other = TestBackup.objects(relays.target, TestBackup.KEY)) {
      relays.save("a", note(1));
      relays.backup().shipNow();
      new caravel.backup.BackupOwner(other, "other").require(relays.clock().instant());
      relays.now.addAndGet(120_000);
      var before = relays.stored("relays/log");
      relays.save("a", note(2));
      assertThatThrownBy(() -> relays.backup().shipNow())
          .isInstanceOf(BackupException.class)
          .hasMessageContaining("taken over");
      assertThat(relays.stored("relays/log")).isEqualTo(before);
    }
  }

  @Test
  void a_wrong_key_restores_nothing_and_says_so() throws Exception {
    try (var relays = new TestBackup(folder)) {
      TestBackup.configure(relays.config, "a");
      relays.save("a", note(1));
      relays.backup().maintainNow();
      try (var objects = TestBackup.objects(relays.target, SecretKey.parse("08".repeat(32)))) {
        var home = folder.resolve("restored");
        var restore = new RelayRestore(objects, home.resolve("config"), home.resolve("relays"));
        assertThatThrownBy(() -> restore.prepare(relays.clock().instant()))
            .isInstanceOf(BackupException.class)
            .hasMessageContaining("ENCRYPTION_SECRET");
        assertThat(home.resolve("config")).doesNotExist();
      }
    }
  }

  @Test
  void a_damaged_object_is_named_and_leaves_no_file() throws Exception {
    try (var relays = new TestBackup(folder)) {
      TestBackup.configure(relays.config, "a");
      relays.save("a", note(1));
      relays.backup().maintainNow();
      damage(relays.stored("relays/base/a").getLast());
      var home = folder.resolve("restored");
      var restore =
          new RelayRestore(relays.objects(), home.resolve("config"), home.resolve("relays"));
      var at = relays.clock().instant();
      assertThatThrownBy(() -> restore.restoreRelay("a", at))
          .isInstanceOf(BackupException.class)
          .hasMessageContaining("damaged");
      assertThat(home.resolve("relays/a.db")).doesNotExist();
      assertThat(home.resolve("config/a.toml")).doesNotExist();
    }
  }

  private static void damage(Path object) throws IOException {
    var bytes = Files.readAllBytes(object);
    bytes[bytes.length - 20] ^= 1;
    Files.write(object, bytes);
  }

  @Test
  void one_relay_is_restored_and_an_existing_file_is_never_replaced() throws Exception {
    try (var relays = new TestBackup(folder)) {
      TestBackup.configure(relays.config, "a");
      relays.save("a", note(1));
      relays.save("b", note(2));
      relays.backup().maintainNow();
      var home = folder.resolve("restored");
      var restore =
          new RelayRestore(relays.objects(), home.resolve("config"), home.resolve("relays"));
      var at = relays.clock().instant();
      assertThat(restore.restoreRelay("a", at)).isEqualTo(new RelayRestore.Restored(1, 1));
      assertThat(home.resolve("relays/b.db")).doesNotExist();
      assertThatThrownBy(() -> restore.restoreRelay("a", at)).hasMessageContaining("exists");
      assertThatThrownBy(() -> restore.restoreRelay("unknown", at))
          .hasMessageContaining("no relay unknown");
    }
  }

  @Test
  void a_relay_of_a_restored_folder_is_built_at_its_first_use_and_a_restart_goes_on()
      throws Exception {
    try (var relays = new TestBackup(folder)) {
      for (int i = 0; i < 10; i++) {
        TestBackup.configure(relays.config, "relay" + i);
        relays.save("relay" + i, note(i));
      }
      relays.backup().maintainNow();
      var noted = relays.state();
      relays.stop();
      Files.move(relays.relays, folder.resolve("lost"));
      new RelayRestore(
              TestBackup.objects(relays.target, TestBackup.KEY),
              folder.resolve("unused"),
              relays.relays)
          .prepare(relays.clock().instant());
      relays.now.addAndGet(1_000);
      relays.start();
      assertThat(relays.stores().open("relay7").count()).isEqualTo(1);
      relays.stop();
      relays.start();
      for (int i = 0; i < 10; i++) {
        assertThat(relays.stores().open("relay" + i).count()).isEqualTo(1);
      }
      assertThat(relays.state()).isEqualTo(noted);
      assertThat(relays.relays.resolve(".restoring")).doesNotExist();
      relays.backup().maintainNow();
      relays.now.addAndGet(1_000);
      assertThat(relays.restoredNow("again")).isEqualTo(noted);
    }
  }

  @Test
  void a_restore_to_an_earlier_time_stays_undone_in_later_restores() throws Exception {
    try (var relays = new TestBackup(folder)) {
      TestBackup.configure(relays.config, "a");
      relays.save("a", note(1));
      relays.backup().maintainNow();
      var earlier = relays.clock().instant();
      relays.now.addAndGet(1_000);
      relays.save("a", note(2));
      relays.stop();
      Files.move(relays.relays, folder.resolve("lost"));
      new RelayRestore(
              TestBackup.objects(relays.target, TestBackup.KEY),
              folder.resolve("unused"),
              relays.relays)
          .prepare(earlier);
      relays.now.addAndGet(1_000);
      relays.start();
      assertThat(relays.stores().open("a").count()).isEqualTo(1);
      relays.backup().maintainNow();
      relays.now.addAndGet(1_000);
      assertThat(relays.restoredNow("again")).isEqualTo(relays.state());
    }
  }
}
