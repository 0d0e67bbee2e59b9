package caravel.engine.journal;

import static caravel.engine.journal.JournalFixture.SEGMENT_BYTES;
import static caravel.engine.journal.JournalFixture.commit;
import static caravel.engine.journal.JournalFixture.position;
import static caravel.engine.journal.JournalFixture.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.engine.FuzzSeeds;
import caravel.engine.failure.FailureHandler;
import caravel.engine.store.EventStore.StoreException;
import caravel.engine.store.Sync;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Disks that are full or fail, and the bounds of the journal.
final class JournalFaultsTest {
  @TempDir Path folder;

  /// Appends until the journal refuses for this reason. Returns the number of commits in it.
  private static int fill(
      JournalFixture open, String schema, String reason, AtomicInteger durable) {
    var accepted = new AtomicInteger();
    until(() -> {
      try {
        open.journal.append(commit(schema, 1, accepted.get() + 1, 500), durable::incrementAndGet);
        accepted.incrementAndGet();
        return false;
      } catch (StoreException refused) {
        return String.valueOf(refused.getMessage()).contains(reason);
      }
    });
    return accepted.get();
  }

  @Test
  void a_full_disk_refuses_commits_before_they_are_accepted_and_recovers_by_itself() {
    int written;
    try (var open = new JournalFixture(folder)) {
      open.files.setFreeBytes(SEGMENT_BYTES / 2);
      var durable = new AtomicInteger();
      int accepted = fill(open, "a", "the journal cannot grow", durable);
      assertThat(accepted).isGreaterThan(3);
      until(() -> durable.get() == accepted);
      // An erasure still fits, and the process goes on.
      open.journal.erased("b");
      assertThat(open.ended.getCount()).isEqualTo(1);
      open.files.setFreeBytes(100 * SEGMENT_BYTES);
      until(() -> {
        try {
          open.journal.append(commit("a", 1, accepted + 1, 500), durable::incrementAndGet);
          return true;
        } catch (StoreException full) {
          return false;
        }
      });
      until(() -> durable.get() == accepted + 1);
      written = accepted + 1;
    }
    try (var open = new JournalFixture(folder)) {
      assertThat(open.journal.takeUnapplied("a")).hasSize(written);
    }
  }

  @Test
  void a_disk_that_is_full_at_the_start_does_not_prevent_reading() throws IOException {
    try (var open = new JournalFixture(folder)) {
      open.write(commit("a", 1, 1, 10));
    }
    var full = new FaultyFiles();
    full.setFreeBytes(10);
    try (var journal =
        new Journal(
            new SegmentFolder(folder, SEGMENT_BYTES, Sync.FULL, full),
            JournalFixture.SMALL,
            InstantSource.system(),
            FailureHandler.WITHOUT_EXIT)) {
      assertThat(journal.takeUnapplied("a")).hasSize(1);
      assertThatThrownBy(() -> journal.append(commit("a", 1, 2, 10), () -> {}))
          .isInstanceOf(StoreException.class);
      full.setFreeBytes(10 * SEGMENT_BYTES);
      until(() -> journal.bytes() > SEGMENT_BYTES);
      journal.append(commit("a", 1, 2, 10), () -> {});
    }
    assertThat(JournalFixture.segments(folder)).hasSize(2);
  }

  @Test
  void the_size_of_the_journal_is_bounded_until_files_are_written() {
    var limits = new Journal.Limits(SEGMENT_BYTES, 5L * SEGMENT_BYTES, 1 << 20);
    try (var open = new JournalFixture(folder, Sync.FULL, limits)) {
      var durable = new AtomicInteger();
      int accepted = fill(open, "a", "the journal is full", durable);
      assertThat(open.journal.bytes()).isEqualTo(5L * SEGMENT_BYTES);
      until(() -> durable.get() == accepted);
      assertThat(open.journal.due()).containsExactly("a");
      open.journal.applied("a", position(1, accepted));
      until(() -> {
        try {
          open.journal.append(commit("a", 1, accepted + 1, 500), () -> {});
          return true;
        } catch (StoreException full) {
          return false;
        }
      });
    }
  }

  @Test
  void what_was_accepted_fits_to_the_last_byte() {
    var limits = new Journal.Limits(1_024, 8 * 1_024, 1 << 20);
    for (long seed : FuzzSeeds.of(1, 50).toArray()) {
      var random = new Random(seed);
      try (var open = new JournalFixture(folder.resolve("seed" + seed), Sync.NORMAL, limits)) {
        var release = new CountDownLatch(1);
        open.hold(release);
        var durable = new AtomicInteger();
        int accepted = 0;
        for (int bodyBytes = 700; bodyBytes > 0; ) {
          try {
            open.journal.append(
                commit("a", 1, accepted + 1, random.nextInt(bodyBytes)), durable::incrementAndGet);
            accepted++;
          } catch (StoreException full) {
            // A smaller one may still fit when all segments are there.
            bodyBytes -= open.journal.bytes() == limits.bytesMax() ? 1 : 0;
          }
        }
        int all = accepted;
        release.countDown();
        until(() -> durable.get() == all || open.ended.getCount() == 0);
        assertThat(durable).as("seed %d", seed).hasValue(all);
      }
    }
  }

  @Test
  void the_bytes_that_wait_are_bounded() {
    var limits = new Journal.Limits(1 << 20, 8 << 20, 10_000);
    try (var open = new JournalFixture(folder, Sync.FULL, limits)) {
      var release = new CountDownLatch(1);
      open.hold(release);
      var durable = new AtomicInteger();
      int accepted = fill(open, "a", "too much waits", durable);
      assertThat(open.journal.waitingBytes()).isBetween(9_000L, 10_000L);
      release.countDown();
      until(() -> durable.get() == accepted);
      open.write(commit("a", 1, accepted + 1, 500));
    }
  }

  @Test
  void nothing_is_durable_after_a_failed_force() {
    try (var open = new JournalFixture(folder)) {
      open.write(commit("a", 1, 1, 10));
      open.files.failForces();
      assertEnds(open);
    }
  }

  @Test
  void nothing_is_durable_after_a_failed_write() {
    try (var open = new JournalFixture(folder)) {
      open.write(commit("a", 1, 1, 10));
      open.files.failWrites();
      assertEnds(open);
    }
  }

  private void assertEnds(JournalFixture open) {
    var durable = new AtomicInteger();
    open.journal.append(commit("a", 1, 2, 10), durable::incrementAndGet);
    JournalFixture.await(open.ended);
    assertThat(durable).hasValue(0);
    assertThatThrownBy(() -> open.journal.append(commit("a", 1, 3, 10), () -> {}))
        .isInstanceOf(StoreException.class)
        .hasMessage("the journal cannot be written");
    assertThatThrownBy(() -> open.journal.erased("a")).isInstanceOf(StoreException.class);
    open.close();
    assertThat(durable).hasValue(0);
    try (var next = new JournalFixture(folder)) {
      assertThat(next.journal.takeUnapplied("a")).startsWith(commit("a", 1, 1, 10));
    }
  }

  @Test
  void an_erasure_that_waits_for_a_failing_disk_does_not_return() {
    try (var open = new JournalFixture(folder)) {
      open.files.failForces();
      assertThatThrownBy(() -> open.journal.erased("a"))
          .isInstanceOf(StoreException.class)
          .hasRootCauseMessage("Input/output error");
      JournalFixture.await(open.ended);
    }
  }

  @Test
  void a_failing_callback_does_not_stop_the_journal() {
    try (var open = new JournalFixture(folder)) {
      open.append(
          commit("a", 1, 1, 10),
          () -> {
            throw new IllegalStateException("a fault of the test");
          });
      open.write(commit("a", 1, 2, 10));
      assertThat(open.ended.getCount()).isEqualTo(1);
    }
  }

  @Test
  void a_closed_journal_refuses_commits() {
    var open = new JournalFixture(folder);
    open.close();
    assertThatThrownBy(() -> open.journal.append(commit("a", 1, 1, 10), () -> {}))
        .isInstanceOf(StoreException.class)
        .hasMessage("the journal is closed");
    open.close();
  }

  @Test
  void two_journals_never_share_a_folder() {
    try (var open = new JournalFixture(folder)) {
      assertThatThrownBy(() -> new JournalFixture(folder))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("is in use by another running program");
      open.write(commit("a", 1, 1, 10));
    }
    new JournalFixture(folder).close();
  }
}
