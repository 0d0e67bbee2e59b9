package caravel.nostr;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// A bounded cache of public keys in libsecp256k1's parsed form. Each key has one place, and a new
/// key replaces the one that is there. Safe for use by many threads; no call takes a lock.
final class ParsedKeyCache {
  /// Most keys, about 700 KiB of heap.
  static final int ENTRIES_MAX = 4_096;

  private static final int INDEX_BITS = Integer.numberOfTrailingZeros(ENTRIES_MAX);

  @SuppressWarnings("ArrayRecordComponent") // entries are never compared
  private record Entry(byte[] key, byte[] parsed) {}

  private final AtomicReferenceArray<@Nullable Entry> entries =
      new AtomicReferenceArray<>(ENTRIES_MAX);

  /// Random and odd, so that the places of keys cannot be predicted.
  private final int multiplier = ThreadLocalRandom.current().nextInt() | 1;

  /// @return null if the cache does not hold the key
  byte @Nullable [] find(byte[] key) {
    var entry = entries.getAcquire(index(key));
    return entry != null && Arrays.equals(entry.key, key) ? entry.parsed : null;
  }

  /// Adds a key. The caller must not change the arrays afterwards.
  void put(byte[] key, byte[] parsed) {
    entries.setRelease(index(key), new Entry(key, parsed));
  }

  private int index(byte[] key) {
    return (Arrays.hashCode(key) * multiplier) >>> (Integer.SIZE - INDEX_BITS);
  }
}
