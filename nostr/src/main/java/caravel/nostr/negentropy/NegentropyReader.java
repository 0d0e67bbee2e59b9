package caravel.nostr.negentropy;

import caravel.nostr.MalformedException;
import java.util.Arrays;

/// Reads the parts of an untrusted message. Memory is bounded by the length of the message: a count
/// is compared with the bytes that are left before anything is read.
final class NegentropyReader {
  private static final int VARINT_BYTES_MAX = 9;

  private final byte[] message;
  private int at;
  private long lastTime;

  NegentropyReader(byte[] message) {
    this.message = message;
  }

  boolean isAtEnd() {
    return at >= message.length;
  }

  /// @throws MalformedException when the message ends before
  byte[] bytes(long count) {
    if (count > message.length - at) {
      throw new MalformedException("the message ends too early");
    }
    at += (int) count;
    return Arrays.copyOfRange(message, at - (int) count, at);
  }

  /// A varint of at most 63 bits.
  ///
  /// @throws MalformedException when it is longer, or the message ends before
  long number() {
    long number = 0;
    for (int i = 0; i < VARINT_BYTES_MAX; i++) {
      int next = bytes(1)[0];
      number = number << 7 | (next & 0x7f);
      if (next >= 0) {
        return number;
      }
    }
    throw new MalformedException("a number is too large");
  }

  /// @throws MalformedException when it is not a bound
  Bound bound() {
    long time = number();
    if (time == 0 || lastTime == Bound.FOREVER) {
      lastTime = Bound.FOREVER;
    } else {
      lastTime += time - 1;
      if (lastTime < 0) {
        throw new MalformedException("a time is too large");
      }
    }
    long length = number();
    if (length > NegentropySet.ID_BYTES) {
      throw new MalformedException("a bound is longer than an id");
    }
    return new Bound(lastTime, bytes(length));
  }

  byte[] fingerprint() {
    return bytes(NegentropySet.FINGERPRINT_BYTES);
  }

  /// Ids, after their number.
  ///
  /// @throws MalformedException when there are fewer
  byte[] ids() {
    long count = number();
    if (count > (message.length - at) / NegentropySet.ID_BYTES) {
      throw new MalformedException("the message ends too early");
    }
    return bytes(count * NegentropySet.ID_BYTES);
  }
}
