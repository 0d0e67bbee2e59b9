package caravel.engine.journal;

import caravel.engine.store.Commit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// The places of a commit that was in the journal at the start.
///
/// @param parts at least one, in order
record StoredCommit(List<Part> parts) {
  /// A fragment of the commit.
  record Part(Segment segment, int offset, int length) {}

  /// Whether the journal still has it. A segment is deleted only when the relays' files have all
  /// commits that begin in it.
  boolean exists() {
    return parts.stream().noneMatch(part -> part.segment().isDeleted());
  }

  /// Reads it from the disk.
  ///
  /// @throws IOException when that fails, or when the calling thread is interrupted
  Commit read() throws IOException {
    var payload = new ByteArrayOutputStream();
    for (var part : parts) {
      var bytes = ByteBuffer.allocate(part.length());
      try (var channel = FileChannel.open(part.segment().file(), StandardOpenOption.READ)) {
        while (bytes.hasRemaining()) {
          if (channel.read(bytes, (long) part.offset() + bytes.position()) < 0) {
            throw new IOException(part.segment().file() + " ends too early");
          }
        }
      }
      payload.write(bytes.array());
    }
    return switch (JournalRecord.decode(JournalRecord.COMMITTED, payload.toByteArray())) {
      case JournalRecord.Committed(var commit) -> commit;
      case JournalRecord.Erased _ -> throw new IllegalStateException("a commit is no erasure");
    };
  }
}
