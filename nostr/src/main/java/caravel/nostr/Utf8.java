package caravel.nostr;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
final class Utf8 {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long ONES = 0x0101010101010101L;
  private static final long TOP_BITS = 0x8080808080808080L;

  private Utf8() {}

  /// Skips what a JSON string holds as it is: ASCII from the space on without `"` and `\\`.
  ///
  /// @return the offset of the first byte of another kind, or `end`
  static int skipPlain(byte[] in, int from, int end) {
    int at = from;
    while (end - at >= Long.BYTES) {
      long bytes = (long) LONGS.get(in, at);
      long quotes = bytes ^ '"' * ONES;
      long slashes = bytes ^ '\\' * ONES;
      // A top bit is set in each byte that is too small, equal to zero, or not ASCII.
      long others = (bytes - ' ' * ONES) | (quotes - ONES) | (slashes - ONES) | bytes;
      if ((others & TOP_BITS) != 0) {
        break;
      }
      at += Long.BYTES;
    }
    while (at < end && isPlain(in[at])) {
      at++;
    }
    return at;
  }

  private static boolean isPlain(byte b) {
    return b >= ' ' && b != '"' && b != '\\';
  }

  /// @param end offset after the last byte that may be read
  /// @return the bytes of the character of several bytes that begins at an offset; 0 = malformed
  static int sequenceLength(byte[] in, int at, int end) {
    int first = in[at] & 0xff;
    if (first < 0xc2 || first > 0xf4) {
      return 0;
    }
    int length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (end - at < length) {
      return 0;
    }
    int second = in[at + 1] & 0xff;
    int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    int most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (second < least || second > most) {
      return 0;
    }
    for (int i = at + 2; i < at + length; i++) {
      if ((in[i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return length;
  }

  /// Writes a character that is not a surrogate, and returns the offset after it.
  static int put(byte[] out, int at, int codePoint) {
    if (codePoint < 0x80) {
      out[at] = (byte) codePoint;
      return at + 1;
    }
    if (codePoint < 0x800) {
      out[at] = (byte) (0xc0 | (codePoint >> 6));
      return tail(out, at + 1, codePoint, 1);
    }
    if (codePoint < 0x10000) {
      out[at] = (byte) (0xe0 | (codePoint >> 12));
      return tail(out, at + 1, codePoint, 2);
    }
    out[at] = (byte) (0xf0 | (codePoint >> 18));
    return tail(out, at + 1, codePoint, 3);
  }

  private static int tail(byte[] out, int at, int codePoint, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out[at + i] = (byte) (0x80 | ((codePoint >> (6 * (bytes - 1 - i))) & 0x3f));
    }
    return at + bytes;
  }
}
