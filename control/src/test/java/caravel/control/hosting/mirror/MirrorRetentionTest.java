package caravel.control.hosting.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.backup.BackupException;
import caravel.backup.BackupOwner;
import caravel.backup.BackupTarget;
import caravel.backup.SealedObjects;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Retention of mirrors in a real folder.
final class MirrorRetentionTest {
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
  private static final int DAYS = 30;
  private static final byte[] NOTHING = {};

  @TempDir Path folder;
  private SealedObjects objects;
  private BackupOwner owner;

  @BeforeEach
  void open() {
    objects =
        new SealedObjects(
            new BackupTarget.Folder(folder).open(), List.of(SecretKey.parse("09".repeat(32))));
    owner = new BackupOwner(objects, "test");
  }

  @AfterEach
  void close() {
    objects.close();
  }

  /// A relay with a copy, a piece of the log and a record on each of these days before now.
  private MirrorObjects mirror(String relay, int... days) throws BackupException {
    var mirror = new MirrorObjects(owner, relay, () -> NOW);
    for (int day : days) {
      long start = NOW.minus(Duration.ofDays(day)).toEpochMilli();
      mirror.putRecord(start, "{}");
      mirror.putCopyPart(start, 0, 5, NOTHING);
      mirror.putCopyEnd(start, start + 10, CopyTotal.UNKNOWN);
      mirror.putLog(start + 20, false, NOTHING);
    }
    return mirror;
  }

  private List<Long> copyAges(MirrorObjects mirror) throws BackupException {
    return mirror.list().copies().stream()
        .map(copy -> Duration.between(Instant.ofEpochMilli(copy.start()), NOW).toDays())
        .toList();
  }

  private void apply(Map<String, Instant> deleted) throws BackupException {
    new MirrorRetention(owner, DAYS, relay -> Optional.ofNullable(deleted.get(relay))).apply(NOW);
  }

  @Test
  void what_the_oldest_moment_needs_is_kept_and_the_rest_is_deleted() throws BackupException {
    var mirror = mirror("one", 50, 40, 31, 20, 1);
    apply(Map.of());
    apply(Map.of());
    assertThat(copyAges(mirror)).containsExactly(31L, 20L, 1L);
    assertThat(mirror.list().logs()).hasSize(3);
    assertThat(mirror.list().records()).hasSize(3);
    var oldest = NOW.minus(Duration.ofDays(DAYS)).toEpochMilli();
    assertThat(mirror.list().copyFor(oldest)).isPresent();
  }

  @Test
  void a_clock_that_is_far_ahead_never_deletes_more_than_a_day_in_one_run() throws BackupException {
    var mirror = mirror("one", 39, 38, 37, 36, 35);
    apply(Map.of());
    assertThat(copyAges(mirror)).containsExactly(38L, 37L, 36L, 35L);
  }

  @Test
  void the_mirror_of_an_idle_relay_is_kept_for_ever() throws BackupException {
    var mirror = mirror("one", 400);
    apply(Map.of());
    assertThat(copyAges(mirror)).containsExactly(400L);
    assertThat(mirror.list().records()).hasSize(1);
  }

  @Test
  void the_mirror_of_a_deleted_relay_is_kept_as_long_as_others() throws BackupException {
    var early = mirror("one", 400);
    var late = mirror("two", 400);
    apply(
        Map.of(
            "one", NOW.minus(Duration.ofDays(DAYS + 1)),
            "two", NOW.minus(Duration.ofDays(DAYS - 1))));
    assertThat(early.list().isEmpty()).isTrue();
    assertThat(copyAges(late)).containsExactly(400L);
  }

  @Test
  void a_foreign_object_below_the_prefix_is_not_deleted() throws BackupException {
    mirror("one", 400);
    objects.put("mirror/holiday.jpg", NOTHING);
    assertThatThrownBy(() -> apply(Map.of())).hasMessageContaining("is not of a backup");
    assertThat(objects.get("mirror/holiday.jpg")).isPresent();
  }
}
