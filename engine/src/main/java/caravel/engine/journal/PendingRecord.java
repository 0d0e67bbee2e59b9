package caravel.engine.journal;

import org.jspecify.annotations.Nullable;

/// A record on its way to the disk. The thread that appends it encodes it; the journal's thread
/// then notes where it is.
final class PendingRecord {
  private final JournalRecord record;
  private final byte[] payload;
  private final Runnable durable;
  private final long sinceNanos = System.nanoTime();
  private @Nullable Segment first;
  private @Nullable Segment last;
  private boolean isDurable;

  /// @param durable called when the record is durable
  PendingRecord(JournalRecord record, Runnable durable) {
    this.record = record;
    this.payload = record.encode();
    this.durable = durable;
  }

  JournalRecord record() {
    return record;
  }

  String schema() {
    return record.schema();
  }

  byte[] payload() {
    return payload;
  }

  Runnable durable() {
    return durable;
  }

  /// [System#nanoTime()] when it was appended.
  long sinceNanos() {
    return sinceNanos;
  }

  /// Bytes that it takes in the journal, without those that the end of a segment costs.
  long bytes() {
    return Fragment.bytes(payload.length);
  }

  /// Notes that a part of it is in a segment.
  void addPart(Segment segment) {
    if (first == null) {
      first = segment;
    }
    last = segment;
  }

  /// The segment in which it begins.
  Segment first() {
    return written(first);
  }

  /// The segment in which it ends.
  Segment last() {
    return written(last);
  }

  private static Segment written(@Nullable Segment segment) {
    if (segment == null) {
      throw new IllegalStateException("the record is not written");
    }
    return segment;
  }

  boolean isDurable() {
    return isDurable;
  }

  void markDurable() {
    isDurable = true;
  }
}
