package caravel.nostr;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Reads a file of events (NDJSON) line by line, and never holds more than one line of bounded
/// length. A carriage return before the line feed belongs to the line. Not safe for use by several
/// threads.
public final class LineReader {
  /// Longest line of a file of events. A relay's member list may be that long.
  public static final int EVENT_BYTES_MAX = Json.CHARACTERS_MAX;

  private static final int PART_BYTES = 64 * 1024;
  private static final int LINE_FEED = '\n';

  private final InputStream in;
  private final int bytesMax;
  private final byte[] part = new byte[PART_BYTES];
  private ByteArrayOutputStream line = new ByteArrayOutputStream();
  private int at;
  private int end;
  private boolean tooLong;

  /// @param bytesMax longest line, without its line feed
  public LineReader(InputStream in, int bytesMax) {
    this.in = in;
    this.bytesMax = bytesMax;
  }

  /// Whether the last line was longer than the bound. Its content is lost.
  public boolean isTooLong() {
    return tooLong;
  }

  /// Returns the next line without its line feed; null = the stream has ended. A stream that ends
  /// with a line feed has no empty last line.
  public byte @Nullable [] next() throws IOException {
    line = new ByteArrayOutputStream();
    tooLong = false;
    var isEmpty = true;
    while (true) {
      if (at == end) {
        at = 0;
        end = Math.max(0, in.read(part));
        if (end == 0) {
          return isEmpty ? null : line.toByteArray();
        }
      }
      isEmpty = false;
      var from = at;
      while (at < end && part[at] != LINE_FEED) {
        at++;
      }
      keep(from);
      if (at < end) {
        at++;
        return line.toByteArray();
      }
    }
  }

  private void keep(int from) {
    if (tooLong || line.size() + at - from > bytesMax) {
      tooLong = true;
      line = new ByteArrayOutputStream();
    } else {
      line.write(part, from, at - from);
    }
  }
}
