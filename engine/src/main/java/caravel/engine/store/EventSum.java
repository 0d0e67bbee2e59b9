package caravel.engine.store;

import java.nio.ByteBuffer;

/// The number of events in a set, and the XOR of their ids. A restored file is compared with the
/// original by it. The XOR alone finds a single lost or extra event.
///
/// @param count may be negative for a difference of two sets
/// @param a first 8 bytes of the XOR; `b`, `c` and `d` are the others
public record EventSum(long count, long a, long b, long c, long d) {
  public static final EventSum EMPTY = new EventSum(0, 0, 0, 0, 0);

  /// Bytes of the encoded form.
  public static final int BYTES = 5 * Long.BYTES;

  private static final int DIGITS = 16;
  private static final int RADIX = 16;

  /// With one more event.
  EventSum plus(String id) {
    return changed(id, 1);
  }

  /// With one event less.
  EventSum minus(String id) {
    return changed(id, -1);
  }

  private EventSum changed(String id, int by) {
    return new EventSum(
        count + by, a ^ part(id, 0), b ^ part(id, 1), c ^ part(id, 2), d ^ part(id, 3));
  }

  public EventSum plus(EventSum other) {
    return new EventSum(count + other.count, a ^ other.a, b ^ other.b, c ^ other.c, d ^ other.d);
  }

  public EventSum minus(EventSum other) {
    return new EventSum(count - other.count, a ^ other.a, b ^ other.b, c ^ other.c, d ^ other.d);
  }

  public void write(ByteBuffer out) {
    out.putLong(count).putLong(a).putLong(b).putLong(c).putLong(d);
  }

  public static EventSum read(ByteBuffer in) {
    return new EventSum(in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong());
  }

  private static long part(String id, int index) {
    int from = index * DIGITS;
    return Long.parseUnsignedLong(id, from, from + DIGITS, RADIX);
  }
}
