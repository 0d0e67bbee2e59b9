package caravel.backup;

import java.io.IOException;
import java.io.OutputStream;

/// Encrypts what is written, chunk by chunk. The object is complete after [#close()].
final class SealingStream extends OutputStream {
  private final OutputStream out;
  private final ChunkCipher cipher;
  private final byte[] chunk = new byte[ChunkCipher.CHUNK_BYTES];
  private int used;
  private boolean closed;

  /// @param out closed with this stream
  SealingStream(OutputStream out, ChunkCipher cipher) {
    this.out = out;
    this.cipher = cipher;
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    int at = from;
    while (at < from + length) {
      if (used == chunk.length) {
        out.write(cipher.encrypt(chunk, used, false));
        used = 0;
      }
      int taken = Math.min(from + length - at, chunk.length - used);
      System.arraycopy(bytes, at, chunk, used, taken);
      used += taken;
      at += taken;
    }
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      try (out) {
        out.write(cipher.encrypt(chunk, used, true));
      }
    }
  }
}
