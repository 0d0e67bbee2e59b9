package caravel.engine.journal;

import caravel.engine.store.FilePosition;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The segments of the journal: those that are closed, the current one, and empty ones for later.
/// They are deleted from the oldest on, so that a commit never outlives the record of its erasure.
///
/// Not safe for use by many threads: the journal's lock guards it.
final class SegmentList {
  /// The files of the relays are due when so many segments have records.
  static final int DUE_SEGMENTS = 4;

  /// Age at which a segment is closed, and the relays with commits in it are due.
  static final long AGE_MAX_MILLIS = TimeUnit.MINUTES.toMillis(10);

  /// Shortest time between two segments that are closed because a relay was erased.
  static final long ERASURE_PAUSE_MILLIS = TimeUnit.MINUTES.toMillis(1);

  private final long segmentBytes;
  private final InstantSource clock;
  private final ArrayDeque<Segment> closed = new ArrayDeque<>();
  private final ArrayDeque<Segment> spares = new ArrayDeque<>();
  private @Nullable Segment current;
  private boolean isWriting;
  private long lastNumber;
  private long bytes;
  private long room;

  /// Number of the last segment with text of an erased relay.
  private long erasedUntil;

  private long nextErasureMillis;

  /// @param clock for the age of segments
  SegmentList(long segmentBytes, InstantSource clock) {
    this.segmentBytes = segmentBytes;
    this.clock = clock;
  }

  /// Adds a segment of an earlier process.
  void addReplayed(Segment segment) {
    closed.addLast(segment);
    bytes += segment.bytes();
  }

  /// Notes that a number is in use.
  void skipNumber(long number) {
    lastNumber = Math.max(lastNumber, number);
  }

  /// The number of the next new segment.
  long nextNumber() {
    lastNumber++;
    return lastNumber;
  }

  /// Adds a new segment.
  void addSpare(Segment segment) {
    spares.addLast(segment);
    bytes += segment.bytes();
    room += segment.room();
  }

  /// Returns the next empty segment for the group that is being written.
  Segment takeSpare() {
    return spares.remove();
  }

  /// Size of all segments on the disk.
  long bytes() {
    return bytes;
  }

  /// Bytes of records that fit, those of the group that is being written included.
  long room() {
    return room;
  }

  /// Begins a group: returns the segment in which it begins, null = a new one.
  @Nullable Segment beginGroup() {
    isWriting = true;
    return current;
  }

  /// Notes a durable group.
  void endGroup(List<PendingRecord> group, SegmentWriter.Written written) {
    long nowMillis = clock.millis();
    closed.addAll(written.filled());
    written.filled().forEach(Segment::closeChannel);
    current = written.current();
    isWriting = false;
    for (var pending : group) {
      var schema = pending.schema();
      switch (pending.record()) {
        case JournalRecord.Committed(var commit) -> {
          pending.first().addCommit(schema, commit.position());
          pending.first().addSchema(schema, nowMillis);
          pending.last().addSchema(schema, nowMillis);
        }
        case JournalRecord.Erased _ -> releaseErased(schema);
      }
    }
    measureRoom();
  }

  private void measureRoom() {
    room = current == null ? 0 : current.room();
    spares.forEach(spare -> room += spare.room());
  }

  /// Forgets all commits of an erased relay, and notes where its text is.
  void releaseErased(String schema) {
    for (var segment : newestFirst()) {
      segment.releaseAll(schema);
      if (segment.hasSchema(schema)) {
        erasedUntil = Math.max(erasedUntil, segment.number());
      }
    }
  }

  /// Forgets the commits that a relay's file has. Ignores a position of an unknown timeline, which
  /// may be older than all commits here.
  void release(String schema, FilePosition applied) {
    boolean isTimelineFound = false;
    for (var segment : newestFirst()) {
      isTimelineFound = segment.release(schema, applied, isTimelineFound);
    }
  }

  private List<Segment> newestFirst() {
    return withRecords().reversed();
  }

  private List<Segment> withRecords() {
    var all = new ArrayList<>(closed);
    if (current != null) {
      all.add(current);
    }
    return all;
  }

  /// Closes the current segment when it is old, or when it has text of an erased relay. Waits until
  /// there is a spare one for the records that wait.
  ///
  /// @param waitingBytes of these records
  void closeOld(long waitingBytes) {
    if (isWriting || current == null || !current.hasRecords() || spares.isEmpty()) {
      return;
    }
    long nowMillis = clock.millis();
    boolean hasErased = current.number() <= erasedUntil && nowMillis >= nextErasureMillis;
    boolean isDue = hasErased || isOld(current);
    if (!isDue || waitingBytes > room - current.room()) {
      return;
    }
    if (hasErased) {
      nextErasureMillis = nowMillis + ERASURE_PAUSE_MILLIS;
    }
    current.closeChannel();
    closed.addLast(current);
    current = null;
    measureRoom();
  }

  /// The relays that keep segments from being deleted which should be.
  Set<String> due() {
    var due = new TreeSet<String>();
    for (var segment : closed) {
      if (segment.isReplayed() || segment.number() <= erasedUntil) {
        due.addAll(segment.unapplied());
      }
    }
    var oldest = closed.isEmpty() ? current : closed.getFirst();
    if (oldest != null && (isFull() || isOld(oldest))) {
      due.addAll(oldest.unapplied());
    }
    return due;
  }

  private boolean isOld(Segment segment) {
    return segment.hasRecords() && clock.millis() - segment.firstMillis() >= AGE_MAX_MILLIS;
  }

  private boolean isFull() {
    long withRecords = bytes;
    for (var spare : spares) {
      withRecords -= spare.bytes();
    }
    return withRecords >= DUE_SEGMENTS * segmentBytes;
  }

  /// The oldest segment, if no relay needs it any more.
  Optional<Segment> findReleased() {
    return Optional.ofNullable(closed.peekFirst()).filter(oldest -> oldest.unapplied().isEmpty());
  }

  /// Notes that the oldest segment was deleted.
  void removeOldest() {
    var oldest = closed.removeFirst();
    oldest.markDeleted();
    bytes -= oldest.bytes();
  }

  /// Closes the current segment, and returns the spare ones, which nothing needs at the end.
  List<Segment> end() {
    if (current != null) {
      current.closeChannel();
      closed.addLast(current);
      current = null;
    }
    var unused = List.copyOf(spares);
    spares.clear();
    return unused;
  }
}
