package caravel.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.failure.FailureHandler;
import caravel.engine.store.Commit;
import caravel.engine.store.EventStore.StoreException;
import caravel.engine.store.EventSum;
import caravel.engine.store.FilePosition;
import caravel.engine.store.Sync;
import caravel.nostr.PublicKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// A journal with small segments on a disk that can fail, and commits for it.
final class JournalFixture implements AutoCloseable {
  static final int SEGMENT_BYTES = 4_096;
  static final Journal.Limits SMALL =
      new Journal.Limits(SEGMENT_BYTES, 100L * SEGMENT_BYTES, 1 << 20);

  private static final long WAIT_NANOS = Duration.ofSeconds(60).toNanos();
  private static final long PAUSE_NANOS = 100_000;
  private static final String SUFFIX = ".segment";

  final Path folder;
  final FaultyFiles files = new FaultyFiles();
  final AtomicLong nowMillis = new AtomicLong(1_700_000_000_000L);
  final CountDownLatch ended = new CountDownLatch(1);
  final Journal journal;

  JournalFixture(Path folder) {
    this(folder, Sync.FULL, SMALL);
  }

  JournalFixture(Path folder, Sync sync, Journal.Limits limits) {
    this.folder = folder;
    journal =
        new Journal(
            new SegmentFolder(folder, limits.segmentBytes(), sync, files),
            limits,
            () -> Instant.ofEpochMilli(nowMillis.get()),
            new FailureHandler(ended::countDown));
  }

  static FilePosition position(long timeline, long seq) {
    return new FilePosition(timeline, seq, 1_700_000_000_000L + seq, EventSum.EMPTY);
  }

  /// A commit with one row.
  static Commit commit(String schema, long timeline, long seq, int bodyBytes) {
    var rows = List.of(new Commit.Row(seq, "x".repeat(bodyBytes)));
    return new Commit(
        schema, position(timeline, seq), seq == 1, rows, List.of(), List.of(), List.of());
  }

  /// A commit of any form.
  static Commit commit(Random random, String schema, long timeline, long seq, int bytesMax) {
    var body = "é" + Long.toHexString(random.nextLong()).repeat(random.nextInt(bytesMax) / 16);
    return new Commit(
        schema,
        position(timeline, seq),
        seq == 1,
        random.nextInt(4) == 0 ? List.of() : List.of(new Commit.Row(random.nextLong(), body)),
        random.nextInt(4) == 0 ? List.of(random.nextLong()) : List.of(),
        random.nextInt(9) == 0 ? List.of(new PublicKey("ab".repeat(32))) : List.of(),
        List.of());
  }

  /// Appends a commit as soon as there is room.
  void append(Commit commit, Runnable durable) {
    until(() -> {
      try {
        journal.append(commit, durable);
        return true;
      } catch (StoreException full) {
        assertThat(full).hasMessageContaining("no room at this moment");
        return false;
      }
    });
  }

  /// Appends a commit and waits until it is durable.
  void write(Commit commit) {
    var durable = new CountDownLatch(1);
    append(commit, durable::countDown);
    await(durable);
  }

  /// Stops the journal's thread until the latch opens. Returns when it has stopped.
  void hold(CountDownLatch release) {
    var held = new CountDownLatch(1);
    append(
        commit("hold", 1, 1, 1),
        () -> {
          held.countDown();
          await(release);
        });
    await(held);
    journal.applied("hold", position(1, 1));
  }

  static void await(CountDownLatch latch) {
    until(() -> latch.getCount() == 0);
  }

  static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + WAIT_NANOS;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("the wait was too long").isLessThan(deadline);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /// The segments, oldest first.
  static List<Path> segments(Path folder) throws IOException {
    try (var found = Files.list(folder)) {
      return found.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    }
  }

  static List<Path> damaged(Path folder) throws IOException {
    try (var found = Files.list(folder)) {
      return found.filter(file -> file.toString().endsWith(".damaged")).sorted().toList();
    }
  }

  /// The folder as a kill would leave it at this moment. Newer segments are copied first, so that
  /// none has records that come after a cut in an older one.
  static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (var file : segments(from).reversed()) {
      try {
        Files.copy(file, to.resolve(file.getFileName()));
      } catch (NoSuchFileException _) {
        // The journal deleted it.
      }
    }
  }

  /// Whether a text is in a segment of the folder. Segments may be deleted meanwhile.
  static boolean hasText(Path folder, String text) throws IOException {
    for (var file : segments(folder)) {
      try {
        if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(text)) {
          return true;
        }
      } catch (NoSuchFileException _) {
        // The journal deleted it.
      }
    }
    return false;
  }

  @Override
  public void close() {
    journal.close();
  }
}
