package caravel.engine.journal;

import caravel.engine.store.FilePosition;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A file of the journal, and the commits in it that the files of the relays do not have yet.
///
/// Not safe for use by many threads: the journal's lock guards it. The journal's thread alone
/// writes to its file.
final class Segment {
  private static final Logger LOG = LoggerFactory.getLogger(Segment.class);

  /// Commits of one timeline, up to a sequence number.
  private record Range(long timeline, long lastSeq) {}

  private final SegmentHeader header;
  private final Path file;
  private final long bytes;
  private final boolean isReplayed;
  private @Nullable FileChannel channel;
  private long end;
  private long firstMillis;
  private boolean isDamaged;
  private boolean isDeleted;
  private final Map<String, ArrayDeque<Range>> unapplied = new HashMap<>();
  private final Set<String> schemas = new HashSet<>();

  private Segment(
      SegmentHeader header, Path file, @Nullable FileChannel channel, long bytes, long end) {
    this.header = header;
    this.file = file;
    this.channel = channel;
    this.isReplayed = channel == null;
    this.bytes = bytes;
    this.end = end;
  }

  /// A new segment without records.
  ///
  /// @param channel open for writing
  static Segment create(SegmentHeader header, Path file, FileChannel channel, long bytes) {
    return new Segment(header, file, channel, bytes, SegmentHeader.BYTES);
  }

  /// A segment that was there at the start. It is never written to.
  static Segment replayed(SegmentHeader header, Path file, long bytes) {
    return new Segment(header, file, null, bytes, bytes);
  }

  long number() {
    return header.number();
  }

  long epoch() {
    return header.epoch();
  }

  Path file() {
    return file;
  }

  /// Size of the file.
  long bytes() {
    return bytes;
  }

  boolean isReplayed() {
    return isReplayed;
  }

  /// Offset of the next fragment.
  long end() {
    return end;
  }

  void moveEnd(long written) {
    end += written;
  }

  /// Bytes behind the last fragment.
  long free() {
    return bytes - end;
  }

  /// Bytes of records that surely fit. The end of a segment costs the header of one more fragment,
  /// and may leave less than a header free.
  long room() {
    return Math.max(0, free() - 2L * Fragment.HEADER_BYTES);
  }

  /// Unix time of the first record. Valid for segments that this process has written to.
  long firstMillis() {
    return firstMillis;
  }

  boolean hasRecords() {
    return !schemas.isEmpty();
  }

  FileChannel channel() {
    if (channel == null) {
      throw new IllegalStateException(file + " is not open for writing");
    }
    return channel;
  }

  /// Ends writing. Everything was forced before.
  void closeChannel() {
    if (channel == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException failed) {
      LOG.warn("{} cannot be closed", file, failed);
    }
    channel = null;
  }

  /// Notes that a record of a schema is in this file, at least in part.
  void addSchema(String schema, long nowMillis) {
    if (schemas.isEmpty()) {
      firstMillis = nowMillis;
    }
    schemas.add(schema);
  }

  boolean hasSchema(String schema) {
    return schemas.contains(schema);
  }

  /// Notes a commit that begins in this file.
  void addCommit(String schema, FilePosition position) {
    var ranges = unapplied.computeIfAbsent(schema, _ -> new ArrayDeque<>());
    var last = ranges.peekLast();
    if (last != null && last.timeline() == position.timeline()) {
      ranges.removeLast();
    }
    ranges.addLast(new Range(position.timeline(), position.seq()));
  }

  /// Forgets the commits that a relay's file has. A file with a commit of a timeline has all
  /// commits of the timelines before it.
  ///
  /// @param isTimelineFound whether a later segment has commits of the position's timeline
  /// @return whether this one or a later segment has
  boolean release(String schema, FilePosition applied, boolean isTimelineFound) {
    var ranges = unapplied.get(schema);
    if (ranges == null) {
      return isTimelineFound;
    }
    boolean found = isTimelineFound;
    for (var newestFirst = ranges.descendingIterator(); newestFirst.hasNext(); ) {
      var range = newestFirst.next();
      boolean isSame = range.timeline() == applied.timeline();
      found |= isSame;
      if (isSame ? range.lastSeq() <= applied.seq() : found) {
        newestFirst.remove();
      }
    }
    if (ranges.isEmpty()) {
      unapplied.remove(schema);
    }
    return found;
  }

  /// Forgets all commits of a relay, because its file was erased.
  void releaseAll(String schema) {
    unapplied.remove(schema);
  }

  /// The relays whose files do not have all commits of this segment.
  Set<String> unapplied() {
    return unapplied.keySet();
  }

  /// Notes that bytes of this file are lost. It is then moved aside instead of deleted.
  void markDamaged() {
    isDamaged = true;
  }

  boolean isDamaged() {
    return isDamaged;
  }

  void markDeleted() {
    isDeleted = true;
  }

  boolean isDeleted() {
    return isDeleted;
  }
}
