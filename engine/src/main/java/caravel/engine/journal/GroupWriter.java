package caravel.engine.journal;

import caravel.engine.failure.FailureHandler;
import caravel.engine.store.EventStore.StoreException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Makes the records of all relays durable, in groups, on the journal's thread. It begins a group
/// at once when the last one began two milliseconds ago. Otherwise it waits for that moment, or
/// until many bytes wait.
final class GroupWriter {
  /// Bytes that one `fsync` makes durable, at most.
  private static final long GROUP_BYTES_MAX = 1 << 20;

  /// So many bytes end the pause between two groups.
  private static final long PAUSE_BYTES_MAX = 256 << 10;

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final SegmentWriter writer;
  private final SegmentList segments;
  private final JournalRoom room;
  private final SegmentMaintenance maintenance;
  private final FailureHandler failures;
  private final ReentrantLock lock;
  private final Condition appended;
  private final Condition settled;
  private final Thread thread = Thread.ofPlatform().name("journal").daemon().unstarted(this::run);
  private final AppendQueue queue = new AppendQueue();
  private List<PendingRecord> group = List.of();
  private @Nullable Throwable failure;
  private boolean ending;

  /// @param lock the journal's, which guards the segments and the room
  GroupWriter(
      SegmentWriter writer,
      SegmentList segments,
      JournalRoom room,
      SegmentMaintenance maintenance,
      FailureHandler failures,
      ReentrantLock lock) {
    this.writer = writer;
    this.segments = segments;
    this.room = room;
    this.maintenance = maintenance;
    this.failures = failures;
    this.lock = lock;
    appended = lock.newCondition();
    settled = lock.newCondition();
  }

  void start() {
    thread.start();
  }

  /// Adds a record. Returns without waiting for the disk.
  ///
  /// @throws StoreException when it cannot be written; then it was not added
  void add(PendingRecord record) {
    lock.lock();
    try {
      if (ending) {
        throw new StoreException("the journal is closed");
      }
      refuseIfFailed();
      room.reserve(record);
      long before = queue.bytes();
      queue.add(record);
      boolean endsPause = before < PAUSE_BYTES_MAX && queue.bytes() >= PAUSE_BYTES_MAX;
      if (before == 0 || endsPause) {
        appended.signal();
      }
    } finally {
      if (room.isSpareNeeded()) {
        maintenance.signal();
      }
      lock.unlock();
    }
  }

  /// Waits until a record is durable, and those who wait for earlier ones were told.
  ///
  /// @throws StoreException when it is not, because a write failed
  void awaitDurable(PendingRecord record) {
    lock.lock();
    try {
      while (!record.isDurable()) {
        refuseIfFailed();
        settled.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private void refuseIfFailed() {
    if (failure != null) {
      throw new StoreException("the journal cannot be written", failure);
    }
  }

  /// How long the oldest record that is not durable has waited; 0 = none waits.
  long waitingMillis() {
    lock.lock();
    try {
      long now = System.nanoTime();
      long oldest = queue.oldestNanos(now);
      for (var record : group) {
        oldest = record.sinceNanos() - oldest < 0 ? record.sinceNanos() : oldest;
      }
      return TimeUnit.NANOSECONDS.toMillis(now - oldest);
    } finally {
      lock.unlock();
    }
  }

  boolean hasFailed() {
    lock.lock();
    try {
      return failure != null;
    } finally {
      lock.unlock();
    }
  }

  /// Tells the thread to end when everything is durable, and returns it. Later records are refused.
  Thread end() {
    lock.lock();
    try {
      ending = true;
      appended.signal();
      return thread;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      long beganNanos = System.nanoTime() - PAUSE_NANOS;
      for (var next = takeGroup(beganNanos); !next.isEmpty(); next = takeGroup(beganNanos)) {
        beganNanos = System.nanoTime();
        write(next);
      }
    } catch (Throwable failed) {
      fail(failed);
    }
  }

  /// Waits for records. Returns none at the end.
  private List<PendingRecord> takeGroup(long lastBeganNanos) throws InterruptedException {
    lock.lock();
    try {
      while (queue.isEmpty() && !ending) {
        appended.await();
      }
      long left = writer.isForcing() ? lastBeganNanos + PAUSE_NANOS - System.nanoTime() : 0;
      while (left > 0 && queue.bytes() < PAUSE_BYTES_MAX && !ending) {
        left = appended.awaitNanos(left);
      }
      group = queue.takeGroup(GROUP_BYTES_MAX);
      return group;
    } finally {
      lock.unlock();
    }
  }

  private void write(List<PendingRecord> records) throws IOException {
    @Nullable Segment start;
    lock.lock();
    try {
      start = segments.beginGroup();
    } finally {
      lock.unlock();
    }
    settle(records, writer.write(records, start));
    for (var record : records) {
      try {
        record.durable().run();
      } catch (Throwable thrown) {
        failures.handle("the callback of a commit of " + record.schema(), thrown);
      }
    }
    // An interrupt of this thread would close the file at the next write.
    var _ = Thread.interrupted();
    lock.lock();
    try {
      records.forEach(PendingRecord::markDurable);
      settled.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void settle(List<PendingRecord> records, SegmentWriter.Written written) {
    lock.lock();
    try {
      segments.endGroup(records, written);
      for (var record : records) {
        room.release(record.bytes());
      }
      group = List.of();
      segments.closeOld(room.reservedBytes());
      maintenance.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Ends the process. Nothing that waits is claimed to be durable.
  private void fail(Throwable failed) {
    lock.lock();
    try {
      failure = failed;
      settled.signalAll();
    } finally {
      lock.unlock();
    }
    failures.handle("the journal", new InternalError("the journal cannot be written", failed));
  }
}
