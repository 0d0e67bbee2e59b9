package caravel.engine.journal;

import caravel.engine.store.Sync;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Writes groups of records. Used by the journal's thread alone, which is never interrupted: an
/// interrupt would close the file.
final class SegmentWriter {
  /// The segments of a written group.
  ///
  /// @param filled those that are full now, oldest first
  /// @param current receives the next group
  record Written(List<Segment> filled, Segment current) {}

  private static final int BUFFER_BYTES = 1024 * 1024;

  private final SegmentFolder folder;
  private final Supplier<Segment> nextSegment;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final List<Segment> filled = new ArrayList<>();
  private @Nullable Segment current;
  private long nextLsn;

  /// @param nextSegment returns an empty segment when the current one is full
  SegmentWriter(SegmentFolder folder, long nextLsn, Supplier<Segment> nextSegment) {
    this.folder = folder;
    this.nextLsn = nextLsn;
    this.nextSegment = nextSegment;
  }

  /// Whether each group is forced to the disk.
  boolean isForcing() {
    return folder.sync() == Sync.FULL;
  }

  /// Writes a group and forces it. Small groups take one write.
  ///
  /// @param start the segment that received the last group; null when there is none
  Written write(List<PendingRecord> group, @Nullable Segment start) throws IOException {
    filled.clear();
    current = start;
    for (var record : group) {
      write(record);
    }
    var segment = Objects.requireNonNull(current, "a group has records");
    flush(segment);
    folder.force(segment.channel());
    return new Written(List.copyOf(filled), segment);
  }

  private void write(PendingRecord record) throws IOException {
    var payload = record.payload();
    for (int from = 0; from < payload.length; ) {
      var segment = segmentWithRoom();
      int room = (int) Math.min(Fragment.PAYLOAD_BYTES_MAX, free(segment));
      int length = Math.min(payload.length - from, room);
      if (buffer.remaining() < Fragment.HEADER_BYTES + length) {
        flush(segment);
      }
      Fragment.write(
          buffer, segment.epoch(), nextLsn, record.record().type(), payload, from, length);
      nextLsn++;
      record.addPart(segment);
      from += length;
    }
  }

  /// Bytes left for the payload of a fragment.
  private long free(Segment segment) {
    return segment.free() - buffer.position() - Fragment.HEADER_BYTES;
  }

  /// Returns the current segment, or the next one when it is full. A segment is forced before the
  /// next one receives anything, so that a crash leaves no gap between them.
  private Segment segmentWithRoom() throws IOException {
    var segment = current;
    if (segment != null && free(segment) > 0) {
      return segment;
    }
    if (segment != null) {
      flush(segment);
      folder.force(segment.channel());
      filled.add(segment);
    }
    var next = nextSegment.get();
    current = next;
    return next;
  }

  private void flush(Segment segment) throws IOException {
    buffer.flip();
    segment.moveEnd(SegmentFolder.writeFully(segment.channel(), buffer, segment.end()));
    buffer.clear();
  }
}
