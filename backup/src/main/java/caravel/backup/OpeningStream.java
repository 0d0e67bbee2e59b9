package caravel.backup;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;

/// Decrypts what a [SealingStream] wrote. Returns only bytes whose chunk is authentic, and fails if
/// the end is missing.
final class OpeningStream extends InputStream {
  private static final int SEALED_BYTES = ChunkCipher.CHUNK_BYTES + ChunkCipher.TAG_BYTES;

  private final InputStream in;
  private final ChunkCipher cipher;
  private byte[] ahead;
  private byte[] plain = new byte[0];
  private int at;
  private boolean ended;

  /// @param in closed with this stream
  OpeningStream(InputStream in, ChunkCipher cipher) throws IOException {
    this.in = in;
    this.cipher = cipher;
    this.ahead = in.readNBytes(SEALED_BYTES);
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    while (at == plain.length) {
      if (ended) {
        return -1;
      }
      openNext();
    }
    int taken = Math.min(length, plain.length - at);
    System.arraycopy(plain, at, bytes, from, taken);
    at += taken;
    return taken;
  }

  private void openNext() throws IOException {
    var sealed = ahead;
    ahead = in.readNBytes(SEALED_BYTES);
    ended = ahead.length == 0;
    try {
      plain = cipher.decrypt(sealed, sealed.length, ended);
      at = 0;
    } catch (GeneralSecurityException refused) {
      throw new IOException("an object is damaged", refused);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
