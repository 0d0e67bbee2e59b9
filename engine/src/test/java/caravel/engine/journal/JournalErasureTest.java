package caravel.engine.journal;

import static caravel.engine.journal.JournalFixture.commit;
import static caravel.engine.journal.JournalFixture.hasText;
import static caravel.engine.journal.JournalFixture.position;
import static caravel.engine.journal.JournalFixture.until;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.store.Commit;
import caravel.engine.store.Sync;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Erased relays: nothing of them comes back, and their text leaves the disk.
final class JournalErasureTest {
  private static final String SECRET = "purged";

  @TempDir Path root;

  private static Commit secret(String schema, long timeline, long seq) {
    var rows = List.of(new Commit.Row(seq, SECRET + "x".repeat(600)));
    return new Commit(
        schema, position(timeline, seq), seq == 1, rows, List.of(), List.of(), List.of());
  }

  private static boolean hasSecret(Path folder) {
    try {
      return hasText(folder, SECRET);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// Whether the text is gone. A segment is closed at a call of `due`.
  private static boolean isGone(JournalFixture open) {
    open.journal.due();
    return !hasSecret(open.folder);
  }

  @Test
  void an_erased_relay_that_is_created_again_has_only_its_new_commits() throws IOException {
    var folder = root.resolve("erased");
    var created = commit("a", 2, 1, 10);
    var other = commit("b", 1, 1, 10);
    try (var open = new JournalFixture(folder)) {
      for (int seq = 1; seq <= 20; seq++) {
        open.write(commit("a", 1, seq, 600));
      }
      open.write(other);
      open.journal.erased("a");
      // A kill right after the call returned.
      JournalFixture.copy(folder, root.resolve("killed"));
      open.write(created);
      JournalFixture.copy(folder, root.resolve("killed later"));
      // The file of the new relay has nothing of the old one.
      open.journal.applied("a", position(1, 20));
      assertThat(open.journal.takeUnapplied("a")).isEmpty();
    }
    assertReturned(folder, List.of(created), List.of(other));
    assertReturned(root.resolve("killed"), List.of(), List.of(other));
    assertReturned(root.resolve("killed later"), List.of(created), List.of(other));
  }

  private static void assertReturned(Path folder, List<Commit> a, List<Commit> b) {
    try (var open = new JournalFixture(folder)) {
      assertThat(open.journal.takeUnapplied("a")).isEqualTo(a);
      assertThat(open.journal.takeUnapplied("b")).isEqualTo(b);
    }
  }

  @Test
  void commits_from_before_the_start_are_erased_too() {
    var folder = root.resolve("before");
    try (var open = new JournalFixture(folder)) {
      open.write(commit("a", 1, 1, 10));
    }
    try (var open = new JournalFixture(folder)) {
      open.journal.erased("a");
      assertThat(open.journal.takeUnapplied("a")).isEmpty();
      assertThat(open.journal.due()).isEmpty();
    }
    assertReturned(folder, List.of(), List.of());
  }

  @Test
  void the_text_of_an_erased_relay_leaves_the_disk_when_the_other_relays_are_applied() {
    var folder = root.resolve("text");
    try (var open = new JournalFixture(folder)) {
      open.write(commit("b", 1, 1, 10));
      open.write(secret("a", 1, 1));
      open.journal.applied("a", position(1, 1));
      assertThat(hasSecret(folder)).isTrue();
      open.journal.erased("a");
      until(() -> open.journal.due().contains("b"));
      assertThat(hasSecret(folder)).isTrue();
      open.journal.applied("b", position(1, 1));
      until(() -> !hasSecret(folder));
      open.write(commit("b", 1, 2, 10));
    }
    assertReturned(folder, List.of(), List.of(commit("b", 1, 2, 10)));
  }

  @Test
  void a_second_erasure_within_a_minute_waits_for_its_end() {
    var folder = root.resolve("minute");
    try (var open = new JournalFixture(folder)) {
      open.write(secret("a", 1, 1));
      open.journal.erased("a");
      until(() -> isGone(open));
      open.write(secret("b", 1, 1));
      open.journal.erased("b");
      open.nowMillis.addAndGet(Duration.ofMinutes(1).toMillis() - 1);
      assertThat(open.journal.due()).isEmpty();
      assertThat(hasSecret(folder)).isTrue();
      open.nowMillis.addAndGet(1);
      until(() -> isGone(open));
    }
  }

  @Test
  void a_kill_does_not_keep_the_text_of_an_erased_relay() throws IOException {
    var folder = root.resolve("kill");
    var killed = root.resolve("killed");
    try (var open = new JournalFixture(folder, Sync.NORMAL, JournalFixture.SMALL)) {
      open.write(commit("b", 1, 1, 10));
      open.write(secret("a", 1, 1));
      open.journal.erased("a");
      JournalFixture.copy(folder, killed);
    }
    try (var open = new JournalFixture(killed)) {
      assertThat(hasSecret(killed)).isTrue();
      assertThat(open.journal.takeUnapplied("a")).isEmpty();
      assertThat(open.journal.due()).containsExactly("b");
      open.journal.applied("b", position(1, 1));
      until(() -> !hasSecret(killed));
    }
  }
}
