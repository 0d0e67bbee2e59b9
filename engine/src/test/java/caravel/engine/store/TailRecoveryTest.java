package caravel.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.engine.store.EventStore.Change;
import caravel.nostr.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Starts of the program whose files and log differ: after crashes, and after work by hand.
final class TailRecoveryTest {
  private static final String RELAY = "relay";

  @TempDir Path parent;
  private Path before;
  private Path after;

  @BeforeEach
  void makeFolders() throws IOException {
    before = Files.createDirectories(parent.resolve("before"));
    after = Files.createDirectories(parent.resolve("after"));
  }

  private static Event event(int n) {
    return Events.event(1, Events.NOW + n, 1, "event " + n);
  }

  private static void save(EventStores stores, int from, int to) {
    for (int n = from; n < to; n++) {
      stores.open(RELAY).write(List.of(new Change.Save(event(n)))).join();
    }
  }

  private static Path file(Path folder) {
    return folder.resolve(RELAY + ".db");
  }

  /// Saves events 0 to 9, of which the file has the first five, and crashes.
  private MemoryCommitLog crash() throws IOException {
    var log = new MemoryCommitLog();
    try (var stores = TestStores.open(before, Sync.NORMAL, log)) {
      save(stores, 0, 5);
      stores.open(RELAY).close();
      assertThat(log.needed()).isEmpty();
      save(stores, 5, 10);
      Files.copy(file(before), file(after));
      return log.crash();
    }
  }

  private static List<Integer> saved(EventStores stores) {
    return stores.open(RELAY).list(EventCursor.START, 100, 0).stream()
        .map(stored -> (int) (stored.event().createdAt() - Events.NOW))
        .toList();
  }

  private static List<Integer> numbers(int from, int to) {
    var numbers = new ArrayList<Integer>();
    for (int n = from; n < to; n++) {
      numbers.add(n);
    }
    return numbers;
  }

  @Test
  void commits_of_the_log_are_read_before_and_after_they_are_in_the_file() throws Exception {
    try (var stores = TestStores.open(after, Sync.NORMAL, crash())) {
      assertThat(saved(stores)).isEqualTo(numbers(0, 10));
      save(stores, 10, 12);
      assertThat(stores.position(RELAY).seq()).isEqualTo(12);
    }
    try (var stores = TestStores.open(after, Sync.NORMAL)) {
      assertThat(saved(stores)).isEqualTo(numbers(0, 12));
    }
  }

  @Test
  void relays_with_commits_in_the_log_are_written_after_a_start_although_nobody_uses_them()
      throws Exception {
    var log = crash();
    try (var stores = TestStores.open(after, Sync.NORMAL, log)) {
      await().until(() -> log.needed().isEmpty());
      assertThat(log.due()).isEmpty();
      assertThat(saved(stores)).isEqualTo(numbers(0, 10));
    }
  }

  @Test
  void a_file_with_commits_in_the_log_has_changed() throws Exception {
    var log = crash();
    var later = Files.getLastModifiedTime(file(after)).toInstant().plusSeconds(60);
    var held = Rows.holdWriters(file(after));
    try (var stores = TestStores.open(after, Sync.NORMAL, log)) {
      assertThat(stores.isUnchangedSince(RELAY, later)).isFalse();
      held.close();
    }
    try (var stores = TestStores.open(after, Sync.NORMAL)) {
      assertThat(stores.isUnchangedSince(RELAY, later)).isTrue();
    }
  }

  @Test
  void commits_without_their_file_never_come_back() throws Exception {
    var log = crash();
    Files.delete(file(after));
    try (var stores = TestStores.open(after, Sync.NORMAL, log)) {
      await().until(() -> log.needed().isEmpty());
      assertThat(stores.schemas()).isEmpty();
      assertThat(log.erased()).containsExactly(RELAY);
      assertThat(saved(stores)).isEmpty();
      save(stores, 20, 21);
      assertThat(log.needed()).hasSize(1);
    }
    assertThat(Rows.events(file(after))).containsExactly(event(20));
  }

  /// The program stops between the removal of the file and the note in the log, and another relay
  /// of the same schema is made.
  @Test
  void a_purged_relay_never_gets_into_a_new_one_of_its_name() throws Exception {
    var log = crash();
    Files.delete(file(after));
    try (var stores = TestStores.open(after, Sync.NORMAL)) {
      save(stores, 20, 21);
    }
    var position = position(after);
    try (var stores = TestStores.open(after, Sync.NORMAL, log)) {
      assertThat(saved(stores)).containsExactly(20);
      assertThat(stores.position(RELAY).timeline()).isNotEqualTo(position.timeline());
      assertThat(log.needed()).isEmpty();
      save(stores, 21, 22);
    }
    assertThat(Rows.events(file(after))).hasSize(2);
  }

  private static FilePosition position(Path folder) {
    try (var copy = RelayFileCopy.open(file(folder))) {
      return copy.position().orElseThrow();
    }
  }

  @Test
  void a_file_without_a_position_gets_no_commits_of_the_log() throws Exception {
    var log = crash();
    try (var copy = RelayFileCopy.open(file(after))) {
      copy.removePosition();
    }
    try (var stores = TestStores.open(after, Sync.NORMAL, log)) {
      assertThat(saved(stores)).isEqualTo(numbers(0, 5));
      assertThat(log.needed()).isEmpty();
      assertThat(stores.position(RELAY).seq()).isZero();
    }
  }

  @Test
  void an_older_copy_of_a_file_gets_no_commits_that_do_not_continue_it() throws Exception {
    var log = new MemoryCommitLog();
    try (var stores = TestStores.open(before, Sync.NORMAL, log)) {
      save(stores, 0, 3);
      stores.copy(RELAY, file(after), false);
      save(stores, 3, 6);
      stores.open(RELAY).close();
      save(stores, 6, 9);
      var crashed = log.crash();
      var old = position(after);
      try (var restored = TestStores.open(after, Sync.NORMAL, crashed)) {
        assertThat(saved(restored)).isEqualTo(numbers(0, 3));
        assertThat(restored.position(RELAY).timeline()).isNotEqualTo(old.timeline());
        assertThat(crashed.needed()).isEmpty();
      }
    }
  }

  @Test
  void a_file_that_was_away_for_a_while_continues() throws Exception {
    var limits = new EventStores.Limits(8, Duration.ofHours(1), Long.MAX_VALUE, 1);
    try (var stores = TestStores.open(before, Sync.NORMAL, limits)) {
      save(stores, 0, 3);
      stores.open(RELAY).close();
      Files.move(file(before), parent.resolve("away"));
      assertThat(saved(stores)).isEmpty();
      save(stores, 20, 21);
      stores.open(RELAY).close();
      Files.delete(file(before));
      Files.move(parent.resolve("away"), file(before));
      assertThat(saved(stores)).isEqualTo(numbers(0, 3));
      save(stores, 3, 5);
    }
    assertThat(Rows.events(file(before))).hasSize(5);
  }

  @Test
  void another_timeline_survives_the_loss_of_what_was_not_forced() throws Exception {
    var log = new MemoryCommitLog();
    try (var stores = TestStores.open(before, Sync.NORMAL, log)) {
      save(stores, 0, 3);
      stores.copy(RELAY, parent.resolve("copy"), true);
      save(stores, 3, 6);
      Files.copy(file(before), file(after));
      try (var crashed = TestStores.open(after, Sync.NORMAL, log.crash())) {
        assertThat(saved(crashed)).isEqualTo(numbers(0, 6));
        assertThat(crashed.position(RELAY)).isEqualTo(stores.position(RELAY));
      }
    }
  }

  @Test
  void an_answered_event_always_fits_into_a_limited_file() throws Exception {
    var limits = new EventStores.Limits(8, Duration.ofHours(1), 400_000, 1);
    var log = new MemoryCommitLog();
    int stored = 0;
    try (var stores = TestStores.open(before, Sync.NORMAL, limits, log)) {
      for (int n = 0; n < 5_000; n++) {
        try {
          save(stores, n, n + 1);
          stored++;
        } catch (CompletionException full) {
          break;
        }
      }
      assertThat(stored).isBetween(100, 4_999);
      assertThat(stores.open(RELAY).count()).isEqualTo(stored);
    }
    assertThat(log.needed()).isEmpty();
    assertThat(Rows.events(file(before))).hasSize(stored);
    assertThat(Files.size(file(before))).isLessThan(440_000);
  }
}
