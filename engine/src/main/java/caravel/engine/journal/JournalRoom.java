package caravel.engine.journal;

import caravel.engine.store.EventStore.StoreException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The room in the segments that exist. A record is accepted only when it fits, so that an accepted
/// one never fails for a full disk.
///
/// Not safe for use by many threads: the journal's lock guards it.
final class JournalRoom {
  /// The part of a segment that only erasures may use, so that a relay can be erased when the disk
  /// is full: one of so many.
  private static final int ERASURE_SHARE = 16;

  private final Journal.Limits limits;
  private final SegmentList segments;
  private long reservedBytes;

  /// Size of the largest commit that found no room; 0 = all of that size found it later.
  private long refusedBytes;

  private @Nullable IOException lastFailure;

  JournalRoom(Journal.Limits limits, SegmentList segments) {
    this.limits = limits;
    this.segments = segments;
  }

  /// Bytes of the records that were accepted and are not durable yet.
  long reservedBytes() {
    return reservedBytes;
  }

  /// Accepts a record.
  ///
  /// @throws StoreException when there is no room
  void reserve(PendingRecord record) {
    long bytes = record.bytes();
    if (record.record() instanceof JournalRecord.Committed) {
      refuseIfFull(bytes);
    } else if (bytes > segments.room() - reservedBytes) {
      throw refusal();
    }
    reservedBytes += bytes;
  }

  private void refuseIfFull(long bytes) {
    if (reservedBytes > 0 && reservedBytes + bytes > limits.waitingBytesMax()) {
      throw new StoreException("too much waits to be written to the journal");
    }
    long withErasures = bytes + limits.segmentBytes() / ERASURE_SHARE;
    if (withErasures > segments.room() - reservedBytes) {
      refusedBytes = Math.max(refusedBytes, withErasures);
      throw refusal();
    }
    if (withErasures >= refusedBytes) {
      refusedBytes = 0;
    }
  }

  private StoreException refusal() {
    if (lastFailure != null) {
      return new StoreException("the journal cannot grow", lastFailure);
    }
    return isAtLimit()
        ? new StoreException("the journal is full, because the files of the relays are not written")
        : new StoreException("the journal has no room at this moment");
  }

  private boolean isAtLimit() {
    return segments.bytes() + limits.segmentBytes() > limits.bytesMax();
  }

  /// Notes that records are durable. They take room from the segments instead.
  void release(long bytes) {
    reservedBytes -= bytes;
  }

  /// Whether another segment must be made: one and a half are always free, besides what waits.
  boolean isSpareNeeded() {
    long wanted = Math.max(limits.segmentBytes() * 3L / 2, refusedBytes);
    return segments.room() - reservedBytes < wanted && !isAtLimit();
  }

  /// Whether the last attempt to make a segment failed.
  boolean hasFailed() {
    return lastFailure != null;
  }

  /// Notes the outcome of an attempt to make a segment.
  ///
  /// @param failed null = it was made
  void noteAttempt(@Nullable IOException failed) {
    lastFailure = failed;
  }
}
