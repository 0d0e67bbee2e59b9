package caravel.engine.journal;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/// A record, or a part of one, in a segment. A record that does not fit into the rest of a segment
/// continues in the next one. The binary form is `crc32c, length, lsn, type, part`, then the
/// payload; the checksum covers the epoch of the segment and everything behind the checksum.
///
/// @param lsn number of the fragment in the journal, from 1, without gaps
/// @param type of the record
/// @param isFirst whether a record begins with it
/// @param isLast whether a record ends with it
/// @param offset of the payload in the segment
/// @param length of the payload
record Fragment(long lsn, int type, boolean isFirst, boolean isLast, int offset, int length) {
  /// Bytes before the payload.
  static final int HEADER_BYTES = 2 * Integer.BYTES + Long.BYTES + 2;

  /// Longest payload.
  static final int PAYLOAD_BYTES_MAX = 256 * 1024;

  private static final int LENGTH_AT = Integer.BYTES;
  private static final int LSN_AT = LENGTH_AT + Integer.BYTES;
  private static final int TYPE_AT = LSN_AT + Long.BYTES;
  private static final int PART_AT = TYPE_AT + 1;
  private static final int FIRST = 1;
  private static final int LAST = 2;

  /// Bytes of a record within one segment.
  static long bytes(int payload) {
    int fragments = (payload + PAYLOAD_BYTES_MAX - 1) / PAYLOAD_BYTES_MAX;
    return payload + (long) HEADER_BYTES * fragments;
  }

  /// Offset behind the fragment.
  int end() {
    return offset + length;
  }

  /// Appends a fragment to a buffer.
  ///
  /// @param from the part of the record begins here
  static void write(
      ByteBuffer out, long epoch, long lsn, int type, byte[] record, int from, int length) {
    int at = out.position();
    int part = (from == 0 ? FIRST : 0) | (from + length == record.length ? LAST : 0);
    out.position(at + LENGTH_AT);
    out.putInt(length).putLong(lsn).put((byte) type).put((byte) part).put(record, from, length);
    out.putInt(at, checksum(epoch, out.slice(at + LENGTH_AT, HEADER_BYTES - LENGTH_AT + length)));
  }

  /// The fragment at an offset; empty when there is none, or a damaged one.
  static Optional<Fragment> read(ByteBuffer segment, int at, long epoch) {
    if (at + HEADER_BYTES >= segment.limit()) {
      return Optional.empty();
    }
    int length = segment.getInt(at + LENGTH_AT);
    long lsn = segment.getLong(at + LSN_AT);
    if (length < 1 || length > segment.limit() - at - HEADER_BYTES || lsn < 1) {
      return Optional.empty();
    }
    var checked = segment.slice(at + LENGTH_AT, HEADER_BYTES - LENGTH_AT + length);
    if (segment.getInt(at) != checksum(epoch, checked)) {
      return Optional.empty();
    }
    int part = segment.get(at + PART_AT);
    return Optional.of(
        new Fragment(
            lsn,
            segment.get(at + TYPE_AT),
            (part & FIRST) != 0,
            (part & LAST) != 0,
            at + HEADER_BYTES,
            length));
  }

  private static int checksum(long epoch, ByteBuffer bytes) {
    var checksum = new CRC32C();
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      checksum.update((int) (epoch >>> shift));
    }
    checksum.update(bytes);
    return (int) checksum.getValue();
  }
}
