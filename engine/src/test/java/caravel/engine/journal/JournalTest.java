package caravel.engine.journal;

import static caravel.engine.journal.JournalFixture.commit;
import static caravel.engine.journal.JournalFixture.position;
import static caravel.engine.journal.JournalFixture.segments;
import static caravel.engine.journal.JournalFixture.until;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.store.Commit;
import caravel.engine.store.FilePosition;
import caravel.engine.store.Sync;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commits that the journal keeps, their order, and their release.
final class JournalTest {
  @TempDir Path folder;

  @Test
  void commits_of_a_relay_come_back_in_order_and_durable_runs_in_order() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    var written = new ArrayList<List<Commit>>();
    var durable = Collections.synchronizedList(new ArrayList<String>());
    try (var open = new JournalFixture(folder)) {
      for (int relay = 0; relay < 5; relay++) {
        written.add(new ArrayList<>());
      }
      for (int i = 0; i < 300; i++) {
        int relay = random.nextInt(5);
        var commits = written.get(relay);
        var next = commit(random, "relay" + relay, 7, commits.size() + 1, 600);
        open.append(next, () -> durable.add(next.schema() + next.position().seq()));
        commits.add(next);
      }
    }
    assertThat(durable).hasSize(300);
    try (var open = new JournalFixture(folder)) {
      for (int relay = 0; relay < 5; relay++) {
        var schema = "relay" + relay;
        assertThat(open.journal.takeUnapplied(schema))
            .as("seed %d", seed)
            .isEqualTo(written.get(relay));
        assertThat(durable.stream().filter(line -> line.startsWith(schema)))
            .isEqualTo(
                written.get(relay).stream().map(done -> schema + done.position().seq()).toList());
        assertThat(open.journal.takeUnapplied(schema)).isEmpty();
      }
    }
  }

  @Test
  void commits_of_many_relays_that_wait_share_one_force() {
    var limits = new Journal.Limits(1 << 20, 8 << 20, 1 << 20);
    try (var open = new JournalFixture(folder, Sync.FULL, limits)) {
      var release = new CountDownLatch(1);
      open.hold(release);
      var durable = new CountDownLatch(200);
      for (int relay = 0; relay < 200; relay++) {
        open.append(commit("relay" + relay, 1, 1, 600), durable::countDown);
      }
      int before = open.files.forces();
      release.countDown();
      JournalFixture.await(durable);
      assertThat(open.files.forces()).isEqualTo(before + 1);
      assertThat(open.journal.waitingBytes()).isZero();
    }
  }

  @Test
  void a_busy_relay_does_not_make_another_wait_for_all_its_commits() {
    var limits = new Journal.Limits(4 << 20, 16 << 20, 8 << 20);
    try (var open = new JournalFixture(folder, Sync.FULL, limits)) {
      var release = new CountDownLatch(1);
      open.hold(release);
      var durable = Collections.synchronizedList(new ArrayList<String>());
      var all = new CountDownLatch(31);
      for (int seq = 1; seq <= 30; seq++) {
        open.append(
            commit("busy", 1, seq, 50_000),
            () -> {
              durable.add("busy");
              all.countDown();
            });
      }
      open.append(
          commit("quiet", 1, 1, 100),
          () -> {
            durable.add("quiet");
            all.countDown();
          });
      assertThat(open.journal.waitingMillis()).isNotNegative();
      int before = open.files.forces();
      release.countDown();
      JournalFixture.await(all);
      assertThat(durable.indexOf("quiet")).isEqualTo(1);
      // A group is bounded too.
      assertThat(open.files.forces()).isEqualTo(before + 2);
    }
  }

  @Test
  void a_commit_larger_than_a_segment_comes_back_whole() {
    var large = commit("large", 1, 1, 5 * JournalFixture.SEGMENT_BYTES);
    var larger = commit("large", 1, 2, 20 * JournalFixture.SEGMENT_BYTES);
    var small = commit("small", 1, 1, 10);
    try (var open = new JournalFixture(folder)) {
      open.write(large);
      open.write(small);
      open.write(larger);
    }
    try (var open = new JournalFixture(folder)) {
      assertThat(open.journal.takeUnapplied("large")).containsExactly(large, larger);
      open.journal.applied("large", large.position());
    }
    try (var open = new JournalFixture(folder)) {
      assertThat(open.journal.takeUnapplied("large")).endsWith(larger);
      assertThat(open.journal.takeUnapplied("small")).containsExactly(small);
    }
  }

  @Test
  void a_segment_is_durable_before_the_next_one_receives_anything() {
    try (var open = new JournalFixture(folder)) {
      open.write(commit("large", 1, 1, 9 * JournalFixture.SEGMENT_BYTES));
      for (int seq = 2; seq <= 20; seq++) {
        open.write(commit("large", 1, seq, 1_000));
      }
      assertThat(open.files.unforcedMax()).isEqualTo(1);
    }
  }

  @Test
  void a_second_start_returns_the_same_commits_as_the_first() {
    var commits = writeThree();
    for (int start = 0; start < 3; start++) {
      try (var open = new JournalFixture(folder)) {
        assertThat(open.journal.takeUnapplied("a")).isEqualTo(commits);
        assertThat(open.journal.due()).containsExactly("a");
      }
    }
  }

  private List<Commit> writeThree() {
    var commits = List.of(commit("a", 1, 1, 10), commit("a", 1, 2, 20), commit("a", 1, 3, 30));
    try (var open = new JournalFixture(folder)) {
      commits.forEach(open::write);
    }
    return commits;
  }

  @Test
  void a_relay_is_due_after_a_start_until_its_file_has_everything() {
    writeThree();
    try (var open = new JournalFixture(folder)) {
      open.journal.takeUnapplied("a");
      open.journal.applied("a", position(1, 2));
      assertThat(open.journal.due()).containsExactly("a");
      open.journal.applied("a", position(1, 3));
      assertThat(open.journal.due()).isEmpty();
    }
    try (var open = new JournalFixture(folder)) {
      assertThat(open.journal.takeUnapplied("a")).isEmpty();
    }
  }

  /// Fills three segments with commits of two relays.
  private static FilePosition fill(JournalFixture open, String busy, String quiet) {
    open.write(commit(quiet, 1, 1, 10));
    long seq = 0;
    while (open.journal.bytes() < 5 * JournalFixture.SEGMENT_BYTES) {
      seq++;
      open.write(commit(busy, 1, seq, 500));
    }
    return position(1, seq);
  }

  @Test
  void a_segment_stays_until_the_files_of_all_its_relays_have_its_commits() throws IOException {
    try (var open = new JournalFixture(folder)) {
      var last = fill(open, "busy", "quiet");
      var oldest = segments(folder).getFirst();
      open.journal.applied("busy", last);
      assertThat(segments(folder)).contains(oldest);
      open.journal.applied("quiet", position(2, 9));
      open.journal.applied("quiet", position(1, 0));
      assertThat(segments(folder)).contains(oldest);
      open.journal.applied("quiet", position(1, 1));
      until(() -> !oldest.toFile().exists());
    }
    assertThat(segments(folder)).isEmpty();
  }

  @Test
  void a_position_of_a_new_timeline_releases_the_old_one_and_never_the_reverse()
      throws IOException {
    try (var open = new JournalFixture(folder)) {
      open.write(commit("a", 1, 1, 10));
      open.write(commit("a", 2, 1, 10));
      open.write(commit("a", 2, 2, 10));
      open.journal.applied("a", position(1, 1));
    }
    assertThat(segments(folder)).hasSize(1);
    try (var open = new JournalFixture(folder)) {
      assertThat(open.journal.takeUnapplied("a")).hasSize(3);
      open.journal.applied("a", position(2, 1));
      assertThat(open.journal.due()).containsExactly("a");
      open.journal.applied("a", position(2, 2));
      assertThat(open.journal.due()).isEmpty();
    }
    assertThat(segments(folder)).isEmpty();
  }

  @Test
  void relays_of_the_oldest_segment_are_due_when_four_segments_are_full() {
    try (var open = new JournalFixture(folder)) {
      open.write(commit("quiet", 1, 1, 10));
      assertThat(open.journal.due()).isEmpty();
      for (int seq = 1; open.journal.due().isEmpty(); seq++) {
        open.write(commit("busy", 1, seq, 500));
        assertThat(seq).isLessThan(100);
      }
      assertThat(open.journal.due()).containsExactly("busy", "quiet");
    }
  }

  @Test
  void relays_of_a_segment_are_due_after_ten_minutes() throws IOException {
    try (var open = new JournalFixture(folder)) {
      open.write(commit("a", 1, 1, 10));
      // The next segment is there.
      until(() -> open.journal.bytes() > JournalFixture.SEGMENT_BYTES);
      open.nowMillis.addAndGet(Duration.ofMinutes(10).toMillis() - 1);
      assertThat(open.journal.due()).isEmpty();
      open.write(commit("b", 1, 1, 10));
      open.nowMillis.addAndGet(1);
      until(() -> open.journal.due().equals(Set.of("a", "b")));
      var oldest = segments(folder).getFirst();
      open.write(commit("c", 1, 1, 10));
      assertThat(open.journal.due()).containsExactly("a", "b");
      open.journal.applied("a", position(1, 1));
      open.journal.applied("b", position(1, 1));
      until(() -> !oldest.toFile().exists());
      assertThat(open.journal.due()).isEmpty();
    }
  }

  @Test
  void closing_writes_everything_that_was_appended() {
    var durable = new CountDownLatch(50);
    try (var open = new JournalFixture(folder)) {
      for (int seq = 1; seq <= 50; seq++) {
        open.append(commit("a", 1, seq, 100), durable::countDown);
      }
    }
    assertThat(durable.getCount()).isZero();
    try (var open = new JournalFixture(folder)) {
      assertThat(open.journal.takeUnapplied("a")).hasSize(50);
    }
  }

  @Test
  void an_interrupt_of_the_caller_or_by_a_callback_does_not_stop_the_journal() {
    try (var open = new JournalFixture(folder)) {
      Thread.currentThread().interrupt();
      open.append(commit("a", 1, 1, 10), () -> Thread.currentThread().interrupt());
      assertThat(Thread.interrupted()).isTrue();
      open.write(commit("a", 1, 2, 10));
      open.write(commit("a", 1, 3, 10));
      Thread.currentThread().interrupt();
    }
    assertThat(Thread.interrupted()).isTrue();
    try (var open = new JournalFixture(folder)) {
      assertThat(open.journal.takeUnapplied("a")).hasSize(3);
    }
  }
}
