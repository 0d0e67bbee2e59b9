package caravel.engine.journal;

import static caravel.engine.journal.JournalFixture.commit;
import static caravel.engine.journal.JournalFixture.damaged;
import static caravel.engine.journal.JournalFixture.position;
import static caravel.engine.journal.JournalFixture.segments;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.engine.store.Commit;
import caravel.engine.store.Sync;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that a crash left torn, or that were damaged later.
final class JournalDamageTest {
  @TempDir Path root;

  private static JournalFixture open(Path folder) {
    return new JournalFixture(folder, Sync.NORMAL, JournalFixture.SMALL);
  }

  /// The commits `from` to `to` of one relay, each too large to share a segment with four others.
  private static List<Commit> commits(int from, int to) {
    var commits = new ArrayList<Commit>();
    for (int seq = from; seq <= to; seq++) {
      commits.add(commit("a", 1, seq, 1_000));
    }
    return commits;
  }

  private Path written(String name, List<Commit> commits) {
    var folder = root.resolve(name);
    try (var open = open(folder)) {
      commits.forEach(open::write);
    }
    return folder;
  }

  /// The offset behind the last record.
  private static int end(Path segment) throws IOException {
    return SegmentContent.read(segment).fragments().getLast().end();
  }

  @Test
  void a_tail_torn_at_any_byte_loses_only_the_commit_that_it_cuts() throws IOException {
    var commits = List.of(commit("a", 1, 1, 30), commit("a", 1, 2, 30), commit("a", 1, 3, 30));
    var folder = written("torn", commits);
    var segment = segments(folder).getFirst();
    var whole = Files.readAllBytes(segment);
    int end = end(segment);
    int length = (end - SegmentHeader.BYTES) / 3;
    var more = commit("a", 1, 9, 10);
    for (int cut = end - 2 * length; cut < end; cut++) {
      var torn = Files.createDirectories(root.resolve("torn" + cut));
      var bytes = whole.clone();
      Arrays.fill(bytes, cut, end, (byte) 0xa5);
      Files.write(torn.resolve(segment.getFileName()), bytes);
      var left = commits.subList(0, cut < end - length ? 1 : 2);
      assertReturned(torn, left);
      // Later commits are not lost behind the torn end.
      try (var open = open(torn)) {
        open.write(more);
      }
      var all = new ArrayList<>(left);
      all.add(more);
      assertReturned(torn, all);
      assertThat(damaged(torn)).isEmpty();
    }
  }

  private static void assertReturned(Path folder, List<Commit> commits) {
    try (var open = open(folder)) {
      assertThat(open.journal.takeUnapplied("a")).isEqualTo(commits);
    }
  }

  @Test
  void a_flipped_bit_never_changes_a_commit() throws IOException {
    var commits = List.of(commit("a", 1, 1, 30), commit("a", 1, 2, 30), commit("a", 1, 3, 30));
    var folder = written("flipped", commits);
    var segment = segments(folder).getFirst();
    var whole = Files.readAllBytes(segment);
    int end = end(segment);
    int length = (end - SegmentHeader.BYTES) / 3;
    for (int at = SegmentHeader.BYTES; at < end; at++) {
      var bytes = whole.clone();
      bytes[at] ^= (byte) (1 << (at % Byte.SIZE));
      Files.write(segment, bytes);
      assertReturned(folder, commits.subList(0, (at - SegmentHeader.BYTES) / length));
      // The start deleted a segment without a whole record.
      Files.write(segment, whole);
    }
  }

  @Test
  void an_old_record_behind_the_end_is_never_taken_for_the_next_one() throws IOException {
    var folder = written("old", commits(1, 1));
    var old = written("other", commits(1, 2));
    var segment = segments(folder).getFirst();
    var bytes = Files.readAllBytes(segment);
    var before = Files.readAllBytes(segments(old).getFirst());
    int end = end(segment);
    System.arraycopy(before, end, bytes, end, before.length - end);
    Files.write(segment, bytes);
    assertReturned(folder, commits(1, 1));
    assertReturned(old, commits(1, 2));
  }

  @Test
  void damage_before_later_segments_loses_only_what_is_unreadable_and_keeps_the_file()
      throws IOException {
    var commits = commits(1, 12);
    var folder = written("damage", commits);
    var second = segments(folder).get(1);
    var bytes = Files.readAllBytes(second);
    bytes[end(second) / 2] ^= 1;
    Files.write(second, bytes);
    try (var open = open(folder)) {
      var returned = open.journal.takeUnapplied("a");
      assertThat(commits).containsAll(returned);
      assertThat(returned).hasSizeBetween(8, 11);
      assertThat(returned.stream().map(commit -> commit.position().seq())).isSorted();
      assertThat(returned).contains(commits.getFirst(), commits.getLast());
      assertThat(Files.readAllBytes(second)).isEqualTo(bytes);
      open.journal.applied("a", position(1, 12));
    }
    assertThat(segments(folder)).isEmpty();
    assertThat(damaged(folder)).hasSize(1);
    assertThat(Files.readAllBytes(damaged(folder).getFirst())).isEqualTo(bytes);
  }

  @Test
  void a_missing_segment_does_not_stop_the_start() throws IOException {
    var folder = written("missing", commits(1, 12));
    Files.delete(segments(folder).get(1));
    try (var open = open(folder)) {
      var returned = open.journal.takeUnapplied("a");
      assertThat(commits(1, 12)).containsAll(returned);
      assertThat(returned).contains(commits(1, 1).getFirst(), commits(12, 12).getFirst());
    }
    assertThat(damaged(folder)).isEmpty();
  }

  @Test
  void a_segment_with_a_damaged_header_is_moved_aside() throws IOException {
    var folder = written("header", commits(1, 12));
    var second = segments(folder).get(1);
    var bytes = Files.readAllBytes(second);
    bytes[SegmentHeader.BYTES - 1] ^= 1;
    Files.write(second, bytes);
    try (var open = open(folder)) {
      assertThat(open.journal.takeUnapplied("a")).contains(commits(12, 12).getFirst());
    }
    assertThat(segments(folder)).doesNotContain(second);
    assertThat(Files.readAllBytes(damaged(folder).getFirst())).isEqualTo(bytes);
  }

  @Test
  void an_older_program_does_not_read_a_newer_journal() throws IOException {
    var folder = written("newer", commits(1, 1));
    var segment = segments(folder).getFirst();
    var bytes = ByteBuffer.wrap(Files.readAllBytes(segment));
    bytes.putInt(Long.BYTES, 2);
    var checksum = new CRC32C();
    checksum.update(bytes.slice(0, SegmentHeader.BYTES - Integer.BYTES));
    bytes.putInt(SegmentHeader.BYTES - Integer.BYTES, (int) checksum.getValue());
    Files.write(segment, bytes.array());
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(() -> open(folder))
          .isInstanceOf(NewerJournalException.class)
          .hasMessageContaining("written by a newer version of this program");
    }
    assertThat(Files.readAllBytes(segment)).isEqualTo(bytes.array());
  }
}
