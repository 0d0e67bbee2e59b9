package caravel.engine.journal;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.zip.CRC32C;

/// The first bytes of a segment: magic, version, number, epoch, checksum. This layout stays the
/// same in all versions of the format.
///
/// @param number place of the segment in the journal; grows
/// @param epoch random; part of the checksum of each fragment, so that bytes that were on the disk
///   before are never taken for a fragment of this segment
record SegmentHeader(long number, long epoch) {
  static final int BYTES = 32;

  private static final long MAGIC = 0x4341_5241_5645_4c4aL; // CARAVELJ
  private static final int VERSION = 1;
  private static final int VERSION_AT = Long.BYTES;
  private static final SecureRandom RANDOM = new SecureRandom();

  static SegmentHeader create(long number) {
    return new SegmentHeader(number, RANDOM.nextLong());
  }

  ByteBuffer encode() {
    var bytes = ByteBuffer.allocate(BYTES);
    bytes.putLong(MAGIC).putInt(VERSION).putLong(number).putLong(epoch);
    return bytes.putInt(checksum(bytes)).flip();
  }

  /// The header of a segment; empty when the bytes are damaged.
  ///
  /// @param file for messages
  /// @throws NewerJournalException when a newer version of the program wrote it
  static Optional<SegmentHeader> read(Path file, ByteBuffer bytes) {
    if (bytes.limit() < BYTES
        || bytes.getLong(0) != MAGIC
        || bytes.getInt(BYTES - Integer.BYTES) != checksum(bytes)) {
      return Optional.empty();
    }
    if (bytes.getInt(VERSION_AT) > VERSION) {
      throw new NewerJournalException(file);
    }
    int at = VERSION_AT + Integer.BYTES;
    return Optional.of(new SegmentHeader(bytes.getLong(at), bytes.getLong(at + Long.BYTES)));
  }

  private static int checksum(ByteBuffer bytes) {
    var checksum = new CRC32C();
    checksum.update(bytes.slice(0, BYTES - Integer.BYTES));
    return (int) checksum.getValue();
  }
}
