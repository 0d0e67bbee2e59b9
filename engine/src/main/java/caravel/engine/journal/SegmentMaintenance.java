package caravel.engine.journal;

import caravel.engine.failure.FailureHandler;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes segments ahead, and deletes those that no relay needs, on a thread of its own. Repeats
/// failed steps, so that the journal recovers by itself when the disk has room again.
final class SegmentMaintenance {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentMaintenance.class);

  /// Delay before a failed attempt is repeated.
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final SegmentFolder folder;
  private final SegmentList segments;
  private final JournalRoom room;
  private final FailureHandler failures;
  private final ReentrantLock lock;
  private final Condition changed;
  private final Thread thread =
      Thread.ofPlatform().name("journal-segments").daemon().unstarted(this::run);
  private boolean ending;

  /// @param lock the journal's, which guards the segments and the room
  SegmentMaintenance(
      SegmentFolder folder,
      SegmentList segments,
      JournalRoom room,
      FailureHandler failures,
      ReentrantLock lock) {
    this.folder = folder;
    this.segments = segments;
    this.room = room;
    this.failures = failures;
    this.lock = lock;
    changed = lock.newCondition();
  }

  /// Tries to make the first segment, then goes on by itself.
  void start() {
    makeSpare(findMissing());
    thread.start();
  }

  /// Wakes the thread. The caller holds the lock.
  void signal() {
    changed.signal();
  }

  /// Tells the thread to end, and returns it.
  Thread end() {
    lock.lock();
    try {
      ending = true;
      changed.signal();
      return thread;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    boolean failed = false;
    while (awaitWork(failed)) {
      failed = true;
      try {
        boolean isRemoved = removeReleased();
        failed = !makeSpare(findMissing()) || !isRemoved;
      } catch (Throwable thrown) {
        failures.handle("the maintenance of the journal", thrown);
      }
    }
  }

  /// Waits until there is something to do. Returns false at the end.
  private boolean awaitWork(boolean hasFailed) {
    lock.lock();
    try {
      long left = hasFailed ? RETRY_NANOS : 0;
      while (left > 0 && !ending) {
        left = changed.awaitNanos(left);
      }
      while (!ending && segments.findReleased().isEmpty() && !room.isSpareNeeded()) {
        changed.await();
      }
      return !ending;
    } catch (InterruptedException stopped) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  /// Returns false when a segment that nothing needs could not be removed.
  private boolean removeReleased() {
    for (var segment = findReleased(); segment.isPresent(); segment = findReleased()) {
      try {
        folder.remove(segment.get());
      } catch (IOException failed) {
        LOG.error("{} cannot be removed; it is tried again", segment.get().file(), failed);
        return false;
      }
      lock.lock();
      try {
        segments.removeOldest();
      } finally {
        lock.unlock();
      }
    }
    return true;
  }

  private Optional<Segment> findReleased() {
    lock.lock();
    try {
      return segments.findReleased();
    } finally {
      lock.unlock();
    }
  }

  /// The number of the segment to make.
  private OptionalLong findMissing() {
    lock.lock();
    try {
      return room.isSpareNeeded() ? OptionalLong.of(segments.nextNumber()) : OptionalLong.empty();
    } finally {
      lock.unlock();
    }
  }

  /// Returns false when the segment could not be made.
  private boolean makeSpare(OptionalLong number) {
    if (number.isEmpty()) {
      return true;
    }
    @Nullable Segment made = null;
    @Nullable IOException failed = null;
    try {
      made = folder.create(number.getAsLong());
    } catch (IOException refused) {
      failed = refused;
    }
    lock.lock();
    try {
      if (made != null) {
        segments.addSpare(made);
      }
      report(failed);
      room.noteAttempt(failed);
      return made != null;
    } finally {
      lock.unlock();
    }
  }

  private void report(@Nullable IOException failed) {
    if (failed != null && !room.hasFailed()) {
      LOG.error(
          "The journal cannot make a file in {}. Relays refuse events when the present file is"
              + " full, until it can",
          folder.path(),
          failed);
    } else if (failed == null && room.hasFailed()) {
      LOG.info("the journal can make files again");
    }
  }
}
