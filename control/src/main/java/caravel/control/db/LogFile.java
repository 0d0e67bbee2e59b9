package caravel.control.db;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// SQLite's write-ahead log (`-wal`) as a file: a header of 32 bytes, then frames of 24 bytes and a
/// page. Format: https://www.sqlite.org/fileformat2.html#walformat
///
/// Only the log is opened. To open and close the database file itself would drop SQLite's locks.
final class LogFile implements AutoCloseable {
  static final int HEADER_BYTES = 32;

  private static final int FRAME_HEADER_BYTES = 24;
  private static final int PAGE_SIZE_AT = 8;
  private static final int SALT_AT = 16;
  private static final int COMMIT_AT = 4;
  private static final int FRAME_SALT_AT = 8;

  private final FileChannel channel;

  /// @param database its log must exist
  LogFile(Path database) throws IOException {
    this.channel =
        FileChannel.open(
            database.resolveSibling(database.getFileName() + "-wal"), StandardOpenOption.READ);
  }

  /// Distinguishes one use of the file from the next: SQLite changes the salt when it begins anew.
  ///
  /// @param pageBytes of each page in the log
  record Header(long salt, int pageBytes) {}

  /// The header; null if the log is empty.
  @Nullable Header header() throws IOException {
    var bytes = ByteBuffer.allocate(HEADER_BYTES);
    return read(bytes, 0) < HEADER_BYTES
        ? null
        : new Header(bytes.getLong(SALT_AT), bytes.getInt(PAGE_SIZE_AT));
  }

  /// The end of the last transaction in the log. No transaction may be running.
  ///
  /// @param from the end of an earlier transaction of the same header, or 0
  /// @return `from` if nothing was committed since
  long endOfCommits(Header header, long from) throws IOException {
    long end = from;
    long at = Math.max(from, HEADER_BYTES);
    long frameBytes = FRAME_HEADER_BYTES + (long) header.pageBytes();
    var frame = ByteBuffer.allocate(FRAME_HEADER_BYTES);
    while (read(frame.clear(), at) == FRAME_HEADER_BYTES
        && frame.getLong(FRAME_SALT_AT) == header.salt()) {
      at += frameBytes;
      if (frame.getInt(COMMIT_AT) != 0) {
        end = at;
      }
    }
    return end;
  }

  /// Frames in the whole file.
  long frames() throws IOException {
    var header = header();
    return header == null
        ? 0
        : (channel.size() - HEADER_BYTES) / (FRAME_HEADER_BYTES + (long) header.pageBytes());
  }

  byte[] bytes(long from, long to) throws IOException {
    var bytes = ByteBuffer.allocate(Math.toIntExact(to - from));
    if (read(bytes, from) < bytes.capacity()) {
      throw new IOException("the log of the database ends early");
    }
    return bytes.array();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private int read(ByteBuffer bytes, long from) throws IOException {
    long at = from;
    while (bytes.hasRemaining()) {
      int read = channel.read(bytes, at);
      if (read < 0) {
        break;
      }
      at += read;
    }
    return bytes.position();
  }
}
