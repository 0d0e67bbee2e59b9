package caravel.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.backup.BackupException.Kind;
import caravel.nostr.SecretKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One program writes to a backup.
final class BackupOwnerTest {
  private static final SecretKey KEY = SecretKey.generate();
  private static final Instant NOW = Instant.parse("2026-11-23T05:00:00Z");

  @TempDir Path folder;
  private SealedObjects objects;

  @BeforeEach
  void open() {
    objects = new SealedObjects(new FolderObjects(folder), List.of(KEY));
  }

  @Test
  void a_later_process_is_the_owner_and_the_earlier_one_stops_for_ever() throws BackupException {
    var first = owner("alpha");
    assertThat(first.require(NOW)).isEqualTo(1);
    assertThat(first.isExclusive()).isTrue();
    assertThat(first.require(NOW.plus(BackupOwner.CHECK_EVERY))).isEqualTo(1);
    var second = owner("beta");
    assertThat(second.require(NOW)).isEqualTo(2);
    var later = NOW.plus(BackupOwner.CHECK_EVERY.multipliedBy(2));
    assertThatThrownBy(() -> first.require(later))
        .isInstanceOfSatisfying(
            BackupException.class, failed -> assertThat(failed.kind()).isEqualTo(Kind.TAKEN_OVER))
        .hasMessageContaining("beta, 2026-11-23T05:00:00Z")
        .hasMessageContaining("Give each server a prefix of its own");
    assertThatThrownBy(() -> first.require(later)).isInstanceOf(BackupException.class);
    assertThat(second.require(later)).isEqualTo(2);
  }

  @Test
  void processes_that_start_at_once_never_get_the_same_number() throws Exception {
    var starts = new ArrayList<Callable<Long>>();
    for (int i = 0; i < 6; i++) {
      starts.add(() -> owner("host").require(NOW));
    }
    var numbers = new HashSet<Long>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var start : threads.invokeAll(starts)) {
        numbers.add(start.get());
      }
    }
    assertThat(numbers).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L);
  }

  @Test
  void the_backup_of_another_key_is_never_taken() throws BackupException {
    owner("alpha").require(NOW);
    var stranger = new SealedObjects(new FolderObjects(folder), List.of(SecretKey.generate()));
    assertThatThrownBy(() -> new BackupOwner(stranger, "beta").require(NOW))
        .isInstanceOfSatisfying(
            BackupException.class, failed -> assertThat(failed.kind()).isEqualTo(Kind.WRONG_KEY));
    assertThat(objects.list("", "", 10)).hasSize(1);
  }

  @Test
  void an_empty_disk_in_the_place_of_the_backups_is_never_written_to() throws Exception {
    var owner = owner("alpha");
    owner.require(NOW);
    Files.delete(folder.resolve("owner").resolve("0000000001"));
    assertThatThrownBy(() -> owner.require(NOW.plus(BackupOwner.CHECK_EVERY)))
        .hasMessageContaining("is not the one that this program began");
  }

  @Test
  void old_numbers_are_deleted_but_never_the_newest() throws BackupException {
    owner("alpha").require(NOW);
    owner("alpha").require(NOW);
    var third = owner("alpha");
    third.require(NOW);
    third.deleteBefore(2);
    assertThat(objects.list("owner/", "", 10)).hasSize(2);
    third.deleteBefore(99);
    assertThat(objects.list("owner/", "", 10)).hasSize(1);
    assertThat(owner("alpha").require(NOW)).isEqualTo(4);
  }

  private BackupOwner owner(String host) {
    return new BackupOwner(objects, host);
  }
}
