package caravel.control.backup;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A piece of a log, as it is stored.
final class LogSegment {
  /// The log before this one was given up or not followed: a whole copy takes its place.
  static final long NOT_CONTINUED = -1;

  private final long log;
  private final long before;
  private final long from;
  private final Instant until;
  private final List<Commit> commits;
  private final byte[] bytes;

  /// @param at when it was committed, in milliseconds
  /// @param end one more than its last byte in the log
  record Commit(Instant at, long end) {}

  /// @param log counted from 1 in each generation
  /// @param before bytes of the log before this one, or [#NOT_CONTINUED]
  /// @param from first byte of the log in `bytes`
  /// @param until time of the last commit that the piece holds a part of
  /// @param commits the commits that end in this piece, in their order
  LogSegment(long log, long before, long from, Instant until, List<Commit> commits, byte[] bytes) {
    this.log = log;
    this.before = before;
    this.from = from;
    this.until = until;
    this.commits = List.copyOf(commits);
    this.bytes = bytes.clone();
  }

  long log() {
    return log;
  }

  long before() {
    return before;
  }

  long from() {
    return from;
  }

  List<Commit> commits() {
    return commits;
  }

  byte[] bytes() {
    return bytes.clone();
  }

  /// Bytes of the log in this piece.
  long length() {
    return bytes.length;
  }

  long to() {
    return from + bytes.length;
  }

  SegmentName name(long generation) {
    return new SegmentName(generation, log, from, to(), until);
  }

  byte[] encoded() {
    var buffer =
        ByteBuffer.allocate(
            Long.BYTES + Integer.BYTES + commits.size() * 2 * Long.BYTES + bytes.length);
    buffer.putLong(before).putInt(commits.size());
    for (var commit : commits) {
      buffer.putLong(commit.at().toEpochMilli()).putLong(commit.end());
    }
    return buffer.put(bytes).array();
  }

  /// @throws IllegalArgumentException if the bytes are not those of a piece with this name
  static LogSegment decode(SegmentName name, byte[] encoded) {
    try {
      var buffer = ByteBuffer.wrap(encoded);
      long before = buffer.getLong();
      int count = buffer.getInt();
      var commits = new ArrayList<Commit>();
      for (int i = 0; i < count; i++) {
        commits.add(new Commit(Instant.ofEpochMilli(buffer.getLong()), buffer.getLong()));
      }
      var bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      if (bytes.length == name.to() - name.from()) {
        return new LogSegment(name.log(), before, name.from(), name.until(), commits, bytes);
      }
    } catch (BufferUnderflowException tooShort) {
      throw new IllegalArgumentException(name.key() + " is too short", tooShort);
    }
    throw new IllegalArgumentException(name.key() + " has another length than its name");
  }
}
