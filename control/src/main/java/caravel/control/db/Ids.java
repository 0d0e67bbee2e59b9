package caravel.control.db;

import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// The ids of rows that are created at one instant: UUIDv7 in ascending order. Neighbours in an
/// index are cheap to insert.
final class Ids {
  private static final long VERSION_7 = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long MILLIS_MASK = 0xFFFF_FFFF_FFFFL;
  private static final long COUNTED_MASK = 0x3FFF_FFFF_FFFF_FFFFL;

  private final RandomGenerator random;
  private final long high;

  /// 62 bits that start at random and increase in unpredictable steps.
  private long counted;

  Ids(Instant at, RandomGenerator random) {
    this.random = random;
    this.high = ((at.toEpochMilli() & MILLIS_MASK) << 16) | VERSION_7 | (random.nextLong() & 0xFFF);
    this.counted = random.nextLong() >>> 2;
  }

  String next() {
    var id = new UUID(high, VARIANT | counted).toString();
    counted = (counted + 1 + (random.nextInt() >>> 1)) & COUNTED_MASK;
    return id;
  }
}
