package caravel.nostr.negentropy;

import java.io.ByteArrayOutputStream;

/// Writes the parts of a message.
final class NegentropyWriter {
  private static final int LONG_VARINT_BYTES = 9;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private long lastTime;

  void bytes(byte[] bytes) {
    out.writeBytes(bytes);
  }

  /// A varint: seven bits a byte, the highest first. Each byte but the last has its top bit set.
  void number(long number) {
    var digits = new byte[LONG_VARINT_BYTES];
    int from = digits.length;
    long rest = number;
    do {
      from--;
      digits[from] = (byte) ((rest & 0x7f) | (from == digits.length - 1 ? 0 : 0x80));
      rest >>>= 7;
    } while (rest != 0);
    out.write(digits, from, digits.length - from);
  }

  /// A bound, with its time relative to the bound before it.
  void bound(Bound bound) {
    if (bound.createdAt() == Bound.FOREVER) {
      lastTime = Bound.FOREVER;
      number(0);
    } else {
      number(bound.createdAt() - lastTime + 1);
      lastTime = bound.createdAt();
    }
    number(bound.prefix().length);
    bytes(bound.prefix());
  }

  int size() {
    return out.size();
  }

  byte[] toBytes() {
    return out.toByteArray();
  }
}
