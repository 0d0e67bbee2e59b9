package caravel.control.db;

import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Ids of rows: UUIDv7, so that they sort by the time they were made.
public final class Ids {
  private static final long VERSION_7 = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long MILLIS_MASK = 0xFFFF_FFFF_FFFFL;

  private Ids() {}

  public static String uuid7(Instant at, RandomGenerator random) {
    var high = ((at.toEpochMilli() & MILLIS_MASK) << 16) | VERSION_7 | (random.nextLong() & 0xFFF);
    var low = (random.nextLong() >>> 2) | VARIANT;
    return new UUID(high, low).toString();
  }
}
