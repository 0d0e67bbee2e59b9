package caravel.engine.journal;

import caravel.engine.failure.FailureHandler;
import caravel.engine.store.Commit;
import caravel.engine.store.CommitLog;
import caravel.engine.store.EventStore.StoreException;
import caravel.engine.store.FilePosition;
import caravel.engine.store.Sync;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The log of the commits of all relays on this machine: a folder of segments. One thread makes the
/// commits of all relays that wait durable with one `fsync`. A second thread makes segments ahead
/// and deletes those that no relay needs.
///
/// Safe for use by many threads. A failing write ends the process: after a failed `fsync` it is
/// unknown what the disk has, so nothing more is claimed to be durable.
public final class Journal implements CommitLog, AutoCloseable {
  /// @param segmentBytes size of a segment
  /// @param bytesMax size of all segments; commits are refused beyond it
  /// @param waitingBytesMax size of the records that are not durable; commits are refused beyond it
  public record Limits(int segmentBytes, long bytesMax, long waitingBytesMax) {
    public static final Limits USUAL = new Limits(16 << 20, 512L << 20, 64L << 20);

    private static final int SEGMENT_BYTES_MIN = 1_024;
    private static final int SEGMENTS_MIN = 4;

    public Limits {
      if (segmentBytes < SEGMENT_BYTES_MIN || waitingBytesMax < 1) {
        throw new IllegalArgumentException(
            "a segment has at least %d bytes, and some may wait".formatted(SEGMENT_BYTES_MIN));
      }
      if (bytesMax < (long) SEGMENTS_MIN * segmentBytes) {
        throw new IllegalArgumentException("the journal has at least four segments");
      }
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  private final SegmentFolder folder;
  private final JournalLock folderLock;
  private final GroupWriter writer;
  private final SegmentMaintenance maintenance;

  /// Guards everything below.
  private final ReentrantLock lock = new ReentrantLock();

  private final SegmentList segments;
  private final JournalRoom room;
  private final Map<String, List<StoredCommit>> unapplied;
  private boolean isClosed;

  /// Opens the journal of a folder, which may be absent.
  ///
  /// @param clock for the age of segments
  /// @param failures ends the process when a write fails
  /// @throws UncheckedIOException when the folder cannot be made
  /// @throws StoreException when another process uses the folder, or when it cannot be read
  /// @throws NewerJournalException when a newer version of the program wrote it
  public Journal(
      Path folder, Sync sync, Limits limits, InstantSource clock, FailureHandler failures) {
    this(
        new SegmentFolder(folder, limits.segmentBytes(), sync, FileChannel::open),
        limits,
        clock,
        failures);
  }

  Journal(SegmentFolder folder, Limits limits, InstantSource clock, FailureHandler failures) {
    this.folder = folder;
    segments = new SegmentList(limits.segmentBytes(), clock);
    room = new JournalRoom(limits, segments);
    try {
      folder.createFolder();
      folderLock = JournalLock.of(folder.path());
    } catch (IOException failed) {
      throw new UncheckedIOException(
          "the journal in " + folder.path() + " cannot be opened", failed);
    }
    var replay = replay();
    unapplied = replay.commits();
    maintenance = new SegmentMaintenance(folder, segments, room, failures, lock);
    var files = new SegmentWriter(folder, replay.lastLsn() + 1, this::takeSpare);
    writer = new GroupWriter(files, segments, room, maintenance, failures, lock);
    maintenance.start();
    writer.start();
  }

  private JournalReplay replay() {
    boolean isRead = false;
    try {
      var replay = JournalReplay.read(folder, segments);
      isRead = true;
      return replay;
    } catch (IOException failed) {
      throw new StoreException("the journal in " + folder.path() + " cannot be read", failed);
    } finally {
      if (!isRead) {
        folderLock.close();
      }
    }
  }

  private Segment takeSpare() {
    lock.lock();
    try {
      return segments.takeSpare();
    } finally {
      lock.unlock();
    }
  }

  /// Adds a commit, as [CommitLog#append] says. Encodes it on the calling thread.
  @Override
  public void append(Commit commit, Runnable durable) {
    writer.add(new PendingRecord(new JournalRecord.Committed(commit), durable));
  }

  /// Notes an erasure, as [CommitLog#erased] says. Possible on a full disk for some thousand
  /// relays.
  @Override
  public void erased(String schema) {
    var record = new PendingRecord(new JournalRecord.Erased(schema), () -> {});
    writer.add(record);
    writer.awaitDurable(record);
    lock.lock();
    try {
      unapplied.remove(schema);
    } finally {
      lock.unlock();
    }
  }

  /// Reads the commits of a relay, as [CommitLog#takeUnapplied] says. They are not kept in memory.
  ///
  /// @throws StoreException when they cannot be read; they are not removed then
  @Override
  public List<Commit> takeUnapplied(String schema) {
    var commits = new ArrayList<Commit>();
    try {
      for (var commit : findStored(schema)) {
        commits.add(commit.read());
      }
    } catch (IOException failed) {
      throw new StoreException("the commits of " + schema + " cannot be read", failed);
    }
    lock.lock();
    try {
      unapplied.remove(schema);
    } finally {
      lock.unlock();
    }
    return commits;
  }

  private List<StoredCommit> findStored(String schema) {
    lock.lock();
    try {
      return unapplied.getOrDefault(schema, List.of()).stream()
          .filter(StoredCommit::exists)
          .toList();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void applied(String schema, FilePosition position) {
    lock.lock();
    try {
      segments.release(schema, position);
      maintenance.signal();
    } finally {
      lock.unlock();
    }
  }

  /// The relays whose files should be written soon. Also closes a segment that is old or has text
  /// of an erased relay, so it must be called every few seconds.
  @Override
  public Set<String> due() {
    lock.lock();
    try {
      segments.closeOld(room.reservedBytes());
      maintenance.signal();
      return segments.due();
    } finally {
      lock.unlock();
    }
  }

  /// How long the oldest commit that is not durable has waited; 0 = none waits.
  public long waitingMillis() {
    return writer.waitingMillis();
  }

  /// Size of the records that are not durable.
  public long waitingBytes() {
    lock.lock();
    try {
      return room.reservedBytes();
    } finally {
      lock.unlock();
    }
  }

  /// Size of all segments on the disk.
  public long bytes() {
    lock.lock();
    try {
      return segments.bytes();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until everything that was appended is durable. Leaves the segments with commits that the
  /// files of the relays do not have, and deletes the others.
  @Override
  public void close() {
    boolean isInterrupted = join(writer.end());
    boolean isInterruptedAgain = join(maintenance.end());
    removeUnneeded();
    folderLock.close();
    if (isInterrupted || isInterruptedAgain) {
      Thread.currentThread().interrupt();
    }
  }

  /// Waits for the end of a thread. Returns whether the caller was interrupted.
  private static boolean join(Thread thread) {
    boolean isInterrupted = false;
    while (true) {
      try {
        thread.join();
        return isInterrupted;
      } catch (InterruptedException _) {
        isInterrupted = true;
      }
    }
  }

  private void removeUnneeded() {
    lock.lock();
    try {
      var spares = segments.end();
      if (isClosed || writer.hasFailed()) {
        return;
      }
      isClosed = true;
      for (var spare : spares) {
        folder.remove(spare);
      }
      for (var next = segments.findReleased(); next.isPresent(); next = segments.findReleased()) {
        folder.remove(next.get());
        segments.removeOldest();
      }
    } catch (IOException failed) {
      LOG.warn("the journal in {} keeps files that nothing needs", folder.path(), failed);
    } finally {
      lock.unlock();
    }
  }
}
