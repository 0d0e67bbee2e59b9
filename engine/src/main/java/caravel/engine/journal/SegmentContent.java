package caravel.engine.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The bytes of a segment that was there at the start, and its fragments up to the first bad one.
///
/// @param header empty when it is damaged
/// @param hasRest whether other bytes than zeros follow the last fragment
record SegmentContent(
    Path file,
    Optional<SegmentHeader> header,
    ByteBuffer bytes,
    List<Fragment> fragments,
    boolean hasRest) {

  /// @throws NewerJournalException when a newer version of the program wrote it
  static SegmentContent read(Path file) throws IOException {
    var bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    var header = SegmentHeader.read(file, bytes);
    if (header.isEmpty()) {
      return new SegmentContent(file, header, bytes, List.of(), true);
    }
    var fragments = new ArrayList<Fragment>();
    int end = SegmentHeader.BYTES;
    long epoch = header.get().epoch();
    var next = Fragment.read(bytes, end, epoch);
    while (next.isPresent()) {
      fragments.add(next.get());
      end = next.get().end();
      next = Fragment.read(bytes, end, epoch);
    }
    return new SegmentContent(file, header, bytes, fragments, hasRest(bytes, end));
  }

  private static boolean hasRest(ByteBuffer bytes, int from) {
    for (int at = from; at < bytes.limit(); at++) {
      if (bytes.get(at) != 0) {
        return true;
      }
    }
    return false;
  }
}
