package caravel.engine.media;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// The next bytes of another stream, exactly as many as promised. A stream that ends earlier is an
/// error, because the length was announced to the reader.
final class LimitedStream extends FilterInputStream {
  private long left;

  LimitedStream(InputStream in, long length) {
    super(in);
    this.left = length;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (left == 0) {
      return -1;
    }
    int count = super.read(to, offset, (int) Math.min(length, left));
    if (count < 0) {
      throw new EOFException("a stored file is shorter than its index says");
    }
    left -= count;
    return count;
  }

  @Override
  public long skip(long count) {
    throw new UnsupportedOperationException();
  }
}
